import type { VersionRange } from '../errors.ts'
import { checkOptions, configurationError, LIMIT, type OptionRule } from '../options.ts'
import type { Api, ApiInfo, Decoded } from '../protocol/api.ts'
import { isError } from '../type-checks.ts'
import type { Broker, Closed, ConnectionState, Traffic } from './broker.ts'
import { checkForwarded, expectationOf, type ForwardedRequest, forwardedApi } from './forward.ts'
import type { Pipeline } from './pipeline/pipeline.ts'
import { PendingRequest } from './requests/pending-request.ts'
import { askedWaitMs, type SendOptions } from './requests/send-options.ts'
import type { BrokerVersions } from './versions/broker-versions.ts'
import { withMaxBytes } from './versions/default-max-bytes.ts'
import type { Features } from './versions/finalized-features.ts'

/** How a connection is to end. */
export interface CloseOptions {
  /** How long what is out may still take. Default 30,000. */
  readonly timeoutMs?: number | undefined
  /**
   * What {@link Connection.closed} then says: `superseded` by an owner that has another connection, `evicted` by one that needs its place, `timeout`
   * by one that has waited too long for the broker. Default 'shutdown'.
   */
  readonly reason?: 'shutdown' | 'superseded' | 'evicted' | 'timeout' | undefined
  /** Why, for the errors of requests that are out when it ends. */
  readonly cause?: Error | undefined
}

const PRODUCE = 0
const DRAIN_MS = 30_000
const OWN_REASONS: readonly unknown[] = ['shutdown', 'superseded', 'evicted', 'timeout']
const CLOSE_RULES: Record<keyof CloseOptions, OptionRule> = {
  timeoutMs: LIMIT,
  reason: ["'shutdown', 'superseded', 'evicted' or 'timeout'", value => OWN_REASONS.includes(value)],
  cause: ['an Error', isError]
}
const NOTHING: Uint8Array = Buffer.alloc(0)

// A connection that nobody holds can be told nothing any more, not even to close.
const dropped = new FinalizationRegistry<{ readonly pipeline: Pipeline; readonly opened: Error }>(({ pipeline, opened }) =>
  pipeline.abandon(opened)
)

/** One socket to one broker. Requests are pipelined and answered in the order they were sent. */
export class Connection {
  readonly #pipeline: Pipeline
  readonly #versions: BrokerVersions

  /** Use {@link connect}: a connection is open only once it knows which versions the broker speaks. */
  constructor(pipeline: Pipeline, versions: BrokerVersions, opened: Error) {
    this.#pipeline = pipeline
    this.#versions = versions
    dropped.register(this, { pipeline, opened }, pipeline)
    void pipeline.closed.then(() => dropped.unregister(pipeline))
  }

  get broker(): Broker {
    return this.#pipeline.broker
  }

  /** Resolves when the connection has ended, whatever the reason. Never rejects. */
  get closed(): Promise<Closed> {
    return this.#pipeline.closed
  }

  get state(): ConnectionState {
    return this.#pipeline.state
  }

  /** The versions of each API that the broker and this driver both speak. */
  get versions(): { of(api: ApiInfo): VersionRange | undefined } {
    return this.#versions
  }

  /** The features that the cluster has finalized (KIP-584). */
  get features(): Features {
    return this.#versions.features
  }

  /** What it has to do, and has done. */
  get traffic(): Traffic {
    return this.#pipeline.traffic
  }

  /** Whether nothing is out, and no byte has gone either way for so many milliseconds, or for as long as the connection may be idle. */
  isQuietFor(ms: number): boolean {
    return this.#pipeline.isQuietFor(ms)
  }

  /** Resolves as soon as nothing is out and nothing waits to be. Rejects with `KAFKA_CONNECTION_CLOSED` when the connection ends first. */
  emptied(): Promise<void> {
    return this.#pipeline.emptied()
  }

  /**
   * Whether there is room for more: false while many bytes wait for the network, 1 MiB or half of `maxQueuedBytes`, until half of that is left. While it
   * is false, wait for {@link drained} before you send.
   */
  get writable(): boolean {
    return this.#pipeline.writable
  }

  /**
   * Resolves when there is room for more and it is the caller's turn: those who wait are let go in the order of their calls, each once the one before
   * has sent. Send directly after it. Rejects with `KAFKA_CONNECTION_CLOSED` when the connection ends first.
   */
  drained(): Promise<void> {
    return this.#pipeline.drained()
  }

  /**
   * Sends a request, in the highest version that both sides speak and that can carry it, and resolves with its response. Error codes inside
   * a response are the caller's. Rejects with `KAFKA_ENCODE`, `KAFKA_UNSUPPORTED_VERSION`, `KAFKA_CONFIGURATION` or `KAFKA_QUEUE_FULL` before a
   * byte is sent; with `KAFKA_TIMEOUT`, `KAFKA_CONNECTION_CLOSED` or `KAFKA_PROTOCOL` after; with the signal's reason if it is aborted.
   * Byte fields of 4 KiB or more are not copied: leave them as they are until the promise settles, or, where the caller gave up waiting before
   * that, until the connection has ended. `reuse` of a batch builder knows by itself. Fetch and ShareFetch without `maxBytes` ask for 50 MiB, or
   * for half of `maxFrameBytes` if that is less.
   */
  send<Req, Res>(api: Api<Req, Res>, request: Req, options?: SendOptions): Promise<Decoded<Res>> {
    return new Promise((resolve, reject) => {
      this.#pipeline.admit(api, options)
      if (isUnanswered(api, request)) throw configurationError('send', ['the broker does not answer Produce with acks 0: use post'])
      const versions = this.#versions
      const isFollowed = versions.follows(api)
      const version = versions.pick(api, request, options?.version, options?.maxVersion)
      const settle = isFollowed && versions.listensTo(api) ? hearing(versions, api, request, resolve) : resolve
      const pending = new PendingRequest(api, version, api.decodeResponse, settle, reject)
      this.#encode(pending, api, request, options)
      this.#pipeline.enqueue(pending, askedWaitMs(api.key, request), options)
      if (isFollowed) versions.sent(api, request, version)
    })
  }

  /** Sends a request that the broker does not answer, Produce with acks 0, and resolves when the kernel has its bytes. Rejects as {@link send} does. */
  post<Req, Res>(api: Api<Req, Res>, request: Req, options?: SendOptions): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#pipeline.admit(api, options)
      if (!isUnanswered(api, request))
        throw configurationError('post', [`the broker answers ${api.name}: use send (post is for Produce with acks 0)`])
      const version = this.#versions.pick(api, request, options?.version, options?.maxVersion)
      const pending = new PendingRequest(api, version, undefined, resolve, reject)
      this.#encode(pending, api, request, options)
      this.#pipeline.enqueue(pending, 0, options)
    })
  }

  /**
   * Sends a body that is encoded already, under a header and a correlation id of this connection's own, and resolves with the answer's body:
   * an empty one for Produce with acks 0, which is never answered, as soon as the kernel has its bytes. Rejects as {@link send} does.
   */
  forward(request: ForwardedRequest, options?: SendOptions): Promise<{ readonly body: Uint8Array }> {
    return new Promise((resolve, reject) => {
      checkForwarded(request)
      const api = forwardedApi(request, this.#versions.offered(request.key), this.broker)
      this.#pipeline.admit(api, options)
      const { isAnswered, askedMs } = expectationOf(request, api)
      const pending = isAnswered
        ? new PendingRequest(api, request.version, reader => ({ body: reader.rest() }), resolve, reject)
        : new PendingRequest(api, request.version, undefined, () => resolve({ body: NOTHING }), reject)
      this.#pipeline.encoder.wrap(pending, request.body)
      this.#pipeline.enqueue(pending, askedMs, options)
    })
  }

  #encode<Req, Res>(pending: PendingRequest, api: Api<Req, Res>, request: Req, options: SendOptions | undefined): void {
    try {
      this.#pipeline.encoder.encode(pending, api, withMaxBytes(api, request, this.#pipeline.options.maxFrameBytes))
    } catch (error) {
      throw this.#versions.explainUnwritable(error, api, pending.version, options)
    }
  }

  /** Takes no more requests, waits up to `timeoutMs` (default 30,000) for those that are out, and closes. Calling it again can only shorten the wait. */
  async close(options: CloseOptions = {}): Promise<void> {
    checkOptions('close', options, CLOSE_RULES)
    const { timeoutMs = DRAIN_MS, reason = 'shutdown', cause } = options
    this.#pipeline.drain(timeoutMs, { reason, cause })
    await this.closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

// What the answer tells of the cluster is known before the caller goes on.
function hearing(versions: BrokerVersions, api: ApiInfo, request: unknown, resolve: (response: never) => void) {
  return (response: never): void => {
    versions.hear(api, request, response)
    resolve(response)
  }
}

const isUnanswered = (api: ApiInfo, request: unknown): boolean =>
  api.key === PRODUCE && typeof request === 'object' && request !== null && 'acks' in request && request.acks === 0
