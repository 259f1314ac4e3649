import { clearTimeout, setTimeout } from '../../clock.ts'
import { formatAddress } from '../../conn/address.ts'
import { isKafkaError, KafkaError } from '../../errors.ts'
import { listed } from '../../quote.ts'
import { isError } from '../../type-checks.ts'

/** When a server has not answered for this long, the next server is asked as well. */
const STAGGER_MS = 250
/**
 * While some servers are silent, those that failed are asked again after this pause: they may be
 * back.
 */
const RETRY_FAILED_MS = 1_000

/**
 * Asks several servers one question, and takes the first answer. The next server is asked as soon
 * as one fails, or has not answered for 250 ms. Servers that were asked before may still answer,
 * because a login may take long.
 */
export class Round<T> {
  readonly #question: (nodeId: number) => Promise<T>
  readonly #asked = new Set<number>()
  readonly #failed = new Set<number>() // are not asked now
  readonly #failedOnce = new Set<number>()
  #openAtLast: Set<number> | undefined // were being asked when all had failed at least once
  // By address, because one server may be known by its node id and as a bootstrap server.
  readonly #causes = new Map<string, Error>()
  #answer: { readonly value: T } | undefined
  #fatal: { readonly error: unknown } | undefined
  #wake: (hasChanged?: boolean) => void = () => undefined

  /** @param ask asks the server with this node id */
  constructor(ask: (nodeId: number) => Promise<T>) {
    this.#question = ask
  }

  /** One error for each server that failed. */
  get causes(): Error[] {
    return [...this.#causes.values()]
  }

  /**
   * Asks servers until one answers. `order` is called again before each. Undefined when all of them
   * have failed or are silent: a silent server may still answer during the next `ask`, or
   * {@link askUntilAllFail}.
   */
  async ask(order: () => readonly number[]): Promise<T | undefined> {
    while (this.#settled === undefined) {
      const nodeId = order().find(each => !this.#asked.has(each) && !this.#failed.has(each))
      if (nodeId === undefined) return undefined
      this.#start(nodeId)
      await this.#change(STAGGER_MS)
    }
    return this.#settled.value
  }

  /**
   * Like {@link ask}, but waits for silent servers, and asks those that failed again meanwhile.
   * Undefined when every server has failed at least once, and the questions that were open then
   * have failed too: if servers fail at different times, there is always an open question.
   */
  async askUntilAllFail(order: () => readonly number[]): Promise<T | undefined> {
    for (;;) {
      await this.ask(order)
      // An answer may have come since `ask` looked last.
      if (this.#settled !== undefined || this.#asked.size === 0) return this.#settled?.value
      if (await this.#change(RETRY_FAILED_MS)) continue
      if (order().some(each => !this.#failedOnce.has(each))) this.#openAtLast = undefined
      else this.#openAtLast ??= new Set(this.#asked)
      if (this.#openAtLast?.size === 0) return undefined
      this.#failed.clear()
    }
  }

  /** Adds an error that no server made, such as one of a look-up of servers. */
  addCause(error: unknown): void {
    this.#note('', error)
  }

  /**
   * The error for a question that no server answered: `KAFKA_NO_BROKER` with the causes. If all
   * servers refused the credentials, it is the first of those errors, which is not retriable.
   */
  failure(what: string, { isFinal = false }: { readonly isFinal?: boolean } = {}): KafkaError {
    const { causes } = this
    const [first] = causes
    if (isKafkaError(first, 'KAFKA_AUTHENTICATION') && causes.every(cause => isKafkaError(cause, 'KAFKA_AUTHENTICATION'))) return first
    const retriable = !isFinal && (causes.length === 0 || causes.some(cause => !isKafkaError(cause) || cause.retriable))
    const each = listed(
      causes.map(({ message }) => message),
      { separator: '; ', maxChars: 1_000 }
    )
    const tried = causes.length === 1 ? 'the only server there is to ask gave no answer' : `none of ${causes.length} servers gave an answer`
    const text = causes.length === 0 ? 'no broker is known' : `${tried}: ${each}`
    return new KafkaError('KAFKA_NO_BROKER', `${what}: ${text}`, { causes, retriable, delivery: 'not-sent', cause: first })
  }

  // Throws an error after which no server needs to be asked.
  get #settled(): { readonly value: T } | undefined {
    if (this.#fatal !== undefined) throw this.#fatal.error
    return this.#answer
  }

  #start(nodeId: number): void {
    this.#asked.add(nodeId)
    const answer = (value: T): void => {
      this.#answer ??= { value }
    }
    const fail = (error: unknown): void => {
      this.#failed.add(nodeId)
      this.#failedOnce.add(nodeId)
      if (isKafkaError(error, 'KAFKA_CONFIGURATION', 'KAFKA_POOL_CLOSED')) this.#fatal ??= { error }
      else this.#note(String(nodeId), error)
    }
    void this.#question(nodeId)
      .then(answer, fail)
      .then(() => {
        this.#asked.delete(nodeId)
        this.#openAtLast?.delete(nodeId)
        this.#wake()
      })
  }

  #note(server: string, error: unknown): void {
    const at = isKafkaError(error) && error.broker !== undefined ? formatAddress(error.broker) : server
    this.#causes.set(at, isError(error) ? error : new Error(String(error)))
  }

  // Resolves with true when a server has answered or failed, with false when the time is over.
  #change(ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#wake(false), ms)
      this.#wake = (hasChanged = true) => {
        this.#wake = () => undefined
        clearTimeout(timer)
        resolve(hasChanged)
      }
    })
  }
}
