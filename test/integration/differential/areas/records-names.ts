import { kept, own, weighted } from '../framework/later.ts'
import type { Plan } from '../framework/plan.ts'

export const HOUR_MS = 3_600_000
const UNKNOWN_ID = Buffer.alloc(16, 0x5e).toString('base64url')
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
export const FIRST_BY_ID = 13
export const PRODUCERS = 2

/** Topics of the sequences; `missing` is not created. */
export type TopicName = 'a' | 'b' | 'missing' | 'not/legal'

/** What the generator knows of the sequence so far. */
export interface State {
  /** The next sequence number by producer and partition. */
  readonly sequences: Map<string, number>
  sessionEpoch: number
}

export function anyTopic(plan: Plan): TopicName {
  return weighted<TopicName>(plan.random, [
    [20, 'a'],
    [14, 'b'],
    [1, 'missing'],
    [0, 'not/legal']
  ])
}

export function anyPartition(plan: Plan, topic: TopicName): number {
  return weighted(plan.random, [
    [12, 0],
    [topic === 'a' ? 6 : 1, 1],
    [1, 99]
  ])
}

/** The name of a topic before this version, and its id from then on. */
export function nameOrId(plan: Plan, topic: TopicName, field: 'name' | 'topic', version: number): { name?: never } {
  const name = topic === 'not/legal' ? topic : own(topic)
  const id = topic === 'a' || topic === 'b' ? kept(`id of ${topic}`, UNKNOWN_ID) : plan.random.once(4) ? NO_ID : UNKNOWN_ID
  return (version >= FIRST_BY_ID ? { topicId: id } : { [field]: name }) as { name?: never }
}
