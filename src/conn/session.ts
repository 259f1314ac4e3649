import { clearTimeout, now, setTimeout } from '../clock.ts'
import type { SaslMechanism } from '../sasl/mechanism.ts'
import { abortable } from './abortable.ts'
import { LONGEST_DELAY_MS } from './alarm.ts'
import { authenticate, type HeldConnection, notOfferedError } from './authenticate.ts'
import { authenticationError, Exchange } from './sasl-exchange.ts'

/** When a session wants to be renewed, on the monotonic clock. */
export interface Renewal {
  /** Nothing that the old session sent may be out then. */
  readonly dueMs: number
  readonly notBeforeMs: number
  renew(): void
}

// Brokers refuse to authenticate again within a second.
const LEAST_LIFE_MS = 1_100

// Somewhere in this part of its life, so that connections which began together do not renew together (as Kafka's own client does).
const EARLIEST = 0.85
const LATEST = 0.95

const LONGEST_LIFE_MS = 31_536_000_000 // a year, beyond which nobody means what they say

/** Renews a session before the broker ends it (KIP-368), and retires a connection whose session cannot be renewed. */
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
    if (expiresAtMs === Number.POSITIVE_INFINITY) return
    const lifeMs = Math.min(expiresAtMs - nowMs, LONGEST_LIFE_MS)
    Object.assign(pipeline.broker, { sessionExpiresAt: new Date(Date.now() + lifeMs) })
    const dueMs = nowMs + lifeMs * (EARLIEST + Math.random() * (LATEST - EARLIEST))
    const notBeforeMs = nowMs + LEAST_LIFE_MS
    if (expiresAtMs > notBeforeMs) pipeline.patience.renewAt({ dueMs, notBeforeMs, renew: () => void this.#renew(expiresAtMs) })
    else pipeline.patience.renewAt({ dueMs, notBeforeMs: nowMs, renew: () => this.#retire(expiresAtMs, this.#tooShort(lifeMs)) })
  }

  #retire(expiresAtMs: number, cause: unknown): void {
    this.#on.pipeline.drain(leftMs(expiresAtMs), { reason: 'authentication', cause })
  }

  #tooShort(lifeMs: number): Error {
    const { name } = this.#mechanism
    const text = `${name}: a session of ${Math.round(lifeMs)} ms ends before the broker lets it be renewed, which takes ${LEAST_LIFE_MS} ms`
    return authenticationError(this.#on.pipeline.broker, name, text, { retriable: true })
  }

  async #renew(expiresAtMs: number): Promise<void> {
    const { pipeline } = this.#on
    const { name } = this.#mechanism
    const { host, port } = pipeline.broker
    const overdue = new AbortController()
    const expire = (): void => overdue.abort(authenticationError(pipeline.broker, name, `${name}: the session ended before it was renewed`))
    const timer = setTimeout(expire, Math.min(leftMs(expiresAtMs), LONGEST_DELAY_MS)).unref()
    const exchange = new Exchange(this.#mechanism, { host, port, reason: 're-authentication', signal: overdue.signal }, pipeline.broker)
    try {
      if (!(await this.#isReady(exchange, expiresAtMs))) return
      await abortable(pipeline.hold(), overdue.signal)
      const { offered, expiresAtMs: nextMs = 0 } = await abortable(authenticate(this.#on, this.#mechanism, exchange), overdue.signal)
      if (offered !== undefined) throw notOfferedError(pipeline.broker, [name], offered)
      this.begin(nextMs)
      pipeline.release()
    } catch (error) {
      pipeline.end('authentication', error)
    } finally {
      clearTimeout(timer)
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
}

const leftMs = (atMs: number): number => Math.max(atMs - now(), 1)
