import { lookup } from 'node:dns'
import { isIPv4 } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { type ConnectPhase, isKafkaError } from '../../errors.ts'
import { describeValue, errorsIn } from '../../type-checks.ts'
import { abortable } from '../../waiting/abortable.ts'
import type { Address } from '../address.ts'
import type { Dial, ResolvedOptions } from '../connection-options.ts'
import { connectError, reasonOf } from './connect-error.ts'
import { race } from './race.ts'
import { dialTcp, type Feed } from './tcp.ts'
import { answersTls, readTlsOption, type TlsLayer } from './tls.ts'

/** A connected stream of bytes. Without a feed its bytes come as `data` events. */
export interface Dialled {
  readonly socket: Duplex
  readonly feed?: Feed | undefined
  readonly address?: string | undefined
  /** Whether TLS is there and the broker's certificate was accepted. Undefined without TLS. */
  readonly tlsAuthorized?: boolean | undefined
}

/** What dialling is part of: it says which phase it is in, and may be told to stop. */
export interface Dialling {
  phase: ConnectPhase
  readonly signal: AbortSignal
}

/** Connects to a broker: by the caller's own `dial`, or by DNS and TCP at whichever address of the name answers; then TLS. Throws `KAFKA_CONNECT`. */
export async function dial(to: ResolvedOptions, opening: Dialling): Promise<Dialled> {
  const tls = to.tls === undefined ? undefined : await readTls(to, to.tls, opening)
  const dialled = await reach(to, tls, opening)
  if (tls === undefined) return dialled
  const socket = dialled.socket as TLSSocket
  opening.phase = 'tls'
  await tls.secure(socket, opening.signal)
  return { ...dialled, tlsAuthorized: socket.authorized }
}

/** Whether the listener wants TLS: asked by one hello, where plaintext was met with silence. */
export async function wantsTls(to: ResolvedOptions, signal: AbortSignal): Promise<boolean> {
  const tls = await readTlsOption(to, { rejectUnauthorized: false })
  try {
    const { socket } = await reach(to, tls, { phase: 'tls', signal })
    return await answersTls(socket as TLSSocket, signal)
  } catch {
    return false // what it was asked for is another error, which has been found already
  }
}

// As far as the other end, where TLS, if any, is at its beginning.
async function reach(to: ResolvedOptions, tls: TlsLayer | undefined, opening: Dialling): Promise<Dialled> {
  if (to.dial === undefined) return await dialName(to, tls, opening)
  const socket = await ownDial(to, to.dial, opening)
  return { socket: tls === undefined ? socket : tls.begin({ socket }) }
}

async function readTls(to: Address, tls: NonNullable<ResolvedOptions['tls']>, opening: Dialling): Promise<TlsLayer> {
  opening.phase = 'tls'
  try {
    return await abortable(readTlsOption(to, tls), opening.signal)
  } catch (error) {
    opening.signal.throwIfAborted()
    throw connectError(to, 'tls', `the tls option gave no settings (${reasonOf(error)})`, error, false)
  }
}

async function dialName(to: ResolvedOptions, tls: TlsLayer | undefined, opening: Dialling): Promise<Dialled> {
  opening.phase = 'dns'
  const addresses = isAddress(to.host) ? [to.host] : await resolveName(to, opening.signal)
  opening.phase = 'tcp'
  try {
    const [address] = addresses
    if (address !== undefined && addresses.length === 1) return await dialTcp(to, address, tls, opening.signal)
    return await race(addresses, (each, signal) => dialTcp(to, each, tls, signal), opening.signal)
  } catch (error) {
    opening.signal.throwIfAborted()
    const failures = errorsIn(error)
    const tried = failures.map((failure, i) => `${addresses[i]} ${reasonOf(failure)}`).join(', ')
    const cause = failures.length === 1 ? failures[0] : error
    if (isKafkaError(failures[0])) throw failures[0] // it says more, and of every address the same
    throw connectError(to, 'tcp', `no TCP connection (${tried}): is a broker listening there?`, cause)
  }
}

async function resolveName(to: Address, signal: AbortSignal): Promise<string[]> {
  const found = new Promise<string[]>((resolve, reject) => {
    lookup(to.host, { all: true, order: 'verbatim' }, (error, addresses) => {
      if (error === null) resolve(addresses.map(({ address }) => address))
      else reject(connectError(to, 'dns', `the name does not resolve (${reasonOf(error)}): check its spelling and the resolver`, error))
    })
  })
  return await abortable(found, signal)
}

// A dialler that does not heed its signal is left behind, and what it gives later is destroyed.
async function ownDial(to: ResolvedOptions, dialer: Dial, opening: Dialling): Promise<Duplex> {
  const { signal } = opening
  signal.throwIfAborted()
  opening.phase = 'tcp'
  const call = async (): Promise<Duplex> => dialer({ host: to.host, port: to.port, signal })
  const given = call()
  given.then(
    late => signal.aborted && isDuplex(late) && late.on('error', () => undefined).destroy(),
    () => undefined
  )
  let socket: Duplex
  try {
    socket = await abortable(given, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw connectError(to, 'tcp', `the dial option gave no connection (${reasonOf(error)})`, error)
  }
  if (!isDuplex(socket))
    throw connectError(to, 'tcp', `the dial option gave ${describeValue(socket)}, which is not a stream of bytes (Duplex)`)
  if (socket.destroyed) throw connectError(to, 'tcp', 'the dial option gave a stream that is destroyed already', socket.errored)
  return socket
}

const isDuplex = (value: unknown): value is Duplex =>
  typeof value === 'object' && value !== null && ['on', 'write', 'cork', 'destroy'].every(name => name in value)

// Of names, only IPv6 addresses have colons: the options saw to that.
const isAddress = (host: string): boolean => isIPv4(host) || host.includes(':')
