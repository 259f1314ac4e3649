import { clearTimeout, LONGEST_DELAY_MS, now, setTimeout } from '../../clock.ts'
import { inMs } from '../../errors.ts'
import type { SaslMechanism } from '../../sasl/mechanism.ts'
import { abortable } from '../../waiting/abortable.ts'
import { type AuthenticatingConnection, authenticate, notOfferedError } from './authenticate.ts'
import { authenticationError, MechanismRun } from './mechanism-run.ts'

// Brokers refuse to renew a session within a second.
const MIN_LIFE_MS = 1_100

// A session is renewed at a random time between these parts of its life, so that connections which
// began together do not renew together. Kafka's own client does the same.
const EARLIEST_PART = 0.85
const LATEST_PART = 0.95

// Requests that ask the broker to take long (a long poll, but also Produce with its `timeoutMs`)
// make the renewal earlier, so that they are answered by then. It is not earlier than this part of
// the life, because they may ask for more than the life of the session.
const EARLIEST_PART_FOR_WAITS = 0.5

// The last requests of a session are written at this part of its life: the broker has to read them
// before the end, and they take some time to get there.
const LAST_REQUEST_PART = 0.975

// Credentials that waited longer than this for requests in flight are read again. Tokens are given
// out with at least 2.5 s left. So 1.5 s are left then, and the next session can be renewed.
const FRESH_MS = 1_000

const MAX_LIFE_MS = 31_536_000_000 // a year: a longer life is taken for a mistake

/**
 * A SASL session, which is renewed if its life is limited (KIP-368).
 *
 * Before a renewal all requests in flight are answered; it sets no limit to that: brokers answer
 * what they have read, and accept a handshake even after the end of the session. Credentials that
 * are more than 1 s old by then are read again, because a token may have expired. If credentials
 * cannot be read, or the session is too short, the connection drains: it takes no more
 * requests, and ends when all that it took are settled. Requests that are still queued when the
 * session ends are rejected. If the exchange fails, the connection is closed.
 */
export class Session {
  readonly #on: AuthenticatingConnection
  readonly #mechanism: SaslMechanism

  constructor(on: AuthenticatingConnection, mechanism: SaslMechanism) {
    this.#on = on
    this.#mechanism = mechanism
  }

  /** The session begins now and ends at this time of the monotonic clock. */
  begin(expiresAtMs: number): void {
    const { pipeline } = this.#on
    const nowMs = now()
    const lifeMs = Math.min(expiresAtMs - nowMs, MAX_LIFE_MS)
    const isEndless = expiresAtMs === Number.POSITIVE_INFINITY
    pipeline.limitSession(isEndless ? undefined : nowMs + lifeMs * LAST_REQUEST_PART)
    const sessionExpiresAt = isEndless ? undefined : new Date(Date.now() + lifeMs)
    if (pipeline.broker.sessionExpiresAt !== sessionExpiresAt) Object.assign(pipeline.broker, { sessionExpiresAt })
    if (isEndless) return
    const dueMs = nowMs + lifeMs * (EARLIEST_PART + Math.random() * (LATEST_PART - EARLIEST_PART))
    const isTooShort = expiresAtMs <= nowMs + MIN_LIFE_MS
    const notBeforeMs = isTooShort ? nowMs : nowMs + Math.max(MIN_LIFE_MS, lifeMs * EARLIEST_PART_FOR_WAITS)
    const renew = (): void => (isTooShort ? this.#drain(expiresAtMs, this.#tooShort(lifeMs)) : void this.#renew(expiresAtMs))
    pipeline.deadlines.renewAt({ dueMs, notBeforeMs, renew })
  }

  // After the end of the session nothing may be written. Requests in flight are still answered.
  #drain(expiresAtMs: number, cause: unknown): void {
    const { pipeline } = this.#on
    pipeline.closeWhenSettled(Number.POSITIVE_INFINITY, { reason: 'authentication', cause })
    const timer = setTimeout(() => pipeline.dropQueue(), Math.min(leftMs(expiresAtMs), LONGEST_DELAY_MS)).unref()
    void pipeline.closed.then(() => clearTimeout(timer))
  }

  #tooShort(lifeMs: number): Error {
    const { name } = this.#mechanism
    const text = `${name}: the session lasts ${inMs(lifeMs)}, but the broker lets it be renewed only after ${inMs(MIN_LIFE_MS)}`
    return authenticationError(this.#on.pipeline.broker, name, text, { retriable: true })
  }

  async #renew(expiresAtMs: number): Promise<void> {
    const { pipeline } = this.#on
    const { host, port } = pipeline.broker
    const { connectMs } = pipeline.options
    const limit = new TimeLimit(Math.max(leftMs(expiresAtMs), connectMs), ms => this.#tooSlow('credentials came', ms))
    const context = { host, port, reason: 're-authentication', signal: limit.signal } as const
    let run = new MechanismRun(this.#mechanism, context, pipeline.broker)
    try {
      if (!(await this.#beginOrRetire(run, expiresAtMs))) return
      const readMs = now()
      limit.stop()
      await pipeline.hold()
      limit.restart(connectMs + pipeline.deadlines.throttledForMs(now()), ms => this.#tooSlow('the broker answered', ms))
      if (now() - readMs > FRESH_MS) {
        run.cancel()
        run = new MechanismRun(this.#mechanism, context, pipeline.broker)
        await run.begin()
      }
      const { offered, expiresAtMs: nextMs } = await abortable(authenticate(this.#on, this.#mechanism, run), limit.signal)
      if (offered !== undefined) throw notOfferedError(pipeline.broker, [this.#mechanism.name], offered)
      this.begin(nextMs)
      pipeline.release()
    } catch (error) {
      // Does nothing if the connection has ended already: the reason of that end stays.
      pipeline.end('authentication', error)
      run.cancel()
    } finally {
      limit.stop()
    }
  }

  // Reads the credentials while requests go on. If that fails, the connection begins to drain, and
  // this resolves with false. Nothing is lost by that: what is in flight is answered, and what is
  // queued may be sent until the session ends.
  async #beginOrRetire(run: MechanismRun, expiresAtMs: number): Promise<boolean> {
    try {
      await run.begin()
      return true
    } catch (cause) {
      this.#drain(expiresAtMs, cause)
      return false
    }
  }

  #tooSlow(what: string, ms: number): Error {
    const { name } = this.#mechanism
    const { connectMs } = this.#on.pipeline.options
    const text = `${name}: the session was not renewed: ${inMs(ms)} passed before ${what}; timeouts.connectMs is ${inMs(connectMs)}`
    return authenticationError(this.#on.pipeline.broker, name, text, { retriable: true })
  }
}

/** Limits how long a renewal may take, without the time that it waits for requests in flight. */
class TimeLimit {
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
