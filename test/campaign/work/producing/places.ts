import type { Cluster } from 'kafkawire'
import { again } from '../again.ts'
import { readAll } from '../read-all.ts'
import { type Mark, markOf } from '../values.ts'

/** A partition that is written to. Its number is that of its stream in the ledger. */
export interface Place {
  readonly stream: number
  readonly topic: string
  readonly topicId: string
  readonly partition: number
}

/** All partitions of some topics. */
export async function placesOf(observer: Cluster, topics: readonly string[], partitions: number): Promise<Place[]> {
  const places: Place[] = []
  for (const topic of topics) {
    const { topicId } = await again(() => observer.topic(topic))
    for (let partition = 0; partition < partitions; partition++) places.push({ stream: places.length, topic, topicId, partition })
  }
  return places
}

/** Called for each record that is in a log; `mark` is undefined if it is not as it was sent, or not where. */
export type SeeRecord = (mark: Mark | undefined, offset: bigint) => void

/** Reads the logs of some places. */
export async function seeAll(observer: Cluster, places: readonly Place[], see: SeeRecord): Promise<void> {
  for (const topic of new Set(places.map(place => place.topic))) {
    const own = places.filter(place => place.topic === topic)
    for (const { value, offset, partition } of await again(() => readAll(observer, topic, own.length))) {
      const mark = markOf(value)
      see(own[partition]?.stream === mark?.stream ? mark : undefined, offset)
    }
  }
}
