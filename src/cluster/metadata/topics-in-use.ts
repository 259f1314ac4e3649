import { isUuid } from '../../protocol/primitives/writer.ts'
import type { ClusterMap, TopicRef } from './cluster-map.ts'
import { isTopicId } from './merge-metadata.ts'

/** One topic that somebody uses. */
export interface Use {
  readonly ref: TopicRef
  usedMs: number
  /** It was asked for at least once. */
  isAsked: boolean
}

/** What one refresh asks for. Names and ids go apart: a request that has any id is answered for its ids alone (KIP-516). */
export interface Wanted {
  readonly uses: ReadonlySet<Use>
  readonly names: readonly string[]
  readonly ids: readonly string[]
}

// Names of topics have up to 249 characters. What is far from that is never asked for: it could not even be written.
const LONGEST_NAME = 1_024

/** The topics that are in use: these, and no others, are asked for. */
export class TopicsInUse {
  readonly #byName = new Map<string, Use>()
  readonly #byId = new Map<string, Use>()

  /** Somebody uses this topic now. Undefined for what cannot be a topic. */
  touch({ name, topicId }: TopicRef, nowMs: number): Use | undefined {
    // One id or name that cannot be written would make every Metadata request fail, for all callers.
    if (isTopicId(topicId)) return this.#byId.has(topicId) || isUuid(topicId) ? touched(this.#byId, topicId, { topicId }, nowMs) : undefined
    const isName = typeof name === 'string' && name.length <= LONGEST_NAME && name.isWellFormed()
    return isName ? touched(this.#byName, name, { name }, nowMs) : undefined
  }

  /** Lets go of what nobody has used since then, and gives it. */
  expire(sinceMs: number): TopicRef[] {
    const gone: TopicRef[] = []
    for (const uses of [this.#byName, this.#byId]) {
      for (const [key, { usedMs, ref, isAsked }] of uses) {
        // The caller that used it first may still wait for the answer.
        if (isAsked && usedMs < sinceMs && uses.delete(key)) gone.push(ref)
      }
    }
    return gone
  }

  /** All that is in use, by name where the map knows one. */
  wanted(map: ClusterMap): Wanted {
    const names = new Set(this.#byName.keys())
    const ids: string[] = []
    for (const topicId of this.#byId.keys()) {
      const name = map.topic({ topicId })?.name ?? null
      if (name === null) ids.push(topicId)
      else names.add(name)
    }
    return { uses: new Set([...this.#byName.values(), ...this.#byId.values()]), names: [...names], ids }
  }
}

function touched(uses: Map<string, Use>, key: string, ref: TopicRef, nowMs: number): Use {
  const use = uses.get(key)
  if (use !== undefined) {
    use.usedMs = nowMs
    return use
  }
  const added = { ref, usedMs: nowMs, isAsked: false }
  uses.set(key, added)
  return added
}
