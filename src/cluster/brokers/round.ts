import { clearTimeout, setTimeout } from '../../clock.ts'
import { formatAddress } from '../../conn/address.ts'
import { isKafkaError, KafkaError } from '../../errors.ts'
import { listed } from '../../quote.ts'
import { isError } from '../../type-checks.ts'

/** A server that has not answered for so long is not waited for any more: the next one is asked beside it. */
const STAGGER_MS = 250
/** While some servers keep silent, those that failed are asked again so often: they may be back. */
const AGAIN_MS = 1_000

/**
 * One question to whichever server answers first. The next server is asked as soon as one fails, or has said nothing for a moment; those that were
 * asked before go on, for a login may take its time.
 */
export class Round<T> {
  readonly #ask: (nodeId: number) => Promise<T>
  readonly #out = new Set<number>()
  readonly #failed = new Set<number>()
  // By the address, for one server may be known by its node id and as a bootstrap server.
  readonly #causes = new Map<string, Error>()
  #answer: { readonly value: T } | undefined
  #fatal: { readonly error: unknown } | undefined
  #wake: (hasChanged?: boolean) => void = () => undefined

  /** @param ask asks one server */
  constructor(ask: (nodeId: number) => Promise<T>) {
    this.#ask = ask
  }

  /** Why servers failed, one error for each. */
  get causes(): Error[] {
    return [...this.#causes.values()]
  }

  /**
   * Asks servers in an order that is looked up again each time, until one answers. Undefined when all of them have failed or keep silent: whoever
   * still has an answer to give may do so while others are asked, or in {@link last}.
   */
  async among(order: () => readonly number[]): Promise<T | undefined> {
    while (this.#settled === undefined) {
      const nodeId = order().find(each => !this.#out.has(each) && !this.#failed.has(each))
      if (nodeId === undefined) return undefined
      this.#start(nodeId)
      await this.#change(STAGGER_MS)
    }
    return this.#settled.value
  }

  /** Like {@link among}, but waits for those that are silent, and asks those that failed again meanwhile. Undefined when every server has failed. */
  async last(order: () => readonly number[]): Promise<T | undefined> {
    for (;;) {
      const answered = await this.among(order)
      if (answered !== undefined || this.#settled !== undefined || this.#out.size === 0) return answered
      if (await this.#change(AGAIN_MS)) continue
      this.#failed.clear()
    }
  }

  /** Something else than a server failed. */
  fail(error: unknown): void {
    this.#note('', error)
  }

  /** What to say when nobody answered. Where all refused who we are, no other attempt will fare better. */
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

  // Throws what ends all asking.
  get #settled(): { readonly value: T } | undefined {
    if (this.#fatal !== undefined) throw this.#fatal.error
    return this.#answer
  }

  #start(nodeId: number): void {
    this.#out.add(nodeId)
    const answer = (value: T): void => {
      this.#answer ??= { value }
    }
    const fail = (error: unknown): void => {
      this.#failed.add(nodeId)
      if (isKafkaError(error, 'KAFKA_CONFIGURATION', 'KAFKA_POOL_CLOSED')) this.#fatal ??= { error }
      else this.#note(String(nodeId), error)
    }
    void this.#ask(nodeId)
      .then(answer, fail)
      .then(() => {
        this.#out.delete(nodeId)
        this.#wake()
      })
  }

  #note(server: string, error: unknown): void {
    const at = isKafkaError(error) && error.broker !== undefined ? formatAddress(error.broker) : server
    this.#causes.set(at, isError(error) ? error : new Error(String(error)))
  }

  // Resolves when a server has answered or failed, with true, or after so long, with false.
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
