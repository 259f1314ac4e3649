import { isDeepStrictEqual } from 'node:util'
import { clearTimeout, setTimeout } from '../../clock.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'

/** The outcomes of a part, of whatever API. */
type Late = Promise<readonly { readonly error?: unknown }[]>

interface Entry {
  readonly request: unknown
  readonly late: Late
  readonly timer: NodeJS.Timeout
}

const MOST_ENTRIES = 64
// An answer may hold many records: a program that polls no more must not keep them for long.
const KEPT_MS = 30_000

/**
 * The parts of long polls whose broker had not answered when their call was over. A later poll that asks the same takes over what is under way, so
 * that a slow broker is not asked twice and its answer is not lost.
 */
export class LatePolls {
  readonly #entries = new Set<Entry>()

  get size(): number {
    return this.#entries.size
  }

  /** Keeps a part that is under way. What fails is dropped, and what nobody takes over. */
  keep(request: unknown, late: Late): void {
    const drop = (): void => this.#drop(entry)
    const entry: Entry = { request, late, timer: inEmptyContext(() => setTimeout(drop, KEPT_MS).unref()) }
    this.#entries.add(entry)
    for (const oldest of this.#entries) {
      if (this.#entries.size <= MOST_ENTRIES) break
      this.#drop(oldest)
    }
    late.then(outcomes => outcomes.some(({ error }) => error !== undefined) && drop(), drop)
  }

  /** Forgets all of them: they were asked of another cluster. */
  clear(): void {
    this.#entries.clear()
  }

  /** Takes over the part that asks the same. */
  take(request: unknown): Late | undefined {
    for (const entry of this.#entries) {
      if (!isDeepStrictEqual(entry.request, request)) continue
      this.#drop(entry)
      return entry.late
    }
    return undefined
  }

  #drop(entry: Entry): void {
    clearTimeout(entry.timer)
    this.#entries.delete(entry)
  }
}
