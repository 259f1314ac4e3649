import type { Duplex } from 'node:stream'
import { type AcceptOptions, resolveAcceptOptions } from './accept-options.ts'
import { type RequestHandler, ServedSocket, type ServerConnection } from './served-socket.ts'

export type { RequestHandler } from './served-socket.ts'

/**
 * Serves one connection of a Kafka client: a TCP socket, a TLS socket or any other byte stream.
 *
 * - `handle` is called with each request, in the order of the requests, without waiting for earlier
 *   handlers. The answers are sent in the same order.
 * - A request that its handler does not answer gets no answer.
 * - A handler that throws, a frame outside the limits and a malformed header close the connection,
 *   after the answers to earlier requests; `closed` says why.
 *
 * Throws `KAFKA_CONFIGURATION` if an argument is wrong.
 */
export function accept(socket: Duplex, handle: RequestHandler, options: AcceptOptions = {}): ServerConnection {
  const { limits, memory } = resolveAcceptOptions(socket, handle, options)
  return new ServedSocket(socket, handle, limits, memory)
}
