import { isError } from '../../type-checks.ts'
import type { ReceivedRequest } from './received-request.ts'

/** Hears at once of a mistake of a hook, and of the request that it was called with. */
export type HookErrorListener = (error: unknown, request: ReceivedRequest<unknown>) => void

const MOST_KEPT = 1_000

/**
 * What hooks threw. A plain `Error` is how a hook closes a connection on purpose. Anything else, such as an assertion that failed or a TypeError, is a
 * mistake that the test has to hear of.
 */
export class HookErrors {
  readonly #listener: HookErrorListener | undefined
  readonly #all: unknown[] = []
  readonly #brokers = new WeakSet<object>() // what brokers threw by themselves, which hooks may hand on
  #untold: unknown[] = []
  #isClosing = false

  constructor(listener: HookErrorListener | undefined) {
    this.#listener = listener
  }

  /** Everything that hooks threw, in its order. */
  get all(): readonly unknown[] {
    return this.#all
  }

  /** A broker itself closes the connection by this: no hook is to blame. */
  noteBrokers(error: unknown): void {
    if (typeof error === 'object' && error !== null) this.#brokers.add(error)
  }

  /** A hook threw this, or its answer cannot be sent. */
  note(error: unknown, request: ReceivedRequest<unknown>): void {
    if (this.#isClosing || this.#isKnown(error)) return // what ends with the cluster is no news
    if (this.#all.length < MOST_KEPT) this.#all.push(error)
    if (isPlain(error)) return
    if (this.#listener === undefined) this.#untold.push(error)
    else this.#tell(this.#listener, error, request)
  }

  /** The cluster is being closed. */
  close(): void {
    this.#isClosing = true
  }

  /** Throws the first mistake of which nobody has heard. The others are among {@link all}. */
  throwFirst(): void {
    const [first] = this.#untold
    const { length } = this.#untold
    this.#untold = []
    if (length > 0) throw first
  }

  // Hooks that lie one above the other throw the same error one after the other.
  #isKnown(error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false
    return this.#brokers.has(error) || this.#all.includes(error)
  }

  #tell(listener: HookErrorListener, error: unknown, request: ReceivedRequest<unknown>): void {
    try {
      listener(error, request)
    } catch (own) {
      this.#untold.push(own)
    }
  }
}

// By the class and not by the name, which Jest's assertions share with plain errors.
function isPlain(error: unknown): boolean {
  if (!isError(error)) return false
  const { constructor: kind } = Object.getPrototypeOf(error) as { constructor?: { name?: unknown } }
  return kind?.name === 'Error' && error.name === 'Error'
}
