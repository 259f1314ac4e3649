import { isDeepStrictEqual } from 'node:util'

/** The outcomes of a part, of whatever API. */
type Late = Promise<readonly { readonly error?: unknown }[]>

interface Entry {
  readonly request: unknown
  readonly late: Late
}

const MOST_ENTRIES = 64

/**
 * The parts of long polls whose broker had not answered when their call was over. A later poll that asks the same takes over what is under way, so
 * that a slow broker is not asked twice and its answer is not lost.
 */
export class LatePolls {
  readonly #entries = new Set<Entry>()

  /** Keeps a part that is under way. What fails is dropped. */
  keep(request: unknown, late: Late): void {
    const entry = { request, late }
    this.#entries.add(entry)
    for (const oldest of this.#entries) {
      if (this.#entries.size <= MOST_ENTRIES) break
      this.#entries.delete(oldest)
    }
    const drop = (): unknown => this.#entries.delete(entry)
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
      this.#entries.delete(entry)
      return entry.late
    }
    return undefined
  }
}
