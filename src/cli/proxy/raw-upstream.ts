import { once } from 'node:events'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import type { ConnectionOptions as NodeTlsOptions } from 'node:tls'
import { type Address, formatAddress } from '../../conn/address.ts'
import { apiByKey, decodeResponseHeader, encodeRequestHeader, type RequestHeader } from '../../messages.ts'
import { FrameReader } from '../../protocol/frame-reader.ts'
import { messageOf } from '../../type-checks.ts'
import { TimeLimit } from '../../waiting/time-limit.ts'
import type { ConnectionSettings } from '../connection/connection-settings.ts'
import { isAnswered } from './read-message.ts'
import type { Upstream } from './upstream.ts'

const LENGTH_BYTES = 4
const LIMITS = { minFrameBytes: 4, maxFrameBytes: 0x7fff_ffff }

interface Waiting {
  readonly header: RequestHeader
  readonly resolve: (body: Uint8Array | undefined) => void
  readonly reject: (error: Error) => void
}

/** A connection that carries requests as the client wrote them, and its login with them. */
export class RawUpstream implements Upstream {
  readonly closed: Promise<string>
  readonly #socket: Socket
  readonly #name: string
  #waiting: Waiting[] = []
  #problem: string | undefined

  constructor(socket: Socket, address: Address) {
    this.#socket = socket
    this.#name = formatAddress(address)
    const frames = new FrameReader(LIMITS, (bytes, start, end) => this.#take(bytes.subarray(start, end)))
    socket.on('data', chunk => this.#read(frames, chunk))
    socket.on('error', error => {
      this.#problem ??= `the connection to ${this.#name} broke: ${messageOf(error)}`
    })
    this.closed = once(socket, 'close').then(
      () => this.#end(),
      () => this.#end()
    )
  }

  exchange(header: RequestHeader, body: Uint8Array): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error(this.#reason()))
      const head = encodeRequestHeader(header)
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeInt32BE(head.length + body.length)
      if (isAnswered(header, body)) this.#waiting.push({ header, resolve, reject })
      else resolve(undefined)
      this.#socket.cork()
      for (const bytes of [length, head, body]) this.#socket.write(bytes)
      this.#socket.uncork()
    })
  }

  close(): void {
    this.#problem ??= 'the proxy closed the connection'
    this.#socket.destroy()
  }

  #read(frames: FrameReader, chunk: Buffer): void {
    try {
      frames.push(chunk)
    } catch (error) {
      this.#problem = `${this.#name} sent what is not Kafka: ${messageOf(error)}`
      this.#socket.destroy()
    }
  }

  // A request before the one with this correlation id has no answer: brokers answer in order.
  #take(frame: Buffer): void {
    const correlationId = frame.readInt32BE()
    const at = this.#waiting.findIndex(({ header }) => header.correlationId === correlationId)
    if (at < 0) throw new Error(`an answer has the correlation id ${correlationId}, which no request has`)
    for (const { resolve } of this.#waiting.slice(0, at)) resolve(undefined)
    const answered = this.#waiting[at]
    this.#waiting = this.#waiting.slice(at + 1)
    if (answered === undefined) return
    const { apiKey, apiVersion } = answered.header
    const api = apiByKey(apiKey)
    const start = api === undefined ? LENGTH_BYTES : decodeResponseHeader(api, apiVersion, frame).byteLength
    answered.resolve(frame.subarray(start))
  }

  #end(): string {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(this.#reason()))
    return this.#reason()
  }

  #reason(): string {
    return this.#problem ?? `${this.#name} closed the connection`
  }
}

/** Connects to the first of the servers that accepts a connection. */
export async function openRawUpstream(
  servers: readonly Address[],
  { connection: { tls }, timeoutMs }: ConnectionSettings,
  signal: AbortSignal
): Promise<Upstream> {
  const problems: string[] = []
  const options = typeof tls === 'function' ? await tls() : tls === true ? {} : tls || undefined
  for (const address of servers) {
    const limit = new TimeLimit(timeoutMs, signal)
    try {
      return new RawUpstream(await openSocket(address, options, limit.signal), address)
    } catch (error) {
      problems.push(`cannot connect to ${formatAddress(address)}: ${messageOf(limit.isOver ? limit.signal.reason : error)}`)
    } finally {
      limit.end()
    }
  }
  throw new Error(problems.join('; '))
}

async function openSocket(address: Address, options: NodeTlsOptions | undefined, signal: AbortSignal): Promise<Socket> {
  const { host, port } = address
  const noDelay = true
  const name = isIP(host) === 0 ? { servername: host } : {}
  const socket =
    options === undefined
      ? connectTcp({ host, port, noDelay })
      : (await import('node:tls')).connect({ ...name, ...options, host, port }).setNoDelay(noDelay)
  try {
    await once(socket, options === undefined ? 'connect' : 'secureConnect', { signal })
    return socket
  } catch (error) {
    socket.on('error', () => undefined).destroy()
    throw error
  }
}
