import {
  absentValues,
  DeleteGroups,
  DeleteTopics,
  DescribeGroups,
  ListGroups,
  OffsetCommit,
  type OffsetCommitRequest,
  OffsetDelete,
  OffsetFetch,
  type OffsetFetchRequest
} from '../../../../../src/messages.ts'
import { type Draft, kept, own, weighted } from '../../framework/later.ts'
import type { Plan } from '../../framework/plan.ts'

/** A topic id that no topic has. */
export const UNKNOWN_ID: string = Buffer.alloc(16, 0x5e).toString('base64url')

const TOO_LONG = 'm'.repeat(4097) // offset.metadata.max.bytes is 4096

/** How a client that commits or reads offsets describes itself. */
export interface Committer {
  readonly groupId: Draft<string>
  readonly memberId: Draft<string>
  readonly groupInstanceId: Draft<string | null>
  readonly epoch: Draft<number>
}

/** A client that is no member of a group. */
export function simpleCommitter(groupId: Draft<string>): Committer {
  return { groupId, memberId: '', groupInstanceId: null, epoch: -1 }
}

/** Deletes a topic, which deletes the offsets of all groups in it. */
export function deleteTopic(plan: Plan): void {
  plan.send(DeleteTopics, { topicNames: [own('b')], timeoutMs: 10_000 }, { version: plan.range(DeleteTopics).min })
}

function topicName(plan: Plan): string {
  return weighted(plan.random, [
    [6, 'a'],
    [3, 'b'],
    [1, 'missing']
  ])
}

function partitionIndex(plan: Plan): number {
  return weighted(plan.random, [
    [6, 0],
    [4, 1],
    [1, 7],
    [1, -1]
  ])
}

/** Commits offsets of one or two topics. */
export function commitOffsets(plan: Plan, { groupId, memberId, groupInstanceId, epoch }: Committer): void {
  const { random } = plan
  // A commit of which Kafka accepts nothing creates a group that shows only after another write.
  const mayBeTooLong = random.once(8)
  const partition = (index: number): OffsetCommitRequest['topics'][number]['partitions'][number] => ({
    partitionIndex: index,
    committedOffset: weighted(random, [
      [6, BigInt(random.below(100))],
      [1, 0n],
      [1, -1n]
    ]),
    committedLeaderEpoch: random.pick([-1, -1, 0, 3]),
    committedMetadata: random.pick(['', '', 'metadata', null])
  })
  const topic = (name: string) => ({
    name: own(name),
    topicId: kept(`id of ${name}`, UNKNOWN_ID),
    partitions: mayBeTooLong
      ? [partition(0), { ...partition(1), committedMetadata: TOO_LONG }]
      : [...new Set(Array.from({ length: 1 + random.below(2) }, () => partitionIndex(plan)))].map(partition)
  })
  const names = mayBeTooLong ? ['a'] : new Set(Array.from({ length: random.once(4) ? 2 : 1 }, () => topicName(plan)))
  plan.send(
    OffsetCommit,
    {
      groupId,
      memberId,
      groupInstanceId,
      generationIdOrMemberEpoch: epoch,
      topics: random.once(20) ? [] : [...names].map(topic)
    },
    { version: plan.version(OffsetCommit, 1) }
  )
}

/** Commits an offset, if the group has no members. */
function commitOne(plan: Plan, groupId: Draft<string>): void {
  const partition = { partitionIndex: 0, committedOffset: 5n, committedMetadata: '' }
  const topics = [{ name: own('a'), topicId: kept('id of a', UNKNOWN_ID), partitions: [partition] }]
  const client = { groupId, memberId: '', groupInstanceId: null, generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID }
  plan.send(OffsetCommit, { ...client, topics }, { version: plan.version(OffsetCommit, 2) })
}

/** Reads the offsets of one or two groups. */
export function fetchOffsets(plan: Plan, of: Committer, other: Draft<string>): void {
  const { random } = plan
  const topics = (): Draft<NonNullable<OffsetFetchRequest['topics']>> => {
    const names = new Set(Array.from({ length: 1 + random.below(2) }, () => topicName(plan)))
    return [...names].map(name => ({
      name: own(name),
      topicId: kept(`id of ${name}`, UNKNOWN_ID),
      partitionIndexes: random.pick(plan.release === '3.9.2' ? [[0], [0, 1], [1, 7]] : [[0], [0, 1], [1, 7], []])
    }))
  }
  const FIRST_WITH_ALL = 2
  const FIRST_WITH_GROUPS = 8
  const isAll = random.once(3)
  plan.send(
    OffsetFetch,
    version => {
      const wanted = version >= FIRST_WITH_ALL && isAll ? null : topics()
      const requireStable = random.once(3)
      // A topic has a name before version 10, and an id since then.
      if (version < FIRST_WITH_GROUPS)
        return {
          groupId: of.groupId,
          topics: wanted && (wanted as Draft<{ name: string; partitionIndexes: number[] }>[]).map(withoutId),
          requireStable
        }
      const groups = [{ groupId: of.groupId, memberId: of.memberId, memberEpoch: of.epoch, topics: wanted }]
      const more = random.once(4) ? [{ groupId: other, topics: random.once(2) ? null : topics() }] : []
      return { groups: [...groups, ...more], requireStable } as Draft<OffsetFetchRequest>
    },
    { version: plan.version(OffsetFetch, 1) }
  )
}

function withoutId(topic: Draft<{ name: string; partitionIndexes: number[] }>): Draft<{ name: string; partitionIndexes: number[] }> {
  const { name, partitionIndexes } = topic as { name: Draft<string>; partitionIndexes: number[] }
  return { name, partitionIndexes }
}

/**
 * Deletes offsets of a group. Kafka 3.9 removes an empty group that has no offsets after that, so
 * there the group keeps one.
 */
export function deleteOffsets(plan: Plan, groupId: Draft<string>): void {
  if (plan.release === '3.9.2') {
    if (groupId !== '') commitOne(plan, groupId)
    plan.send(OffsetDelete, { groupId, topics: [{ name: own('a'), partitions: [{ partitionIndex: 1 }] }] })
    return
  }
  const partitions = plan.random.pick([[0], [0, 1], [1, 7]]).map(index => ({ partitionIndex: index }))
  plan.send(OffsetDelete, { groupId, topics: plan.random.once(20) ? [] : [{ name: own(topicName(plan)), partitions }] })
}

/** Deletes one or two groups. */
export function deleteGroups(plan: Plan, groupId: () => Draft<string>): void {
  plan.send(DeleteGroups, { groupsNames: plan.random.once(4) ? [groupId(), own('missing')] : [groupId()] })
}

/** Describes one or two groups of the classic protocol. */
export function describeGroups(plan: Plan, groupId: () => Draft<string>): void {
  const groups = plan.random.once(4) ? [groupId(), own('missing')] : [groupId()]
  plan.send(DescribeGroups, { groups, includeAuthorizedOperations: plan.random.once(3) })
}

/** Lists the groups, filtered by states and types. `kind` is the type that is most wanted. */
export function listGroups(plan: Plan, kind: 'classic' | 'consumer' | 'share' = 'classic'): void {
  const { random } = plan
  plan.send(ListGroups, {
    statesFilter: weighted<string[]>(random, [
      [4, []],
      [2, ['Stable']],
      [2, ['Empty', 'PreparingRebalance', 'CompletingRebalance']],
      [1, ['stable', 'reconciling', 'Assigning']],
      [kind === 'consumer' ? 2 : 0, ['Reconciling']],
      [1, ['nonsense']]
    ]),
    typesFilter: weighted<string[]>(random, [
      [4, []],
      [2, [kind]],
      [1, ['Consumer']],
      [1, ['classic', 'share']],
      [1, ['nonsense']]
    ])
  })
}
