import { clearTimeout, LONGEST_DELAY_MS, now, setTimeout } from '../../clock.ts'
import { type ConnectPhase, inMs } from '../../errors.ts'
import { allowManyListeners } from '../../waiting/many-listeners.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { connectError, reached } from './connect-error.ts'

/** The deadline of the whole opening of a connection (`connectMs`), and the caller's signal. */
export class OpeningDeadline {
  #phase: ConnectPhase = 'dns'
  #isDialled = false // the options of TLS are read before the dial
  readonly #abort = new AbortController()
  readonly #beganMs: number = now()
  readonly #deadlineMs: number
  readonly #timer: NodeJS.Timeout | undefined
  readonly #caller: AbortSignal | undefined
  readonly #onCallerAbort = (): void => this.#abort.abort(this.#caller?.reason)

  constructor(options: ResolvedOptions) {
    options.signal?.throwIfAborted()
    this.#caller = options.signal
    if (options.signal !== undefined) allowManyListeners(options.signal)
    this.#caller?.addEventListener('abort', this.#onCallerAbort, { once: true })
    this.#deadlineMs = this.#beganMs + options.connectMs
    if (options.connectMs > LONGEST_DELAY_MS) return
    const expire = (): void =>
      this.#abort.abort(
        connectError(options, this.#phase, `not open after ${inMs(options.connectMs)} (connectMs): ${this.#progress(options)}`)
      )
    this.#timer = setTimeout(expire, options.connectMs)
  }

  get phase(): ConnectPhase {
    return this.#phase
  }

  set phase(phase: ConnectPhase) {
    this.#phase = phase
    if (phase === 'tcp') this.#isDialled = true
  }

  /**
   * Aborted when the deadline passes, with `KAFKA_CONNECT`, or by the caller, with the caller's
   * reason.
   */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get elapsedMs(): number {
    return now() - this.#beganMs
  }

  /** Milliseconds that are left, at least one. */
  get remainingMs(): number {
    return Math.max(this.#deadlineMs - now(), 1)
  }

  /** Calls back when the opening is aborted. Returns a function that ends this. */
  onAbort(callback: () => void): () => void {
    if (this.signal.aborted) callback()
    this.signal.addEventListener('abort', callback, { once: true })
    return () => this.signal.removeEventListener('abort', callback)
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
