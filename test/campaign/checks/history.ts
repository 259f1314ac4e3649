import { AsyncLocalStorage } from 'node:async_hooks'
import { type Cluster, type Delivery, isKafkaError } from 'kafkawire'
import type { ApiInfo } from '../../../src/protocol/api.ts'

/** One call to the driver. */
export interface CallEntry {
  /** The name of the actor that made it. */
  readonly actor: string
  readonly api: string
  readonly request: unknown
  readonly beganMs: number
  /** Whether it is a call of a cluster: all requests that it makes are made in its async context. */
  readonly isDirect: boolean
  /** The signal that the caller gave to the call. */
  readonly signal?: AbortSignal | undefined
  /**
   * The time within which the docs promise an outcome, in milliseconds. The abort of the caller's
   * signal is the end of it.
   */
  limitMs: number
  /**
   * The time within which the driver begins new attempts by itself. Undefined for a call that it
   * does not repeat.
   */
  readonly retryMs?: number | undefined
  endedMs?: number
  /** The answer, if there was one. */
  answer?: unknown
  error?: unknown
}

/** The limits that the docs give to a call without `timeoutMs`. */
export interface DocumentedLimits {
  /** No attempt begins after this time. */
  readonly totalMs: number
  /** One attempt takes at most this time, beside what the request asks the broker to wait. */
  readonly requestMs: number
  /** Opening a connection takes at most this time. */
  readonly connectMs: number
}

interface CallOptions {
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly maxAttempts?: number | undefined
  readonly to?: unknown
}

type Send = (api: ApiInfo, request: unknown, options?: CallOptions) => Promise<unknown>

const SENDERS = ['send', 'sendSharded', 'post'] as const

const current = new AsyncLocalStorage<CallEntry>()

/** The call in whose async context this code runs. */
export const callNow = (): CallEntry | undefined => current.getStore()

/** Where calls are written to. */
export interface CallLog {
  began(entry: CallEntry): void
  ended(entry: CallEntry): void
}

/** Every call that the actors made, with its outcome. */
export class History implements CallLog {
  readonly entries: CallEntry[] = []
  readonly #limits: DocumentedLimits

  constructor(limits: DocumentedLimits) {
    this.#limits = limits
  }

  /** The longest time that a request of a call asked a broker to wait. */
  get longestAskedMs(): number {
    return this.entries.reduce((longest, { request }) => Math.max(longest, waitOf(request)), 0)
  }

  /** What writes the calls of one actor. */
  of(actor: string): Recorder {
    return new Recorder(actor, this, this.#limits)
  }

  began(entry: CallEntry): void {
    this.entries.push(entry)
  }

  ended(): void {
    // The entry has its outcome.
  }
}

/** Writes the calls of one actor. */
export class Recorder {
  readonly #actor: string
  readonly #log: CallLog
  readonly #limits: DocumentedLimits

  constructor(actor: string, log: CallLog, limits: DocumentedLimits) {
    this.#actor = actor
    this.#log = log
    this.#limits = limits
  }

  /**
   * The same cluster, whose calls are written to the history. `isDirect` is false if its requests go
   * to something else than the brokers, such as a proxy.
   */
  observe(cluster: Cluster, isDirect = true): Cluster {
    return new Proxy(cluster, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target)
        if (typeof value !== 'function') return value
        const method = value.bind(target) as Send
        return SENDERS.some(name => name === key) ? this.#recorded(method, isDirect) : method
      }
    })
  }

  /** Writes a call that is not one of a cluster: of a connection, a pool, a producer. */
  record<T>(api: string, request: unknown, limitMs: number, call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#record({ api, request, limitMs, isDirect: false, signal }, call)
  }

  async #record<T>(
    what: Pick<CallEntry, 'api' | 'request' | 'limitMs' | 'isDirect' | 'signal' | 'retryMs'>,
    call: () => Promise<T>
  ): Promise<T> {
    const entry: CallEntry = { actor: this.#actor, ...what, beganMs: performance.now() }
    this.#log.began(entry)
    const abort = (): void => {
      entry.limitMs = Math.min(entry.limitMs, performance.now() - entry.beganMs)
    }
    what.signal?.addEventListener('abort', abort)
    try {
      const answer = await current.run(entry, call)
      entry.answer = answer
      return answer
    } catch (error) {
      entry.error = error
      throw error
    } finally {
      what.signal?.removeEventListener('abort', abort)
      entry.endedMs = performance.now()
      this.#log.ended(entry)
    }
  }

  #recorded(send: Send, isDirect: boolean): Send {
    return (api, request, options) => {
      const limits = { limitMs: this.#limitOf(request, options), retryMs: this.#retryMsOf(options) }
      const what = { api: api.name, request, ...limits, isDirect, signal: options?.signal }
      return this.#record(what, () => send(api, request, options))
    }
  }

  #retryMsOf({ timeoutMs, maxAttempts, to }: CallOptions = {}): number | undefined {
    return maxAttempts === undefined && to === undefined ? (timeoutMs ?? this.#limits.totalMs) : undefined
  }

  #limitOf(request: unknown, options: CallOptions | undefined): number {
    const { totalMs, requestMs, connectMs } = this.#limits
    return options?.timeoutMs ?? totalMs + connectMs + requestMs + waitOf(request)
  }
}

/** The delivery of a call that failed; undefined if its error is the caller's own. */
export function deliveryOf({ error }: CallEntry): Delivery | undefined {
  return isKafkaError(error) ? error.delivery : undefined
}

/** The time that a request asks the broker to wait. */
export function waitOf(request: unknown): number {
  const { timeoutMs, maxWaitMs, rebalanceTimeoutMs } = Object(request) as Readonly<Record<string, unknown>>
  return Math.max(...[timeoutMs, maxWaitMs, rebalanceTimeoutMs].map(ms => (typeof ms === 'number' ? ms : 0)))
}
