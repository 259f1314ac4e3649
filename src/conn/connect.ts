import { isKafkaError, type KafkaError } from '../errors.ts'
import { configurationError } from '../protocol/primitives/options.ts'
import type { SaslContext, SaslMechanism } from '../sasl/mechanism.ts'
import { isError, messageOf } from '../type-checks.ts'
import { formatAddress } from './address.ts'
import { authenticate, notOfferedError } from './authenticate.ts'
import { noteFirst } from './closed.ts'
import { alertError, connectError, reasonOf } from './connect-error.ts'
import { Connection } from './connection.ts'
import { publishConnection } from './diagnostics.ts'
import { dial, wantsTls } from './dial.ts'
import { NEWEST, negotiate, stepDown } from './negotiate.ts'
import { Opening } from './opening.ts'
import { type ConnectionOptions, type ResolvedOptions, resolveOptions } from './options.ts'
import { outside } from './outside.ts'
import { Pipeline } from './pipeline.ts'
import { Remembered } from './remembered.ts'
import { Exchange } from './sasl-exchange.ts'
import { Session } from './session.ts'
import { BrokerVersions } from './versions.ts'

// The version of ApiVersions that an address was seen to answer: those that reset or keep silent cost a dial each to find out. And the
// mechanism that it took, where it was not the first of the list.
const answeredVersions = new Remembered<number>()
const takenMechanisms = new Remembered<string>()
const TLS_PROBE_MS = 1_000
const PORT_HINT = 'is this the port of a Kafka listener, and does the listener want TLS?'
const CERTIFICATE_HINT = 'is this a Kafka listener, and does it want a client certificate?'

/**
 * Opens a connection: dials, then asks which versions the broker speaks. Rejects with `KAFKA_CONFIGURATION`, with `KAFKA_CONNECT`, whose `phase`
 * names the step that failed, or with the signal's reason.
 */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const resolved = resolveOptions(options)
  checkHandshakes(resolved)
  return await outside(() => openInTime(resolved))
}

async function openInTime(options: ResolvedOptions): Promise<Connection> {
  const opening = new Opening(options)
  try {
    return await open(options, opening)
  } finally {
    opening.end()
  }
}

// Some brokers and proxies reset, or say nothing, when ApiVersions comes in a version they do not know: then one dials again and asks for less.
async function open(options: ResolvedOptions, opening: Opening): Promise<Connection> {
  const address = formatAddress(options)
  const asked: number[] = []
  let [mechanism, ...others] = inOrder(options.sasl, takenMechanisms.recall(address))
  for (let version: number | undefined = answeredVersions.recall(address) ?? NEWEST; ; ) {
    const dialled = await dial(options, opening)
    opening.phase = 'api-versions'
    const versions = new BrokerVersions(options)
    const pipeline = new Pipeline(dialled, options)
    const connection = new Connection(pipeline, versions, options.opened)
    const unwatch = opening.onAbort(() => void connection.close({ timeoutMs: 1 }))
    asked.push(version)
    try {
      if (options.apiVersions !== undefined) versions.assume(options.apiVersions)
      else {
        const answered = await negotiate(connection, versions, version, opening.remainingMs / 3, options.expect)
        if (mechanism === undefined) noteFirst(pipeline.broker, answered === version ? 1 : 2)
        answeredVersions.remember(address, answered === NEWEST ? undefined : answered)
      }
      if (mechanism !== undefined) {
        opening.phase = 'sasl'
        const on = { pipeline, versions }
        const exchange = new Exchange(mechanism, contextOf(options, opening.signal), options)
        const { offered, expiresAtMs = 0 } = await authenticate(on, mechanism, exchange)
        if (offered === undefined) {
          takenMechanisms.remember(address, mechanism === options.sasl[0] ? undefined : mechanism.name)
          new Session(on, mechanism).begin(expiresAtMs)
        } else {
          // It closes then, and has said which it has: the first of ours among them gets a dial of its own.
          ;[mechanism, ...others] = others.filter(({ name }) => offered.includes(name))
          if (mechanism === undefined) throw notOfferedError(options, options.sasl.map(nameOf), offered)
          void connection.close({ timeoutMs: 1 })
          continue
        }
      }
      publishConnection({ event: 'open', broker: connection.broker, connectMs: opening.elapsedMs })
      return connection
    } catch (error) {
      void connection.close({ timeoutMs: 1 })
      opening.signal.throwIfAborted()
      if (opening.phase === 'sasl') throw unauthenticated(options, mechanism, error)
      const refused = isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') ? alertError(options, error.cause) : undefined
      if (refused !== undefined) throw refused // an alert is an answer: nothing older need be asked for
      version = isMute(error) ? stepDown(version) : undefined
      if (version === undefined) throw await unanswered(options, asked, error, opening.signal)
    } finally {
      unwatch()
    }
  }
}

const contextOf = ({ host, port }: ResolvedOptions, signal: AbortSignal): SaslContext => ({ host, port, reason: 'first', signal })

const nameOf = ({ name }: SaslMechanism): string => name

// What the broker took the last time comes first: to be told that it has not got the others would cost a dial.
function inOrder(ours: readonly SaslMechanism[], taken: string | undefined): readonly SaslMechanism[] {
  const first = ours.find(({ name }) => name === taken)
  return first === undefined ? ours : [first, ...ours.filter(each => each !== first)]
}

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

async function unanswered(options: ResolvedOptions, asked: readonly number[], error: unknown, signal: AbortSignal): Promise<KafkaError> {
  const cause = isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && isError(error.cause) ? error.cause : error
  const ladder = asked.map(version => `v${version}`).join(', ')
  if (!isMute(error)) {
    const retriable = isKafkaError(error, 'KAFKA_BROKER') && error.retriable
    return connectError(options, 'api-versions', messageOf(cause), cause, retriable)
  }
  if (isKafkaError(error, 'KAFKA_TIMEOUT')) {
    return connectError(options, 'api-versions', `the other side did not answer ApiVersions (asked ${ladder}): ${PORT_HINT}`, cause)
  }
  // Some TLS listeners close in silence when plaintext meets them, so one hello tells what the port is.
  if (options.tls === undefined && (await wantsTls(options, AbortSignal.any([signal, AbortSignal.timeout(TLS_PROBE_MS)])))) {
    return connectError(options, 'api-versions', 'this listener speaks TLS: set the tls option', cause, false)
  }
  const closed = `the other side closed the connection without answering ApiVersions (asked ${ladder})`
  return connectError(options, 'api-versions', `${closed}: ${options.tls === undefined ? PORT_HINT : CERTIFICATE_HINT}`, cause)
}
