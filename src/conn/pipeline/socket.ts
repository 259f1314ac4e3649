import type { Duplex } from 'node:stream'
import type { Dialled } from '../opening/dial.ts'
import type { FeedTarget } from '../opening/tcp.ts'

/** What a connection hears from its socket. */
export interface SocketListener extends FeedTarget {
  /** The socket takes more bytes. */
  onDrain(): void
  /** The socket has ended. May be called more than once. */
  onEnd(cause?: unknown): void
}

/** Calls the listener for all events of a socket. Bytes come from its feed if it has one. */
export function listenTo({ socket, feed }: Dialled, listener: SocketListener): void {
  const { onDrain, onEnd } = listener
  const end = (): void => onEnd() // `close` has an argument that is no cause
  if (feed === undefined) socket.on('data', (chunk: Buffer) => listener.onData(chunk, chunk.length))
  else feed.setTarget(listener)
  socket.on('drain', onDrain).on('error', onEnd).on('end', end).on('close', end)
}

/**
 * `ref`: the socket keeps the process alive. `unref`: it does not. Streams of the `dial` option may
 * have neither method.
 */
export function setRef(socket: Duplex & { ref?: () => void; unref?: () => void }, how: 'ref' | 'unref'): void {
  socket[how]?.()
}
