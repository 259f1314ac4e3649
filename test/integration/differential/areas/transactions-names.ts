import { type Draft, kept, Later, own, weighted } from '../framework/later.ts'
import type { Plan } from '../framework/plan.ts'

const UNKNOWN_ID = Buffer.alloc(16, 0x5e).toString('base64url')
/** A producer id that no broker gives. */
export const NO_SUCH_PRODUCER = 1_000_000_000_007n
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000

/** The versions from which on a client uses level 2 of transaction.version (KIP-890). */
export const BUMP_SINCE = { EndTxn: 5, Produce: 12, TxnOffsetCommit: 5 } as const
/** The versions from which on topics have ids. */
export const BY_ID_SINCE = { Fetch: 13, Produce: 13, TxnOffsetCommit: 6, OffsetFetch: 10 } as const

export type TopicName = 'a' | 'b' | 'missing'
export type Name = 't0' | 't1'

/** Whether the clients know KIP-890, do not know it, or both in turn. */
export type Style = 'explicit' | 'bumping' | 'mixed'

/** What the generator believes of the sequence so far. */
export interface State {
  readonly style: Style
  /** The partitions and groups that were added to open transactions. */
  readonly added: Set<string>
  /** The next sequence number by transactional id and partition. */
  readonly sequences: Map<string, number>
}

export function anyName(plan: Plan): Name {
  return plan.random.once(5) ? 't1' : 't0'
}

/** The name with which a request is sent: rarely one that does not exist. */
export function sentName(plan: Plan, name: Name): Draft<string> {
  return weighted<Draft<string>>(plan.random, [
    [40, own(name)],
    [1, own('t9')],
    [1, '']
  ])
}

export function anyTopic(plan: Plan): TopicName {
  return weighted<TopicName>(plan.random, [
    [20, 'a'],
    [10, 'b'],
    [1, 'missing']
  ])
}

export function anyPartition(plan: Plan, topic: TopicName): number {
  return weighted(plan.random, [
    [20, 0],
    [topic === 'a' ? 10 : 1, 1]
  ])
}

export function anyGroup(plan: Plan): Draft<string> {
  return weighted<Draft<string>>(plan.random, [
    [10, own('g0')],
    [3, own('g1')],
    [1, '']
  ])
}

/** The name of a topic before a version, and its id from then on. */
export function nameOrId(topic: TopicName, field: 'name' | 'topic', isById: boolean): { name?: never } {
  const id = topic === 'missing' ? UNKNOWN_ID : kept(`id of ${topic}`, UNKNOWN_ID)
  return (isById ? { topicId: id } : { [field]: own(topic) }) as { name?: never }
}

/** A version on one side of a change of the protocol, according to the style of the sequence. */
export function styled(plan: Plan, { style }: State, api: { readonly key: number; readonly name: keyof typeof BUMP_SINCE }): number {
  const { min, max } = plan.range(api)
  const since = BUMP_SINCE[api.name]
  const oldest = api.name === 'Produce' ? Math.max(min, 3) : min // Before version 3 there is no transactional id.
  const isBumping = since <= max && (style === 'bumping' || (style === 'mixed' && plan.random.once(2)))
  const [from, to] = isBumping ? [since, max] : [oldest, Math.min(since - 1, max)]
  return from + plan.random.below(to - from + 1)
}

export interface Producer {
  readonly producerId: Draft<bigint>
  readonly producerEpoch: Draft<number>
}

/**
 * Mostly the producer of a transactional id; else one that is wrong in one way. `mayBeAhead` says
 * whether it may be one that the broker has not given yet.
 */
export function producerOf(plan: Plan, name: Name, mayBeAhead = true): Producer {
  const producerId = kept(`producer ${name}`, NO_SUCH_PRODUCER)
  const epoch = kept(`epoch ${name}`, 0)
  const shifted = (by: number): Later<number> => new Later(`${epoch.label}${by}`, bindings => epoch.resolve(bindings) + by)
  return weighted<Producer>(plan.random, [
    [30, { producerId, producerEpoch: epoch }],
    [1, { producerId, producerEpoch: shifted(-1) }],
    [mayBeAhead ? 1 : 0, { producerId, producerEpoch: shifted(1) }],
    [mayBeAhead ? 1 : 0, { producerId: kept(`producer ${name === 't0' ? 't1' : 't0'}`, NO_SUCH_PRODUCER), producerEpoch: epoch }]
  ])
}

/** The next transaction begins: nothing is added, and the epoch may be a new one. */
export function begin(state: State, name: Name, isNewEpoch: boolean): void {
  for (const each of state.added) if (each.startsWith(name)) state.added.delete(each)
  if (isNewEpoch) for (const each of [...state.sequences.keys()]) if (each.startsWith(name)) state.sequences.delete(each)
}
