import { isUuid } from '../../protocol/primitives/writer.ts'
import type { ClusterMap, TopicRef } from './cluster-map.ts'
import { isTopicId } from './merge-metadata.ts'

/** A topic that is in use, and when it was used last. */
export interface TopicUse {
  /** The time of the last use, in milliseconds of the monotonic clock. */
  usedMs: number
  /** Whether a refresh has asked for it at least once. */
  isAsked: boolean
  /** How many callers wait for a refresh that asks for it. */
  waiting: number
}

/**
 * The topics that one refresh asks for. Names and ids are kept apart, because brokers answer a
 * request that contains ids for its ids alone (KIP-516).
 */
export interface WantedTopics {
  readonly uses: ReadonlySet<TopicUse>
  readonly names: readonly string[]
  readonly ids: readonly string[]
}

// Topic names have at most 249 characters. A name far beyond that is never asked for, because the
// encoder could not write it.
const MAX_NAME_CHARS = 1_024

/** The topics that are in use. A refresh asks for these topics, and for no others. */
export class TopicsInUse {
  readonly #byName = new Map<string, TopicUse>()
  readonly #byId = new Map<string, TopicUse>()

  /** Marks a topic as used now. Returns undefined for a name or an id that cannot be a topic's. */
  touch({ name, topicId }: TopicRef, nowMs: number): TopicUse | undefined {
    // One id or name that cannot be encoded would make every Metadata request fail, for all
    // callers.
    if (isTopicId(topicId)) return this.#byId.has(topicId) || isUuid(topicId) ? touchIn(this.#byId, topicId, nowMs) : undefined
    const isName = typeof name === 'string' && name.length <= MAX_NAME_CHARS && name.isWellFormed()
    return isName ? touchIn(this.#byName, name, nowMs) : undefined
  }

  /** Removes the topics that were last used before `sinceMs`, and that nobody waits for. */
  expire(sinceMs: number): void {
    for (const uses of [this.#byName, this.#byId])
      for (const [key, { usedMs, waiting }] of uses) if (waiting === 0 && usedMs < sinceMs) uses.delete(key)
  }

  /**
   * All topics in use. A topic that was used by its id is asked for by its name if the map has it.
   */
  wanted(map: ClusterMap): WantedTopics {
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

function touchIn(uses: Map<string, TopicUse>, key: string, nowMs: number): TopicUse {
  const use = uses.get(key)
  if (use !== undefined) {
    use.usedMs = nowMs
    return use
  }
  const added = { usedMs: nowMs, isAsked: false, waiting: 0 }
  uses.set(key, added)
  return added
}
