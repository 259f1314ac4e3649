import { isKafkaError, type KafkaError } from 'kafkawire'
import { undocumentedIn } from './table.ts'
import { problemsOfText } from './texts.ts'

/**
 * Invariant 7 for errors: codes, phases, reasons and fields are those of the documentation, and the
 * text of an error agrees with its fields. Looks at the errors behind each error too.
 */
export class ErrorCheck {
  readonly #seen = new Set<unknown>()
  readonly #problems = new Set<string>()

  /** The problems so far, each once. */
  get problems(): readonly string[] {
    return [...this.#problems]
  }

  /** All errors that were looked at. */
  get errors(): readonly unknown[] {
    return [...this.#seen]
  }

  look(error: unknown): void {
    if (typeof error !== 'object' || error === null || this.#seen.has(error)) return
    this.#seen.add(error)
    const { cause } = error as { readonly cause?: unknown }
    this.look(cause)
    if (!isKafkaError(error)) return
    for (const inner of innerErrors(error)) this.look(inner)
    for (const problem of [...undocumentedIn(error), ...problemsOfText(error)])
      this.#problems.add(`an error is wrong, ${problem}: ${error}`)
  }
}

const innerErrors = (error: KafkaError): readonly unknown[] => [
  ...(error.shards ?? []).map(shard => shard.error),
  ...(error.code === 'KAFKA_NO_BROKER' ? error.causes : [])
]
