import { type Api, acks, type Cluster, coordinatorTypes, type Decoded, errorCodes, specialTimestamps, throwIfError } from 'kafkawire'
import { DescribeGroups, FindCoordinator, ListGroups, ListOffsets, OffsetCommit, OffsetFetch, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import type { Random } from '../../../support/vectors/random.ts'
import { again } from '../again.ts'
import { valueFor } from '../values.ts'

/** What is in a cluster and does not change: a topic with records, and groups with offsets. */
export interface Facts {
  readonly topic: string
  /** The end of each partition of the topic. */
  readonly ends: readonly bigint[]
  /** The groups. Each has committed its own index for partition 0. */
  readonly groups: readonly string[]
}

/** A request about facts for several brokers, and the check of its answers. */
export interface Inquiry<Req, Res> {
  readonly api: Api<Req, Res>
  readonly request: Req
  /** What each answer says, by what it is about; undefined if the answer has an error code there. */
  says(answer: Decoded<Res>): readonly (readonly [about: string, value: string | undefined])[]
  /** What is true. */
  readonly truth: ReadonlyMap<string, string>
  /** Whether the merged answer is about all that is true, in the same order. */
  readonly isComplete: boolean
}

const GROUPS = 8

/** Writes the facts by a cluster that no fault reaches. Nothing else writes to the topic. */
export async function writeFacts(observer: Cluster, topic: string, partitions: number, name: string): Promise<Facts> {
  const groups = Array.from({ length: GROUPS }, (_, index) => `${name}-group-${index}`)
  for (const [index, groupId] of groups.entries()) {
    const committed = [{ partitionIndex: 0, committedOffset: BigInt(index) }]
    const topics = [{ name: topic, partitions: committed }]
    await again(async () => throwIfError(await observer.send(OffsetCommit, { groupId, topics })))
  }
  for (let index = 0; index < partitions; index++) {
    const builder = batchBuilder()
    for (let sequence = 0; sequence <= index; sequence++) builder.append({ value: valueFor({ stream: index, sequence }) })
    const topicData = [{ name: topic, partitionData: [{ index, records: builder.build() }] }]
    await again(async () => throwIfError(await observer.send(Produce, { acks: acks.ALL, timeoutMs: 5_000, topicData })))
  }
  const all = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
  const asked = { topics: [{ name: topic, partitions: all }] }
  const answer = await again(async () => throwIfError(await observer.send(ListOffsets, asked)))
  return { topic, groups, ends: answer.topics[0]?.partitions.map(({ offset }) => offset) ?? [] }
}

/** Asks for the offsets of some groups. Each goes to the coordinator of its group. */
export function offsetsOfGroups({ topic, groups }: Facts, random: Random): Inquiry<never, never> {
  const some = groups.filter(() => !random.once(3))
  const request = { groups: some.map(groupId => ({ groupId, topics: [{ name: topic, partitionIndexes: [0] }] })) }
  return inquiry({
    api: OffsetFetch,
    request,
    truth: new Map(some.map(groupId => [String(groups.indexOf(groupId)), groupId])),
    isComplete: true,
    // An answer in the old form does not name the group, but its offset does.
    says: answer => {
      const all = answer.groups.length > 0 ? answer.groups : [{ groupId: undefined, ...answer }]
      return all.flatMap(({ groupId, errorCode, topics }) => {
        const offset = topics[0]?.partitions[0]
        if (errorCode !== errorCodes.NONE || offset?.errorCode !== errorCodes.NONE) return []
        const about = String(offset.committedOffset)
        return [[about, groupId ?? groups[Number(about)]] as const]
      })
    }
  })
}

/** Asks for the ends of all partitions. Each goes to the leader of its partition. */
export function endsOfPartitions({ topic, ends }: Facts): Inquiry<never, never> {
  const partitions = ends.map((_, partitionIndex) => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
  return inquiry({
    api: ListOffsets,
    request: { topics: [{ name: topic, partitions }] },
    truth: new Map(ends.map((end, partition) => [String(partition), String(end)])),
    isComplete: true,
    says: ({ topics }) =>
      topics.flatMap(each =>
        each.partitions.map(
          ({ partitionIndex, errorCode, offset }) => [String(partitionIndex), valueIf(errorCode, String(offset))] as const
        )
      )
  })
}

/** Asks for the states of some groups. */
export function statesOfGroups({ groups }: Facts, random: Random): Inquiry<never, never> {
  const some = groups.filter(() => !random.once(3))
  return inquiry({
    api: DescribeGroups,
    request: { groups: some },
    truth: new Map(some.map(groupId => [groupId, 'Empty'])),
    isComplete: true,
    says: answer => answer.groups.map(({ groupId, errorCode, groupState }) => [groupId, valueIf(errorCode, groupState)] as const)
  })
}

/** Asks for the coordinators of some groups. It does not matter which broker it is. */
export function coordinatorsOfGroups({ groups }: Facts, random: Random): Inquiry<never, never> {
  const some = groups.filter(() => !random.once(3))
  return inquiry({
    api: FindCoordinator,
    request: { keyType: coordinatorTypes.GROUP, coordinatorKeys: some },
    truth: new Map(some.map(groupId => [groupId, 'a broker'])),
    isComplete: true,
    says: ({ coordinators }) =>
      coordinators.map(({ key, errorCode, nodeId }) => [key, valueIf(errorCode, nodeId > 0 ? 'a broker' : 'no broker')] as const)
  })
}

/** Asks all brokers for their groups. Coordinators may move meanwhile, so that a group is missing. */
export function allGroups({ groups }: Facts): Inquiry<never, never> {
  return inquiry({
    api: ListGroups,
    request: {},
    truth: new Map(groups.map(groupId => [groupId, 'once'])),
    isComplete: false,
    says: answer => answer.groups.flatMap(({ groupId }) => (groups.includes(groupId) ? [[groupId, 'once'] as const] : []))
  })
}

const valueIf = (errorCode: number, value: string): string | undefined => (errorCode === errorCodes.NONE ? value : undefined)

// The caller does not know the types of the request and its answer.
const inquiry = <Req, Res>(given: Inquiry<Req, Res>): Inquiry<never, never> => given as unknown as Inquiry<never, never>

/** What is wrong in the answers to an inquiry. `isWhole`: they are one answer of all brokers. */
export function falseAnswers<Req, Res>(
  { api, says, truth, isComplete }: Inquiry<Req, Res>,
  answers: readonly Decoded<Res>[],
  isWhole: boolean
): string[] {
  const said = answers.flatMap(says)
  const names = said.map(([about]) => about)
  const problems = said.flatMap(([about, value]) => {
    if (!truth.has(about)) return [`${api.name} was not asked about ${about}`]
    return value === undefined || value === truth.get(about) ? [] : [`${api.name} says of ${about}: ${value}, not ${truth.get(about)}`]
  })
  const isTwice = new Set(names).size < names.length
  if (isTwice && (isWhole || isComplete)) problems.push(`${api.name} says something twice: ${names.join(', ')}`)
  const expected = [...truth.keys()]
  if (isWhole && isComplete && names.length === expected.length && names.join() !== expected.join())
    problems.push(`${api.name} was asked about ${expected.join(', ')}, and answered about ${names.join(', ')}`)
  return problems
}
