import { isError } from '../../type-checks.ts'
import type { ReceivedRequest } from './received-request.ts'

/** Called at once with a mistake of a hook, and with the request that the hook was called for. */
export type HookErrorListener = (error: unknown, request: ReceivedRequest<unknown>) => void

const MAX_KEPT_ERRORS = 1_000

/**
 * The errors that hooks threw. With a plain `Error` a hook closes a connection on purpose. Anything
 * else, such as a failed assertion or a TypeError, is a mistake that the test must be told of.
 */
export class HookErrors {
  readonly #listener: HookErrorListener | undefined
  readonly #all: unknown[] = []
  readonly #brokerErrors = new WeakSet<object>() // a hook may pass on an error that a broker threw
  #unreported: unknown[] = []
  #isClosing = false

  constructor(listener: HookErrorListener | undefined) {
    this.#listener = listener
  }

  /** The first 1,000 errors that hooks threw, in order. */
  get all(): readonly unknown[] {
    return this.#all
  }

  /**
   * Notes an error with which a broker itself closes a connection: it is not a mistake of a hook.
   */
  noteBrokerError(error: unknown): void {
    if (typeof error === 'object' && error !== null) this.#brokerErrors.add(error)
  }

  /** Notes an error that a hook threw, or the reason why its answer could not be sent. */
  note(error: unknown, request: ReceivedRequest<unknown>): void {
    if (this.#isClosing || this.#isKnown(error)) return // errors while the cluster closes are expected
    if (this.#all.length < MAX_KEPT_ERRORS) this.#all.push(error)
    if (isPlain(error)) return
    if (this.#listener === undefined) this.#unreported.push(error)
    else this.#report(this.#listener, error, request)
  }

  /** Errors from now on are not noted, because the cluster closes, or its connections do. */
  close(): void {
    this.#isClosing = true
  }

  /** Notes errors again, after all that were noted were forgotten. */
  reopen(): void {
    this.#isClosing = false
    this.#all.length = 0
  }

  /** Throws the first mistake that no listener was told of. The others are in {@link all}. */
  throwFirst(): void {
    const [first] = this.#unreported
    const { length } = this.#unreported
    this.#unreported = []
    if (length > 0) throw first
  }

  // If a hook calls the next one, both throw the same error, one after the other.
  #isKnown(error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false
    return this.#brokerErrors.has(error) || this.#all.includes(error)
  }

  #report(listener: HookErrorListener, error: unknown, request: ReceivedRequest<unknown>): void {
    try {
      listener(error, request)
    } catch (own) {
      this.#unreported.push(own)
    }
  }
}

// Tests the class besides the name, because failed assertions of Jest have the name of plain
// errors.
function isPlain(error: unknown): boolean {
  if (!isError(error)) return false
  const { constructor: kind } = Object.getPrototypeOf(error) as { constructor?: { name?: unknown } }
  return kind?.name === 'Error' && error.name === 'Error'
}
