import type { VersionRange } from '../errors.ts'
import { checkOptions, configurationError, LIMIT, type OptionRule } from '../options.ts'
import type { Api, ApiInfo, Decoded } from '../protocol/api.ts'
import { acks, apiKeys } from '../protocol/codes/index.ts'
import { isError } from '../type-checks.ts'
import type { Broker, Closed, ConnectionState, Traffic } from './broker.ts'
import { checkForwarded, expectationOf, type ForwardedAnswer, type ForwardedRequest, forwardedAnswer, forwardedApi } from './forward.ts'
import type { Pipeline } from './pipeline/pipeline.ts'
import { PendingRequest } from './requests/pending-request.ts'
import { askedWaitMs, type SendOptions } from './requests/send-options.ts'
import type { BrokerVersions } from './versions/broker-versions.ts'
import { withDefaultMaxBytes } from './versions/default-max-bytes.ts'
import type { Features } from './versions/finalized-features.ts'

/** Options of {@link Connection.close}. */
export interface CloseOptions {
  /** How long requests that were taken may still take, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined
  /**
   * The reason that {@link Connection.closed} gives. For owners of connections such as a pool:
   * `superseded`, another connection took its place; `evicted`, its place was needed; `timeout`,
   * the broker took too long. Default 'shutdown'.
   */
  readonly reason?: 'shutdown' | 'superseded' | 'evicted' | 'timeout' | undefined
  /** The `cause` of the errors of requests that are not answered when the connection ends. */
  readonly cause?: Error | undefined
}

const DRAIN_MS = 30_000
const OWN_REASONS: readonly unknown[] = ['shutdown', 'superseded', 'evicted', 'timeout']
const CLOSE_RULES: Record<keyof CloseOptions, OptionRule> = {
  timeoutMs: LIMIT,
  reason: ["'shutdown', 'superseded', 'evicted' or 'timeout'", value => OWN_REASONS.includes(value), 'optional', 'name'],
  cause: ['an Error', isError]
}
const NOTHING: Uint8Array = Buffer.alloc(0)

// Called when the program has dropped its reference to a connection, and so cannot close it.
const dropped = new FinalizationRegistry<{ readonly pipeline: Pipeline; readonly opened: Error }>(({ pipeline, opened }) =>
  pipeline.abandon(opened)
)

/**
 * One socket to one broker. Requests are pipelined, and answered in the order in which they were
 * sent.
 */
export class Connection {
  readonly #pipeline: Pipeline
  readonly #versions: BrokerVersions

  /** Use {@link connect} instead: it also finds out which versions the broker speaks. */
  constructor(pipeline: Pipeline, versions: BrokerVersions, opened: Error) {
    this.#pipeline = pipeline
    this.#versions = versions
    dropped.register(this, { pipeline, opened }, pipeline)
    void pipeline.closed.then(() => dropped.unregister(pipeline))
  }

  /** The broker at the other end. */
  get broker(): Broker {
    return this.#pipeline.broker
  }

  /** Resolves when the connection has ended, for any reason. Never rejects. */
  get closed(): Promise<Closed> {
    return this.#pipeline.closed
  }

  /**
   * `open`: takes requests. `draining`: takes no more, and closes when those that it has taken are
   * answered. `closed`: has ended.
   */
  get state(): ConnectionState {
    return this.#pipeline.state
  }

  /** The versions of each API that the broker and this driver both have. */
  get versions(): { of(api: ApiInfo): VersionRange | undefined } {
    return this.#versions
  }

  /** The finalized features of the cluster, with their levels (KIP-584). */
  get features(): Features {
    return this.#versions.features
  }

  /** Counts of requests and bytes: those on their way, and totals since the opening. */
  get traffic(): Traffic {
    return this.#pipeline.traffic
  }

  /**
   * Whether the connection has no request, and no byte was sent or received for `ms` milliseconds,
   * or for `timeouts.idleMs` if that is shorter.
   */
  isQuietFor(ms: number): boolean {
    return this.#pipeline.isQuietFor(ms)
  }

  /**
   * Resolves when the connection has no request, neither queued nor in flight. Rejects with
   * `KAFKA_CONNECTION_CLOSED` if the connection ends first.
   */
  emptied(): Promise<void> {
    return this.#pipeline.emptied()
  }

  /**
   * Whether senders may go on. False from 1 MiB of unwritten bytes on, or from half of
   * `limits.maxQueuedBytes` if that is less, until half of that is left. While it is false, wait
   * for {@link drained} before you send.
   */
  get writable(): boolean {
    return this.#pipeline.writable
  }

  /**
   * Resolves when there is room for more and it is the caller's turn. Callers are released in the
   * order of their calls, each after the one before has sent; so send directly after it. Rejects
   * with `KAFKA_CONNECTION_CLOSED` if the connection ends first.
   */
  drained(): Promise<void> {
    return this.#pipeline.drained()
  }

  /**
   * Sends a request and resolves with its response. The version is the highest that both sides have
   * and that can carry the request. Error codes inside a response do not reject: see
   * `throwIfError`.
   *
   * Rejects
   * - with `KAFKA_ENCODE`, `KAFKA_UNSUPPORTED_VERSION`, `KAFKA_CONFIGURATION` or `KAFKA_QUEUE_FULL`
   *   before a byte is sent;
   * - with `KAFKA_TIMEOUT`, `KAFKA_CONNECTION_CLOSED` or `KAFKA_PROTOCOL`; `delivery` says whether
   *   the request was sent;
   * - with the reason of the signal if it is aborted.
   *
   * Byte fields of 4 KiB or more are not copied. Do not change them until the promise settles, or,
   * if the caller stopped waiting before the answer, until the connection has ended. `reuse` of a
   * batch builder takes care of this. Fetch, ShareFetch and FetchSnapshot without `maxBytes` ask
   * for 50 MiB, or for half of `limits.maxFrameBytes` if that is less.
   */
  send<Req, Res>(api: Api<Req, Res>, request: Req, options?: SendOptions): Promise<Decoded<Res>> {
    return new Promise((resolve, reject) => {
      this.#pipeline.admit(api, options)
      if (isUnanswered(api, request)) throw configurationError('send', ['the broker does not answer Produce with acks 0: use post'])
      const versions = this.#versions
      const mayConcernTransactions = versions.concernsTransactions(api)
      const version = versions.pick(api, request, options?.version, options?.maxVersion)
      const settle = mayConcernTransactions && versions.learnsFromAnswers(api) ? learningFrom(versions, api, request, resolve) : resolve
      const pending = new PendingRequest(api, version, api.decodeResponse, settle, reject)
      this.#encode(pending, api, request, options)
      this.#pipeline.enqueue(pending, askedWaitMs(api.key, request), options, request)
      if (mayConcernTransactions) versions.noteSent(api, request, version)
    })
  }

  /**
   * Sends a request that the broker does not answer: Produce with acks 0. Resolves when the kernel
   * has its bytes. Rejects with the same errors as {@link send}.
   */
  post<Req, Res>(api: Api<Req, Res>, request: Req, options?: SendOptions): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#pipeline.admit(api, options)
      if (!isUnanswered(api, request))
        throw configurationError('post', [`the broker answers ${api.name}: use send (post is for Produce with acks 0)`])
      const version = this.#versions.pick(api, request, options?.version, options?.maxVersion)
      const pending = new PendingRequest(api, version, undefined, resolve, reject)
      this.#encode(pending, api, request, options)
      this.#pipeline.enqueue(pending, 0, options, request)
    })
  }

  /**
   * Sends a body that is already encoded, with a header and a correlation id of this connection,
   * and resolves with the body of the answer. Produce with acks 0 has no answer: it resolves with
   * an empty body when the kernel has its bytes. Rejects with the same errors as {@link send}.
   */
  forward(request: ForwardedRequest, options?: SendOptions): Promise<ForwardedAnswer> {
    return new Promise((resolve, reject) => {
      checkForwarded(request)
      const api = forwardedApi(request, this.#versions.offered(request.key), this.broker)
      this.#pipeline.admit(api, options)
      const { isAnswered, askedMs } = expectationOf(request, api)
      const pending = isAnswered
        ? new PendingRequest(api, request.version, forwardedAnswer(api), resolve, reject)
        : new PendingRequest(api, request.version, undefined, () => resolve({ body: NOTHING, throttleTimeMs: 0 }), reject)
      this.#pipeline.encoder.wrap(pending, request.body)
      this.#pipeline.enqueue(pending, askedMs, options)
    })
  }

  #encode<Req, Res>(pending: PendingRequest, api: Api<Req, Res>, request: Req, options: SendOptions | undefined): void {
    try {
      this.#pipeline.encoder.encode(pending, api, withDefaultMaxBytes(api, request, this.#pipeline.options.maxFrameBytes))
    } catch (error) {
      throw this.#versions.explainUnwritable(error, api, pending.version, options)
    }
  }

  /**
   * Takes no more requests, waits for those that it has taken, for `timeoutMs` at most, and closes.
   * Resolves when the connection has ended. A further call can only shorten the wait.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    checkOptions('close', options, CLOSE_RULES)
    const { timeoutMs = DRAIN_MS, reason = 'shutdown', cause } = options
    this.#pipeline.closeWhenSettled(timeoutMs, { reason, cause })
    await this.closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

// What the answer says about the cluster is taken over before the caller continues.
function learningFrom(versions: BrokerVersions, api: ApiInfo, request: unknown, resolve: (response: never) => void) {
  return (response: never): void => {
    versions.noteAnswer(api, request, response)
    resolve(response)
  }
}

const isUnanswered = (api: ApiInfo, request: unknown): boolean =>
  api.key === apiKeys.Produce && typeof request === 'object' && request !== null && 'acks' in request && request.acks === acks.NONE
