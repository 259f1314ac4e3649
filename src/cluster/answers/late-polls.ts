import { isDeepStrictEqual } from 'node:util'
import { clearTimeout, setTimeout } from '../../clock.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'

/** The outcomes of one part of a long poll, of any API. */
type Late = Promise<readonly { readonly error?: unknown }[]>

interface Entry {
  readonly request: unknown
  readonly late: Late
  readonly timer: NodeJS.Timeout
}

const MAX_ENTRIES = 64
// An answer may hold many records. A program that has stopped polling must not keep them for long.
const KEPT_MS = 30_000

/**
 * The parts of long polls whose broker had not answered when their call returned. A later poll with
 * an equal part takes over the one that is under way. A slow broker is then not asked twice, and
 * its answer is not lost.
 */
export class LatePolls {
  readonly #entries = new Set<Entry>()

  get size(): number {
    return this.#entries.size
  }

  /** Keeps a part that is under way, until a poll takes it over, it fails, or 30 s are over. */
  keep(request: unknown, late: Late): void {
    const drop = (): void => this.#drop(entry)
    const entry: Entry = { request, late, timer: inEmptyContext(() => setTimeout(drop, KEPT_MS).unref()) }
    this.#entries.add(entry)
    for (const oldest of this.#entries) {
      if (this.#entries.size <= MAX_ENTRIES) break
      this.#drop(oldest)
    }
    late.then(outcomes => outcomes.some(({ error }) => error !== undefined) && drop(), drop)
  }

  /** Drops all parts: another cluster is there now. */
  clear(): void {
    this.#entries.clear()
  }

  /**
   * Removes and returns the part whose request is equal to this one; undefined if there is none.
   */
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
