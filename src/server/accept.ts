import type { Duplex } from 'node:stream'
import { type AcceptOptions, resolveAcceptOptions } from './accept-options.ts'
import { type RequestHandler, ServedSocket, type ServerConnection } from './served-socket.ts'

export type { RequestHandler } from './served-socket.ts'

/**
 * Serves one connection, a TCP or TLS socket or any other byte stream: `handle` is called with each request in the order they came, without waiting
 * for those before, and what it answers goes out in that order, whichever is ready first. A request that the handler leaves unanswered gets no answer. A
 * handler that throws, a frame outside the limits and a header that makes no sense close the connection, after the answers that are
 * due before; `closed` tells why. Throws `KAFKA_CONFIGURATION`.
 */
export function accept(socket: Duplex, handle: RequestHandler, options: AcceptOptions = {}): ServerConnection {
  const { limits, memory } = resolveAcceptOptions(socket, handle, options)
  return new ServedSocket(socket, handle, limits, memory)
}
