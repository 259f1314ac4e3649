import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setTimeout } from '../../clock.ts'

/** A socket whose bytes are sent in pieces of this size, one each millisecond. */
export function dribbling(socket: Socket, pieceBytes: number): Duplex {
  const duplex = new Duplex({
    allowHalfOpen: false,
    read: () => void socket.resume(),
    write: (chunk: Buffer, _, done) => sendFrom(chunk, 0, done),
    final: done => {
      socket.end()
      done()
    },
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    }
  })
  const sendFrom = (chunk: Buffer, at: number, done: (error?: Error) => void): void => {
    if (at >= chunk.length || !socket.writable) return done()
    socket.write(chunk.subarray(at, at + pieceBytes))
    setTimeout(() => sendFrom(chunk, at + pieceBytes, done), 1)
  }
  socket.on('data', (chunk: Buffer) => {
    if (!duplex.push(chunk)) socket.pause()
  })
  socket.on('end', () => duplex.push(null))
  socket.on('error', error => duplex.destroy(error))
  socket.on('close', () => duplex.destroy())
  return duplex
}
