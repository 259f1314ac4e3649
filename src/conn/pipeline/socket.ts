import type { Duplex } from 'node:stream'
import type { Dialled } from '../opening/dial.ts'

/** What a socket has to tell. */
export interface SocketEvents {
  /** So many bytes at the beginning of a chunk, whose memory is overwritten once this returns. */
  data(chunk: Buffer, bytes: number): void
  drain(): void
  /** It is over, perhaps not for the first time. */
  end(cause?: unknown): void
}

/** Hears of all that happens on a socket, from its feed if it has one. */
export function listen({ socket, feed }: Dialled, { data, drain, end }: SocketEvents): void {
  if (feed === undefined) socket.on('data', (chunk: Buffer) => data(chunk, chunk.length))
  else feed.lead(data)
  socket
    .on('drain', drain)
    .on('error', end)
    .on('end', () => end())
    .on('close', () => end())
}

/** Whether it keeps the process alive; streams that were dialled by the caller may have no say in that. */
export function refer(socket: Duplex & { ref?: () => void; unref?: () => void }, how: 'ref' | 'unref'): void {
  socket[how]?.()
}
