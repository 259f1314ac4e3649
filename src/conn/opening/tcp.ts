import { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Abortable } from '../../waiting/abortable.ts'
import type { Address } from '../address.ts'
import type { TlsLayer } from './tls.ts'

// After 15 s of silence Node sends ten probes, a second apart. So a dead peer of an idle connection
// is found after 25 s.
const KEEPALIVE_MS = 15_000
const READ_BUFFER_BYTES = 262_144
const HIGH_WATER_MARK_BYTES = 1_048_576

/** What the bytes of a socket go to. */
export interface FeedTarget {
  /**
   * Bytes came: the first `bytes` of `chunk`. Its memory is overwritten once this returns, unless
   * it is that of {@link room}.
   */
  onData(chunk: Buffer, bytes: number): void
  /** Where the next bytes shall be read to. Undefined if any memory will do. */
  room(): Buffer | undefined
}

/**
 * Passes on the bytes that the kernel delivers. It is a class, because a bundler may assume that
 * the function in a plain object never changes.
 */
export class Feed {
  #target: FeedTarget | undefined

  /** From now on all bytes go to this target. */
  setTarget(target: FeedTarget): void {
    this.#target = target
  }

  push(chunk: Buffer, bytes: number): void {
    this.#target?.onData(chunk, bytes)
  }

  /** The memory for the next read. Large answers are read to where they belong. */
  get nextBuffer(): Buffer {
    return this.#target?.room() ?? sharedBuffer()
  }
}

/** A socket whose TCP connection is made. Its TLS handshake, if any, is not finished. */
export interface TcpSocket {
  readonly socket: Socket | TLSSocket
  readonly feed: Feed
  readonly address: string
}

// All connections of the process read through one buffer: its bytes are taken before another
// connection can read.
let readBuffer: Buffer | undefined
const sharedBuffer = (): Buffer => (readBuffer ??= Buffer.allocUnsafeSlow(READ_BUFFER_BYTES))

/**
 * Connects to one address of a broker, and begins TLS if it is wanted. Rejects with Node's error,
 * or with the reason of the signal.
 */
export function dialTcp(to: Address, address: string, tls: TlsLayer | undefined, signal: Abortable): Promise<TcpSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const feed = new Feed()
    const onread = readingInto(feed)
    const place = { host: address, port: to.port }
    const socket =
      tls === undefined
        ? new Socket({ onread, writableHighWaterMark: HIGH_WATER_MARK_BYTES } as object).connect(place)
        : tls.begin({ ...place, onread, highWaterMark: HIGH_WATER_MARK_BYTES } as object)
    const onConnect = (): void => {
      settle()
      // With the setters, because `tls.connect` ignores these options.
      socket.setNoDelay(true).setKeepAlive(true, KEEPALIVE_MS)
      resolve({ socket, feed, address })
    }
    const fail = (error: unknown): void => {
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

// Outside of dialTcp, because the socket keeps this closure: closures of one scope keep alive what
// any of them uses, here the signal and the promise of the dial.
function readingInto(feed: Feed): { buffer: () => Buffer; callback: (bytes: number, chunk: Uint8Array) => boolean } {
  return {
    buffer: () => feed.nextBuffer, // called before each read
    callback: (bytes, chunk) => {
      feed.push(chunk as Buffer, bytes)
      return true
    }
  }
}
