import { now } from '../clock.ts'
import { isKafkaError } from '../errors.ts'
import { configurationError } from '../options.ts'
import { ApiVersions } from '../protocol/messages/api-versions.ts'
import type { SaslMechanism } from '../sasl/mechanism.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import { formatAddress } from './address.ts'
import { Connection } from './connection.ts'
import { publishConnection } from './connection-events.ts'
import { type ConnectionOptions, type ResolvedOptions, resolveOptions } from './connection-options.ts'
import { alertError } from './opening/connect-error.ts'
import { type Dialled, dial } from './opening/dial.ts'
import { hadNoAnswer, unansweredError, unauthenticatedError } from './opening/failed-opening.ts'
import { believedFirst, rememberMechanism } from './opening/mechanism-order.ts'
import { type AskOptions, askAgain, negotiate } from './opening/negotiate.ts'
import { OpeningDeadline } from './opening/opening-deadline.ts'
import { turnToOpen } from './opening/pace.ts'
import { VersionLadder } from './opening/version-ladder.ts'
import { Pipeline } from './pipeline/pipeline.ts'
import { authenticate, notOfferedError } from './sasl/authenticate.ts'
import { MechanismRun } from './sasl/mechanism-run.ts'
import { Session } from './sasl/session.ts'
import { BrokerVersions } from './versions/broker-versions.ts'
import type { TransactionProtocols } from './versions/transaction-protocols.ts'

// What one request of ApiVersions may take of the time that is left: if an older version may still
// have to be asked, and if not.
const SHARE = 1 / 3
const LAST_SHARE = 0.8

/** What one dial led to: an open connection, or the reason to dial again. */
type Opened = Connection | 'older-version' | 'other-mechanism'

/**
 * Opens a connection: connects to the broker, asks which versions it speaks, and authenticates if
 * `sasl` is given. Rejects with `KAFKA_CONFIGURATION` if the options are wrong, with
 * `KAFKA_CONNECT`, whose `phase` is the step that failed, with `KAFKA_AUTHENTICATION`, or with the
 * reason of the signal.
 */
export function connect(options: ConnectionOptions): Promise<Connection> {
  return connectWith(options, undefined)
}

/**
 * Opens one of several connections to a cluster. They share what is known of the features and
 * transactions of the cluster.
 */
export async function connectWith(options: ConnectionOptions, transactions: TransactionProtocols | undefined): Promise<Connection> {
  const resolved = resolveOptions(options)
  checkHandshakes(resolved)
  const beganMs = now()
  const turn = turnToOpen() // before anything is made that an open connection does not keep
  if (turn !== undefined) await turn
  return inEmptyContext(() => new Opener(resolved, transactions, beganMs).open())
}

/**
 * Opens one connection, under one deadline. Usually that is one dial. It takes another one
 *
 * - with an older version of ApiVersions, if a new address resets or does not answer the newest:
 *   some brokers and proxies do so with a version that they do not know;
 * - with another SASL mechanism, if the broker does not offer the first one and closes.
 */
class Opener {
  readonly #options: ResolvedOptions
  readonly #deadline: OpeningDeadline
  readonly #transactions: TransactionProtocols | undefined
  readonly #ladder: VersionLadder
  #mechanisms: readonly SaslMechanism[] | undefined // to be tried, in this order; unknown before the first dial
  #asking = 0 // the version of ApiVersions that was asked last

  constructor(options: ResolvedOptions, transactions: TransactionProtocols | undefined, beganMs: number) {
    this.#options = options
    this.#deadline = new OpeningDeadline(options, beganMs)
    this.#transactions = transactions
    this.#ladder = new VersionLadder(formatAddress(options))
  }

  async open(): Promise<Connection> {
    try {
      for (;;) {
        const opened = await this.#openOnce(await dial(this.#options, this.#deadline))
        if (typeof opened !== 'string') return opened
      }
    } finally {
      this.#deadline.end()
    }
  }

  async #openOnce(dialled: Dialled): Promise<Opened> {
    const options = this.#options
    const versions = new BrokerVersions(options, this.#transactions)
    const pipeline = new Pipeline(dialled, options)
    const connection = new Connection(pipeline, versions, options.opened)
    const close = (): void => void connection.close({ timeoutMs: 1 })
    if (this.#deadline.aborted) close()
    this.#deadline.addEventListener('abort', close)
    this.#mechanisms ??= believedFirst(options, dialled.tlsAuthorized)
    const mechanism = this.#mechanisms[0]
    try {
      let newer: number | undefined // a better version of ApiVersions to ask on this connection
      if (options.apiVersions === undefined) {
        const { version } = this.#ladder
        newer = this.#ladder.noteAnswer(await negotiate(connection, versions, version, this.#askOptions(version, pipeline)))
      } else versions.assume(options.apiVersions)
      pipeline.liveness.apiVersionsMax = versions.of(ApiVersions)?.max ?? 0
      if (mechanism === undefined) pipeline.firstRequestId = pipeline.traffic.requests
      else if (!(await this.#authenticate(pipeline, versions, mechanism))) {
        close()
        return 'other-mechanism'
      }
      if (mechanism !== undefined) rememberMechanism(options, mechanism, dialled.tlsAuthorized)
      // Only now: before authentication Kafka takes a single ApiVersions request.
      if (newer !== undefined) await askAgain(connection, versions, newer, this.#askOptions(newer, pipeline))
      // If the versions are assumed, there was perhaps no request whose answer begins the silence.
      if (options.apiVersions !== undefined) pipeline.onProgress()
      publishConnection({ event: 'open', broker: connection.broker, connectMs: this.#deadline.elapsedMs })
      return connection
    } catch (error) {
      close()
      return await this.#onFailure(error, mechanism)
    } finally {
      this.#deadline.removeEventListener('abort', close)
    }
  }

  // There must be time left to ask an older version, as long as that may be the remedy.
  #askOptions(version: number, pipeline: Pipeline): AskOptions {
    this.#deadline.phase = 'api-versions'
    this.#asking = version
    this.#ladder.asked = this.#ladder.asked.concat(version)
    const share = this.#ladder.below(version) === undefined ? LAST_SHARE : SHARE
    const { expect, software } = this.#options
    const onThrottle = (throttleTimeMs: number): void => pipeline.throttle(throttleTimeMs)
    const onRefusal = (next: number): void => this.#ladder.noteRefusal(next)
    return { timeoutMs: this.#deadline.remainingMs * share, expect, software, onThrottle, onRefusal }
  }

  // Resolves with false if the broker does not offer the mechanism, but another one of ours.
  async #authenticate(pipeline: Pipeline, versions: BrokerVersions, mechanism: SaslMechanism): Promise<boolean> {
    const options = this.#options
    this.#deadline.phase = 'sasl'
    const on = { pipeline, versions }
    const { host, port } = options
    const run = new MechanismRun(mechanism, { host, port, reason: 'first', signal: this.#deadline.abortSignal }, options)
    const { offered, expiresAtMs = 0 } = await authenticate(on, mechanism, run)
    if (offered === undefined) {
      new Session(on, mechanism).begin(expiresAtMs)
      return true
    }
    // The broker closes the connection now. It has named its mechanisms, so the others are left
    // out.
    this.#mechanisms = this.#mechanisms?.slice(1).filter(({ name }) => offered.includes(name)) ?? []
    if (this.#mechanisms.length > 0) return false
    const ours = options.sasl.map(({ name }) => name)
    throw notOfferedError(options, ours, offered)
  }

  // Throws the error of the opening, unless an older version of ApiVersions may be the remedy.
  async #onFailure(error: unknown, mechanism: SaslMechanism | undefined): Promise<'older-version'> {
    const { phase } = this.#deadline
    this.#deadline.throwIfAborted()
    if (phase === 'sasl') throw unauthenticatedError(this.#options, mechanism, error)
    // A TLS alert is an answer, so an older version cannot help.
    const refused = isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') ? alertError(this.#options, error.cause) : undefined
    if (refused !== undefined) throw refused
    if (hadNoAnswer(error) && this.#ladder.descend(this.#asking)) return 'older-version'
    const unanswered = await unansweredError(this.#options, this.#ladder, error, this.#deadline.abortSignal)
    this.#options.signal?.throwIfAborted() // while it was asked whether the listener wants TLS
    throw unanswered
  }
}

// After ApiVersions brokers insist on a handshake, and brokers without SaslHandshake take one for a
// token.
function checkHandshakes({ apiVersions, sasl }: ResolvedOptions): void {
  const withoutHandshake = sasl.find(({ handshake }) => handshake === false)
  if (withoutHandshake === undefined || apiVersions !== undefined) return
  const needs = `${withoutHandshake.name} without a handshake needs apiVersions, the ranges to assume`
  throw configurationError('connect', [`sasl: ${needs}: brokers without SaslHandshake have no ApiVersions either`])
}
