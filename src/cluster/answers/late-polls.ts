import { isDeepStrictEqual } from 'node:util'
import { clearTimeout, setTimeout } from '../../clock.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import type { Call } from '../call.ts'
import type { ClusterMap } from '../metadata/cluster-map.ts'
import type { Part } from '../routing/route.ts'

/** The outcomes of one part of a long poll, of any API. */
export type Late = Promise<readonly { readonly error?: unknown }[]>

interface Entry {
  readonly key: unknown
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
  #isClosed = false

  get size(): number {
    return this.#entries.size
  }

  /** Keeps a part that is under way, until a poll takes it over, it fails, or 30 s are over. */
  keep(key: unknown, late: Late): void {
    if (this.#isClosed) return
    for (const entry of this.#entries) if (entry.late === late) return
    const drop = (): void => this.#drop(entry)
    const entry: Entry = { key, late, timer: inEmptyContext(() => setTimeout(drop, KEPT_MS).unref()) }
    this.#entries.add(entry)
    for (const oldest of this.#entries) {
      if (this.#entries.size <= MAX_ENTRIES) break
      this.#drop(oldest)
    }
    late.then(outcomes => outcomes.some(({ error }) => error !== undefined) && drop(), drop)
  }

  /** Drops all parts: another cluster is there now. */
  clear(): void {
    for (const entry of this.#entries) this.#drop(entry)
  }

  /** Drops all parts, and keeps no more: no later poll can take them over. */
  close(): void {
    this.#isClosed = true
    this.clear()
  }

  /** Removes and returns the part whose key is equal to this one; undefined if there is none. */
  take(key: unknown): Late | undefined {
    for (const entry of this.#entries) {
      if (!isDeepStrictEqual(entry.key, key)) continue
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

/**
 * What a part of a long poll must have in common with a late one to take it over: the request, its
 * broker, how it is sent, and the topics that its names stand for. A topic that was deleted and
 * created again has another id, and the offsets of the old one mean nothing in it.
 */
export function lateKeyOf<Req, Res>({ lane, options, route }: Call<Req, Res>, { to, request }: Part<Req>, map: ClusterMap): unknown {
  const { version, maxVersion } = options
  const topicIds = route.shards?.topics?.(request).map(ref => map.topic(ref)?.topicId)
  return { to, request, lane, version, maxVersion, topicIds }
}
