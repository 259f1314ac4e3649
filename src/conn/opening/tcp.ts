import { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Address } from '../address.ts'
import type { TlsLayer } from './tls.ts'

// A dead peer of an idle connection is found 25 s after its last sign of life: Node then probes ten times, a second apart.
const KEEPALIVE_MS = 15_000
const READ_BUFFER_BYTES = 262_144
const HIGH_WATER_MARK = 1_048_576

type Take = (chunk: Buffer, bytes: number) => void

/** Where the bytes go that the kernel delivers: a class, since a bundler may take the function of a plain object for the one it was made with. */
export class Feed {
  #take: Take | undefined

  /** All that arrives from now on goes to this function. */
  lead(take: Take): void {
    this.#take = take
  }

  push(chunk: Buffer, bytes: number): void {
    this.#take?.(chunk, bytes)
  }
}

/** A socket that has come as far as TCP goes; TLS, if any, is at its beginning. */
export interface TcpSocket {
  readonly socket: Socket | TLSSocket
  readonly feed: Feed
  readonly address: string
}

// All connections of the process read through one buffer: it is emptied before anyone else can get a turn.
let readBuffer: Buffer | undefined

/** Connects to one address of a broker, and begins TLS there if it is wanted. Rejects with Node's error, or with the signal's reason. */
export function dialTcp(to: Address, address: string, tls: TlsLayer | undefined, signal: AbortSignal): Promise<TcpSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const feed = new Feed()
    const onread = readingInto(feed)
    const place = { host: address, port: to.port }
    const socket =
      tls === undefined
        ? new Socket({ onread, writableHighWaterMark: HIGH_WATER_MARK } as object).connect(place)
        : tls.begin({ ...place, onread, highWaterMark: HIGH_WATER_MARK } as object)
    const onConnect = (): void => {
      settle()
      // By their setters: tls.connect ignores the options.
      socket.setNoDelay(true).setKeepAlive(true, KEEPALIVE_MS)
      resolve({ socket, feed, address })
    }
    const fail = (error: Error): void => {
      settle()
      socket.on('error', () => undefined).destroy()
      reject(error)
    }
    const onAbort = (): void => fail(signal.reason)
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', fail).off('connect', onConnect)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', fail).on('connect', onConnect)
  })
}

// Apart from dialTcp, because the socket keeps it: closures that are made together keep alive whatever any of them uses, here the
// signal and the promise of the dial.
function readingInto(feed: Feed): { buffer: Buffer; callback: (bytes: number, chunk: Uint8Array) => boolean } {
  readBuffer ??= Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  return {
    buffer: readBuffer,
    callback: (bytes, chunk) => {
      feed.push(chunk as Buffer, bytes)
      return true
    }
  }
}
