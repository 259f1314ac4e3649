import { isKafkaError, type KafkaError } from '../errors.ts'
import { configurationError } from '../options.ts'
import type { SaslContext, SaslMechanism } from '../sasl/mechanism.ts'
import { isError, messageOf } from '../type-checks.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import { formatAddress } from './address.ts'
import { Connection } from './connection.ts'
import { publishConnection } from './connection-events.ts'
import { type ConnectionOptions, type ExpectedBroker, type ResolvedOptions, resolveOptions } from './connection-options.ts'
import { AddressCache } from './opening/address-cache.ts'
import { alertError, connectError, reached, reasonOf } from './opening/connect-error.ts'
import { dial, wantsTls } from './opening/dial.ts'
import { askAgain, negotiate } from './opening/negotiate.ts'
import { OpeningDeadline } from './opening/opening-deadline.ts'
import { VersionLadder } from './opening/version-ladder.ts'
import { Pipeline } from './pipeline/pipeline.ts'
import { noteFirst } from './pipeline/request-errors.ts'
import { authenticate, notOfferedError } from './sasl/authenticate.ts'
import { Exchange } from './sasl/exchange.ts'
import { Session } from './sasl/session.ts'
import { BrokerVersions } from './versions/broker-versions.ts'
import type { TransactionProtocols } from './versions/transaction-protocols.ts'

// The mechanism that an address took, where it was not the first of the list: to be told again that it lacks the others would cost a dial.
const takenMechanisms = new AddressCache<string>()
// These give the secret to whoever asks. That a broker offers nothing better is only believed of a broker that has proven who it is.
const SECRET_ON_THE_WIRE = ['PLAIN', 'OAUTHBEARER']
const TLS_PROBE_MS = 1_000
// What one request may take of the time that is left: with another to come, and without.
const SHARE = 1 / 3
const LAST_SHARE = 0.8
const PORT_HINT = 'is this the port of a Kafka listener, and does the listener want TLS?'
const KNOWN_HINT = 'it has answered before, so it may be overloaded, frozen or about to stop'
const CERTIFICATE_HINT = 'is this a Kafka listener, and does it want a client certificate?'

/**
 * Opens a connection: dials, then asks which versions the broker speaks. Rejects with `KAFKA_CONFIGURATION`, with `KAFKA_CONNECT`, whose `phase`
 * names the step that failed, or with the signal's reason.
 */
export function connect(options: ConnectionOptions): Promise<Connection> {
  return connectWith(options, undefined)
}

/** The same for one of several connections to a cluster, which share what is known of its features and transactions. */
export async function connectWith(options: ConnectionOptions, transactions: TransactionProtocols | undefined): Promise<Connection> {
  const resolved = resolveOptions(options)
  checkHandshakes(resolved)
  return await inEmptyContext(() => openInTime(resolved, transactions))
}

async function openInTime(options: ResolvedOptions, transactions: TransactionProtocols | undefined): Promise<Connection> {
  const opening = new OpeningDeadline(options)
  try {
    return await open(options, opening, transactions)
  } finally {
    opening.end()
  }
}

// Some brokers and proxies reset, or say nothing, when ApiVersions comes in a version they do not know: then one dials again and asks for less.
async function open(
  options: ResolvedOptions,
  opening: OpeningDeadline,
  transactions: TransactionProtocols | undefined
): Promise<Connection> {
  const address = formatAddress(options)
  const ladder = new VersionLadder(address)
  let mechanisms: readonly SaslMechanism[] | undefined
  for (;;) {
    const dialled = await dial(options, opening)
    mechanisms ??= inOrder(options.sasl, takenMechanisms.get(address), dialled.tlsAuthorized)
    const [mechanism, ...others] = mechanisms
    const versions = new BrokerVersions(options, transactions)
    const pipeline = new Pipeline(dialled, options)
    const connection = new Connection(pipeline, versions, options.opened)
    const unwatch = opening.onAbort(() => void connection.close({ timeoutMs: 1 }))
    let asking = ladder.version
    // As long as another version may be the remedy, there must be time left to ask for it.
    const askOptions = (version: number): { timeoutMs: number; expect: ExpectedBroker } => {
      opening.phase = 'api-versions'
      ladder.asked.push(version)
      asking = version
      const share = ladder.below(version) === undefined ? LAST_SHARE : SHARE
      return { timeoutMs: opening.remainingMs * share, expect: options.expect }
    }
    try {
      let newer: number | undefined
      if (options.apiVersions !== undefined) versions.assume(options.apiVersions)
      else {
        newer = ladder.hear(await negotiate(connection, versions, asking, askOptions(asking)))
        if (mechanism === undefined) noteFirst(pipeline.broker, pipeline.traffic.requests)
      }
      if (mechanism !== undefined) {
        opening.phase = 'sasl'
        const on = { pipeline, versions }
        const exchange = new Exchange(mechanism, contextOf(options, opening.signal), options)
        const { offered, expiresAtMs = 0 } = await authenticate(on, mechanism, exchange)
        if (offered !== undefined) {
          // It closes then, and has said which it has: the first of ours among them gets a dial of its own.
          mechanisms = others.filter(({ name }) => offered.includes(name))
          if (mechanisms.length === 0) throw notOfferedError(options, options.sasl.map(nameOf), offered)
          void connection.close({ timeoutMs: 1 })
          continue
        }
        noteTaken(address, mechanism, options.sasl, dialled.tlsAuthorized)
        new Session(on, mechanism).begin(expiresAtMs)
      }
      // Not before authentication, in which Kafka takes ApiVersions only once.
      if (newer !== undefined) await askAgain(connection, versions, newer, askOptions(newer))
      publishConnection({ event: 'open', broker: connection.broker, connectMs: opening.elapsedMs })
      return connection
    } catch (error) {
      void connection.close({ timeoutMs: 1 })
      opening.signal.throwIfAborted()
      if (opening.phase === 'sasl') throw unauthenticated(options, mechanism, error)
      const refused = isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') ? alertError(options, error.cause) : undefined
      if (refused !== undefined) throw refused // an alert is an answer: nothing older need be asked for
      if (!isMute(error) || !ladder.descend(asking)) throw await unanswered(options, ladder, error, opening.signal)
    } finally {
      unwatch()
    }
  }
}

const contextOf = ({ host, port }: ResolvedOptions, signal: AbortSignal): SaslContext => ({ host, port, reason: 'first', signal })

const nameOf = ({ name }: SaslMechanism): string => name

// What the broker took the last time comes first: to be told that it lacks the others would cost a dial.
function inOrder(ours: readonly SaslMechanism[], taken: string | undefined, tlsAuthorized: boolean | undefined): readonly SaslMechanism[] {
  const first = ours.find(({ name }) => name === taken && isBelieved(name, tlsAuthorized))
  return first === undefined ? ours : [first, ...ours.filter(each => each !== first)]
}

function noteTaken(address: string, taken: SaslMechanism, [first]: readonly SaslMechanism[], tlsAuthorized: boolean | undefined): void {
  if (isBelieved(taken.name, tlsAuthorized)) takenMechanisms.set(address, taken === first ? undefined : taken.name)
}

// Whether it may be remembered that a broker offered this and nothing that we like better.
const isBelieved = (mechanism: string, tlsAuthorized: boolean | undefined): boolean =>
  tlsAuthorized === true || !SECRET_ON_THE_WIRE.includes(mechanism)

// After ApiVersions brokers insist on a handshake, and those that know none take it for a token.
function checkHandshakes({ apiVersions, sasl }: ResolvedOptions): void {
  const [unshaken] = sasl.filter(({ handshake }) => handshake === false)
  if (unshaken === undefined || apiVersions !== undefined) return
  const text = `sasl: ${unshaken.name} without a handshake needs apiVersions, the ranges to assume: brokers without SaslHandshake have no ApiVersions either`
  throw configurationError('connect', [text])
}

function unauthenticated(options: ResolvedOptions, mechanism: SaslMechanism | undefined, error: unknown): unknown {
  if (!isKafkaError(error, 'KAFKA_CONNECTION_CLOSED', 'KAFKA_TIMEOUT', 'KAFKA_PROTOCOL')) return error
  const text = `no answer while authenticating by ${mechanism?.name} (${reasonOf(error)}): is this a SASL listener, and are the credentials right?`
  return connectError(options, 'sasl', text, error)
}

/** Whether a broker gave no answer at all, so that an older version may fare better. */
function isMute(error: unknown): boolean {
  return isKafkaError(error, 'KAFKA_TIMEOUT') || (isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && error.reason === 'broken')
}

async function unanswered(options: ResolvedOptions, ladder: VersionLadder, error: unknown, signal: AbortSignal): Promise<KafkaError> {
  const cause = isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && isError(error.cause) ? error.cause : error
  const asked = ladder.asked.map(version => `v${version}`).join(', ')
  if (!isMute(error)) {
    const retriable = isKafkaError(error, 'KAFKA_BROKER') && error.retriable
    return connectError(options, 'api-versions', messageOf(cause), cause, retriable)
  }
  if (isKafkaError(error, 'KAFKA_TIMEOUT')) {
    const hint = ladder.isKnown ? KNOWN_HINT : PORT_HINT
    const silent = `the other side accepted ${reached(options.dial, options.tls)}, but did not answer ApiVersions (asked ${asked})`
    return connectError(options, 'api-versions', `${silent}: ${hint}`, cause)
  }
  // Some TLS listeners close in silence when plaintext meets them, so one hello tells what the port is.
  if (options.tls === undefined && (await wantsTls(options, AbortSignal.any([signal, AbortSignal.timeout(TLS_PROBE_MS)])))) {
    return connectError(options, 'api-versions', 'this listener speaks TLS: set the tls option', cause, false)
  }
  const closed = `the other side closed the connection without answering ApiVersions (asked ${asked})`
  if (ladder.isKnown) return connectError(options, 'api-versions', `${closed}: ${KNOWN_HINT}`, cause)
  return connectError(options, 'api-versions', `${closed}: ${options.tls === undefined ? PORT_HINT : CERTIFICATE_HINT}`, cause)
}
