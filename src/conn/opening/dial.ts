import { lookup } from 'node:dns'
import { isIPv4 } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { type ConnectPhase, isKafkaError } from '../../errors.ts'
import { errorsIn } from '../../type-checks.ts'
import { type Abortable, abortable } from '../../waiting/abortable.ts'
import type { TimeLimit } from '../../waiting/time-limit.ts'
import type { Address } from '../address.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { connectError, reasonOf } from './connect-error.ts'
import { ownDial } from './own-dial.ts'
import { raceAddresses } from './race.ts'
import { dialTcp, type Feed } from './tcp.ts'
import { answersTls, readTlsOption, type TlsLayer } from './tls.ts'

/**
 * A connected stream of bytes. Its bytes come through the feed, or as `data` events without one.
 */
export interface Dialled {
  readonly socket: Duplex
  readonly feed?: Feed | undefined
  /** The IP address that was dialled. Undefined if the `dial` option made the stream. */
  readonly address?: string | undefined
  /** Whether the certificate of the broker was accepted. Undefined without TLS. */
  readonly tlsAuthorized?: boolean | undefined
}

/**
 * The opening that a dial is part of. The dial sets the phase, and stops when the signal aborts.
 */
export interface Dialling {
  phase: ConnectPhase
  readonly signal: Abortable
  /** A new AbortSignal that aborts with `signal`, for the `dial` option. */
  readonly abortSignal: AbortSignal
}

// An async function that waits takes 0.4 KB, and an opening waits in all of its functions at once.
// So functions that only pass a promise on are not async.

/**
 * Connects to a broker: with the `dial` option, or by DNS and TCP to the first address of the name
 * that answers; then TLS. Rejects with `KAFKA_CONNECT`, or with the reason of the signal.
 */
export function dial(to: ResolvedOptions, opening: Dialling): Promise<Dialled> {
  return to.tls === undefined ? reach(to, undefined, opening) : dialTls(to, to.tls, opening)
}

async function dialTls(to: ResolvedOptions, option: NonNullable<ResolvedOptions['tls']>, opening: Dialling): Promise<Dialled> {
  const tls = await readTls(to, option, opening)
  const dialled = await reach(to, tls, opening)
  const socket = dialled.socket as TLSSocket
  opening.phase = 'tls'
  await tls.secure(socket, opening.signal)
  return { ...dialled, tlsAuthorized: socket.authorized }
}

/**
 * Whether a listener that did not answer plaintext wants TLS. Sends it one TLS hello to find out,
 * and ends the limit.
 */
export async function wantsTls(to: ResolvedOptions, limit: TimeLimit): Promise<boolean> {
  const { signal } = limit
  try {
    const tls = await readTlsOption(to, { rejectUnauthorized: false })
    const { socket } = await reach(to, tls, { phase: 'tls', signal, abortSignal: signal })
    return await answersTls(socket as TLSSocket, signal)
  } catch {
    return false // the opening fails in any case, with the error that it already has
  } finally {
    limit.end()
  }
}

// Connects without waiting for the TLS handshake.
function reach(to: ResolvedOptions, tls: TlsLayer | undefined, opening: Dialling): Promise<Dialled> {
  if (to.dial === undefined) return dialName(to, tls, opening)
  opening.signal.throwIfAborted()
  opening.phase = 'tcp'
  return ownDial(to, to.dial, opening.abortSignal).then(socket => ({ socket: tls === undefined ? socket : tls.begin({ socket }) }))
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

function dialName(to: ResolvedOptions, tls: TlsLayer | undefined, opening: Dialling): Promise<Dialled> {
  opening.phase = 'dns'
  if (isAddress(to.host)) return dialAddresses(to, [to.host], tls, opening)
  return resolveName(to, opening.signal).then(addresses => dialAddresses(to, addresses, tls, opening))
}

function dialAddresses(to: Address, addresses: readonly string[], tls: TlsLayer | undefined, opening: Dialling): Promise<Dialled> {
  opening.phase = 'tcp'
  const address = addresses[0]
  const connected =
    address !== undefined && addresses.length === 1
      ? dialTcp(to, address, tls, opening.signal)
      : raceAddresses(addresses, (each, signal) => dialTcp(to, each, tls, signal), opening.signal)
  return connected.catch(error => {
    opening.signal.throwIfAborted()
    const failures = errorsIn(error)
    const tried = failures.map((failure, i) => `${addresses[i]} ${reasonOf(failure)}`).join(', ')
    const cause = failures.length === 1 ? failures[0] : error
    if (isKafkaError(failures[0])) throw failures[0] // it says more, and is the same for every address
    throw connectError(to, 'tcp', `no TCP connection (${tried}): is a broker listening there?`, cause)
  })
}

function resolveName(to: Address, signal: Abortable): Promise<string[]> {
  const found = new Promise<string[]>((resolve, reject) => {
    lookup(to.host, { all: true, order: 'verbatim' }, (error, addresses) => {
      if (error === null) resolve(addresses.map(({ address }) => address))
      else reject(connectError(to, 'dns', `the name does not resolve (${reasonOf(error)}): check its spelling and the resolver`, error))
    })
  })
  return abortable(found, signal)
}

// Only IPv6 addresses have colons: the options do not allow them in names.
const isAddress = (host: string): boolean => isIPv4(host) || host.includes(':')
