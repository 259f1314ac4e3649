import { clearTimeout, LONGEST_DELAY_MS, now, setTimeout } from '../../clock.ts'
import { inMs } from '../../errors.ts'
import type { SaslMechanism } from '../../sasl/mechanism.ts'
import { abortable } from '../../waiting/abortable.ts'
import { authenticate, type HeldConnection, notOfferedError } from './authenticate.ts'
import { authenticationError, Exchange } from './exchange.ts'

// Brokers refuse to authenticate again within a second.
const LEAST_LIFE_MS = 1_100

// Renewed somewhere in this part of its life, so that connections which began together do not renew together (as Kafka's own client does).
const EARLIEST = 0.85
const LATEST = 0.95

// Long polls move the renewal forward, so that they are answered by then, but no further than this: they may be longer than the session.
const EARLIEST_FOR_POLLS = 0.5

// The broker must have read a request before the session ends, and what is written takes a while to get there.
const LAST_REQUEST = 0.975

const LONGEST_LIFE_MS = 31_536_000_000 // a year, beyond which nobody means what they say

/**
 * Renews a session of limited life (KIP-368). What is out when it is time is answered first, however long that takes: brokers answer what they have
 * read, and take a handshake even after the end. A connection whose session cannot be renewed is retired, with the answers to what is out.
 */
export class Session {
  readonly #on: HeldConnection
  readonly #mechanism: SaslMechanism

  constructor(on: HeldConnection, mechanism: SaslMechanism) {
    this.#on = on
    this.#mechanism = mechanism
  }

  /** It began now and lasts until then, on the monotonic clock. */
  begin(expiresAtMs: number): void {
    const { pipeline } = this.#on
    const nowMs = now()
    const lifeMs = Math.min(expiresAtMs - nowMs, LONGEST_LIFE_MS)
    const isEndless = expiresAtMs === Number.POSITIVE_INFINITY
    pipeline.limitSession(isEndless ? undefined : nowMs + lifeMs * LAST_REQUEST)
    const sessionExpiresAt = isEndless ? undefined : new Date(Date.now() + lifeMs)
    if (pipeline.broker.sessionExpiresAt !== sessionExpiresAt) Object.assign(pipeline.broker, { sessionExpiresAt })
    if (isEndless) return
    const dueMs = nowMs + lifeMs * (EARLIEST + Math.random() * (LATEST - EARLIEST))
    const isTooShort = expiresAtMs <= nowMs + LEAST_LIFE_MS
    const notBeforeMs = isTooShort ? nowMs : nowMs + Math.max(LEAST_LIFE_MS, lifeMs * EARLIEST_FOR_POLLS)
    const renew = (): void => (isTooShort ? this.#retire(expiresAtMs, this.#tooShort(lifeMs)) : void this.#renew(expiresAtMs))
    pipeline.deadlines.renewAt({ dueMs, notBeforeMs, renew })
  }

  // Nothing may be written after the end, and what is out by then is answered all the same.
  #retire(expiresAtMs: number, cause: unknown): void {
    const { pipeline } = this.#on
    pipeline.drain(Number.POSITIVE_INFINITY, { reason: 'authentication', cause })
    const timer = setTimeout(() => pipeline.dropQueue(), Math.min(leftMs(expiresAtMs), LONGEST_DELAY_MS)).unref()
    void pipeline.closed.then(() => clearTimeout(timer))
  }

  #tooShort(lifeMs: number): Error {
    const { name } = this.#mechanism
    const text = `${name}: a session of ${inMs(lifeMs)} ends before the broker lets it be renewed, which takes ${inMs(LEAST_LIFE_MS)}`
    return authenticationError(this.#on.pipeline.broker, name, text, { retriable: true })
  }

  async #renew(expiresAtMs: number): Promise<void> {
    const { pipeline } = this.#on
    const { host, port } = pipeline.broker
    const { connectMs } = pipeline.options
    const limit = new Limit(Math.max(leftMs(expiresAtMs), connectMs), ms => this.#tooSlow('credentials came', ms))
    const exchange = new Exchange(this.#mechanism, { host, port, reason: 're-authentication', signal: limit.signal }, pipeline.broker)
    try {
      if (!(await this.#isReady(exchange, expiresAtMs))) return
      limit.stop()
      await pipeline.hold()
      limit.restart(connectMs + pipeline.deadlines.throttledForMs(now()), ms => this.#tooSlow('the broker answered', ms))
      const { offered, expiresAtMs: nextMs = 0 } = await abortable(authenticate(this.#on, this.#mechanism, exchange), limit.signal)
      if (offered !== undefined) throw notOfferedError(pipeline.broker, [this.#mechanism.name], offered)
      this.begin(nextMs)
      pipeline.release()
    } catch (error) {
      pipeline.end('authentication', error)
    } finally {
      limit.stop()
    }
  }

  // Credentials are read while requests go on. Whoever fails to give them has spoilt nothing: what is out has the rest of the session's life.
  async #isReady(exchange: Exchange, expiresAtMs: number): Promise<boolean> {
    try {
      await exchange.begin()
      return true
    } catch (cause) {
      this.#retire(expiresAtMs, cause)
      return false
    }
  }

  #tooSlow(what: string, ms: number): Error {
    const { name } = this.#mechanism
    const { connectMs } = this.#on.pipeline.options
    const text = `${name}: the session was not renewed, for ${inMs(ms)} passed before ${what}; timeouts.connectMs is ${inMs(connectMs)}`
    return authenticationError(this.#on.pipeline.broker, name, text, { retriable: true })
  }
}

/** How long a renewal may take, as far as it does not wait for requests. */
class Limit {
  readonly #abort = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, makeError: (ms: number) => Error) {
    this.restart(ms, makeError)
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  restart(ms: number, makeError: (ms: number) => Error): void {
    clearTimeout(this.#timer)
    if (ms <= LONGEST_DELAY_MS) this.#timer = setTimeout(() => this.#abort.abort(makeError(ms)), ms).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

const leftMs = (atMs: number): number => Math.max(atMs - now(), 1)
