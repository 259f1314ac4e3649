import { lookup } from 'node:dns'
import { isIPv4, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectPhase, KafkaError } from '../errors.ts'
import { describe } from '../protocol/primitives/failures.ts'
import { type Address, formatAddress } from './address.ts'
import type { Dial, ResolvedOptions } from './options.ts'

// A dead peer of an idle connection is found 25 s after its last sign of life: Node then probes ten times, a second apart.
const KEEPALIVE_MS = 15_000
const READ_BUFFER_BYTES = 262_144
const WRITABLE_HIGH_WATER_MARK = 1_048_576

/** Where the bytes go that the kernel delivers. */
export interface Feed {
  push(chunk: Buffer, bytes: number): void
}

/** A connected stream of bytes. Without a feed its bytes come as `data` events. */
export interface Dialled {
  readonly socket: Duplex
  readonly feed?: Feed
  readonly address?: string | undefined
}

/** What dialling is part of: it says which phase it is in, and may be told to stop. */
export interface Dialling {
  phase: ConnectPhase
  readonly signal: AbortSignal
}

/** Connects to a broker: by the caller's own `dial`, or by DNS and TCP, trying every address of the name. Throws `KAFKA_CONNECT`. */
export async function dial(to: ResolvedOptions, opening: Dialling): Promise<Dialled> {
  const { signal } = opening
  opening.phase = to.dial === undefined ? 'dns' : 'tcp'
  if (to.dial !== undefined) return { socket: await ownDial(to, to.dial, signal) }
  const addresses = isAddress(to.host) ? [to.host] : await resolveName(to, signal)
  opening.phase = 'tcp'
  const failures: Error[] = []
  for (const [i, address] of addresses.entries()) {
    signal.throwIfAborted()
    const patienceMs = to.connectMs / (addresses.length - i)
    try {
      return await dialTcp(address, to.port, patienceMs, signal)
    } catch (error) {
      signal.throwIfAborted()
      failures.push(error as Error)
    }
  }
  const tried = failures.map((error, i) => `${addresses[i]} ${reasonOf(error)}`).join(', ')
  const cause = failures.length === 1 ? failures[0] : new AggregateError(failures, tried)
  throw connectError(to, 'tcp', `no TCP connection (${tried}): is a broker listening there?`, cause)
}

/** An error that names the phase in which opening a connection failed. */
export function connectError(to: Address, phase: ConnectPhase, problem: string, cause?: unknown, retriable = true): KafkaError {
  const broker = { host: to.host, port: to.port }
  return new KafkaError('KAFKA_CONNECT', `${formatAddress(to)}: ${problem}`, { phase, broker, cause, retriable, delivery: 'not-sent' })
}

// A dialler that does not heed its signal is left behind, and what it gives later is destroyed.
function ownDial(to: ResolvedOptions, dialer: Dial, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason)
    const fail = (problem: string, cause?: unknown): void => reject(connectError(to, 'tcp', `the dial option ${problem}`, cause))
    const call = async (): Promise<Duplex> => dialer({ host: to.host, port: to.port, signal })
    signal.addEventListener('abort', give, { once: true })
    call().then(
      socket => {
        signal.removeEventListener('abort', give)
        if (!isDuplex(socket)) fail(`gave ${describe(socket)}, which is not a stream of bytes (Duplex)`)
        else if (signal.aborted) socket.on('error', () => undefined).destroy()
        else if (socket.destroyed) fail('gave a stream that is destroyed already', socket.errored)
        else resolve(socket)
      },
      (error: unknown) => {
        signal.removeEventListener('abort', give)
        fail(`gave no connection (${reasonOf(error)})`, error)
      }
    )
  })
}

function resolveName(to: Address, signal: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason)
    signal.addEventListener('abort', give, { once: true })
    lookup(to.host, { all: true, order: 'verbatim' }, (error, found) => {
      signal.removeEventListener('abort', give)
      if (error !== null)
        reject(connectError(to, 'dns', `the name does not resolve (${reasonOf(error)}): check its spelling and the resolver`, error))
      else resolve(found.map(({ address }) => address))
    })
  })
}

// All connections of the process read through one buffer: it is emptied before anyone else can get a turn.
let readBuffer: Buffer | undefined

function dialTcp(host: string, port: number, patienceMs: number, signal: AbortSignal): Promise<Dialled> {
  return new Promise((resolve, reject) => {
    readBuffer ??= Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
    const feed: Feed = { push: () => undefined }
    const onread = {
      buffer: readBuffer,
      callback: (bytes: number, chunk: Uint8Array): boolean => {
        feed.push(chunk as Buffer, bytes)
        return true
      }
    }
    const socket = new Socket({ onread, writableHighWaterMark: WRITABLE_HIGH_WATER_MARK } as object)
    const timer = setTimeout(() => fail(new Error(`did not answer within ${Math.round(patienceMs)} ms`)), Math.min(patienceMs, 0x7fff_ffff))
    const onAbort = (): void => fail(signal.reason)
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off('error', fail)
    }
    const fail = (error: Error): void => {
      settle()
      socket.on('error', () => undefined).destroy()
      reject(error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', fail)
    socket.connect({ host, port }, () => {
      settle()
      socket.setNoDelay(true).setKeepAlive(true, KEEPALIVE_MS)
      resolve({ socket, feed, address: host })
    })
  })
}

const isDuplex = (value: unknown): value is Duplex =>
  typeof value === 'object' && value !== null && ['on', 'write', 'cork', 'destroy'].every(name => name in value)

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return describe(error)
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return 'refused: ECONNREFUSED'
  return code ?? message
}

// Of names, only IPv6 addresses have colons: the options saw to that.
const isAddress = (host: string): boolean => isIPv4(host) || host.includes(':')
