import { clearTimeout, LONGEST_DELAY_MS, now, setTimeout } from '../../clock.ts'
import { type ConnectPhase, inMs } from '../../errors.ts'
import type { Abortable } from '../../waiting/abortable.ts'
import { allowManyListeners } from '../../waiting/many-listeners.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { connectError, reached } from './connect-error.ts'

const NOBODY: readonly (() => void)[] = []

/**
 * The deadline of the whole opening of a connection (`connectMs`), and the caller's signal. It can
 * be listened to like an AbortSignal, which would take 2.5 KB for each opening.
 */
export class OpeningDeadline implements Abortable {
  /** Whether the deadline has passed, or the caller has aborted. */
  aborted = false
  /** `KAFKA_CONNECT` if the deadline has passed, or the caller's reason. */
  reason: unknown = undefined
  #phase: ConnectPhase = 'dns'
  #isDialled = false // the options of TLS are read before the dial
  #listeners: readonly (() => void)[] = NOBODY // one or two: a Set takes three times as much
  readonly #beganMs: number
  readonly #deadlineMs: number
  readonly #timer: NodeJS.Timeout | undefined
  readonly #caller: AbortSignal | undefined
  readonly #onCallerAbort = (): void => this.#abort(this.#caller?.reason)

  /** @param beganMs when the opening began, on the monotonic clock */
  constructor(options: ResolvedOptions, beganMs: number) {
    this.#beganMs = beganMs
    options.signal?.throwIfAborted()
    this.#caller = options.signal
    if (options.signal !== undefined) allowManyListeners(options.signal)
    this.#caller?.addEventListener('abort', this.#onCallerAbort, { once: true })
    this.#deadlineMs = beganMs + options.connectMs
    if (options.connectMs > LONGEST_DELAY_MS) return
    const expire = (): void =>
      this.#abort(connectError(options, this.#phase, `not open after ${inMs(options.connectMs)} (connectMs): ${this.#progress(options)}`))
    this.#timer = setTimeout(expire, this.remainingMs)
  }

  get phase(): ConnectPhase {
    return this.#phase
  }

  set phase(phase: ConnectPhase) {
    this.#phase = phase
    if (phase === 'tcp') this.#isDialled = true
  }

  get signal(): Abortable {
    return this
  }

  /** A new AbortSignal that aborts with the opening, for functions in the user's options. */
  get abortSignal(): AbortSignal {
    const controller = new AbortController()
    const abort = (): void => controller.abort(this.reason)
    if (this.aborted) abort()
    this.addEventListener('abort', abort)
    return controller.signal
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.concat(listener)
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.filter(each => each !== listener)
  }

  get elapsedMs(): number {
    return now() - this.#beganMs
  }

  /** Milliseconds that are left, at least one. */
  get remainingMs(): number {
    return Math.max(this.#deadlineMs - now(), 1)
  }

  #abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    for (const listener of this.#listeners) listener()
  }

  // How far the opening came, and what it waited for.
  #progress(options: ResolvedOptions): string {
    const { dial, tls } = options
    if (this.#phase === 'dns') return 'the name was not resolved'
    if (this.#phase === 'tcp') return dial === undefined ? 'no TCP connection was made' : 'the dial option gave no connection'
    if (this.#phase === 'tls' && !this.#isDialled) return 'the tls option did not give its settings'
    if (this.#phase === 'tls') return `${reached(dial, undefined)} was there, but the TLS handshake was not finished`
    const missing =
      this.#phase === 'sasl' ? 'ApiVersions was answered, but authentication was not finished' : 'but ApiVersions was not answered'
    return `${reached(dial, tls)} ${tls === undefined ? 'was' : 'were'} there, ${missing}`
  }

  /** The opening has ended, with or without success. */
  end(): void {
    clearTimeout(this.#timer)
    this.#caller?.removeEventListener('abort', this.#onCallerAbort)
  }
}
