import { clearTimeout, LONGEST_DELAY_MS, now, setTimeout } from '../../clock.ts'
import { type ConnectPhase, inMs } from '../../errors.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { connectError, reached } from './connect-error.ts'

/** The one deadline under which a connection is opened, whatever phase it is in, and the caller's way to give up. */
export class OpeningDeadline {
  #phase: ConnectPhase = 'dns'
  #isDialled = false // as opposed to being about to be: the options for TLS are read before
  readonly #abort = new AbortController()
  readonly #beganMs: number = now()
  readonly #deadlineMs: number
  readonly #timer: NodeJS.Timeout | undefined
  readonly #caller: AbortSignal | undefined
  readonly #onCallerAbort = (): void => this.#abort.abort(this.#caller?.reason)

  constructor(options: ResolvedOptions) {
    options.signal?.throwIfAborted()
    this.#caller = options.signal
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

  /** Aborted when the deadline passes, with `KAFKA_CONNECT`, or by the caller, with the caller's reason. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get elapsedMs(): number {
    return now() - this.#beganMs
  }

  /** Milliseconds left, at least one. */
  get remainingMs(): number {
    return Math.max(this.#deadlineMs - now(), 1)
  }

  /** Calls back when it is aborted, at once if it is already, until what it returns is called. */
  onAbort(callback: () => void): () => void {
    if (this.signal.aborted) callback()
    this.signal.addEventListener('abort', callback, { once: true })
    return () => this.signal.removeEventListener('abort', callback)
  }

  // How far it came, and what it waited for.
  #progress(options: ResolvedOptions): string {
    const { dial, tls } = options
    if (this.#phase === 'dns') return 'the name was not resolved'
    if (this.#phase === 'tcp') return dial === undefined ? 'no TCP connection came about' : 'the dial option gave no connection'
    if (this.#phase === 'tls' && !this.#isDialled) return 'the tls option did not give its settings'
    if (this.#phase === 'tls') return `${reached(dial, undefined)} was there, but the TLS handshake was not finished`
    const missing =
      this.#phase === 'sasl' ? 'ApiVersions was answered, but authentication was not finished' : 'but ApiVersions was not answered'
    return `${reached(dial, tls)} ${tls === undefined ? 'was' : 'were'} there, ${missing}`
  }

  /** It is over, however it ended. */
  end(): void {
    clearTimeout(this.#timer)
    this.#caller?.removeEventListener('abort', this.#onCallerAbort)
  }
}
