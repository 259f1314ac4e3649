import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, aclOperations, errorCodes, resourceTypes, specialOffsets } from '../../../protocol/codes/index.ts'
import {
  OffsetFetch,
  type OffsetFetchRequest,
  type OffsetFetchResponse,
  type OffsetFetchResponsePartitions
} from '../../../protocol/messages/offset-fetch.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { CommittedOffset } from '../../groups/committed-offsets.ts'
import type { Group } from '../../groups/groups.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinator } from './group-coordinator.ts'

/**
 * The handler of OffsetFetch. Requests have one group up to version 7, and several after that.
 * Version 0 reads the same offsets as the others, because there is no ZooKeeper.
 */
export const offsetFetchHandler: ApiHandler<OffsetFetchRequest, OffsetFetchResponse> = {
  api: OffsetFetch,
  advertised: { min: 1, max: 10 },
  served: { min: 0, max: 10 },
  answer({ groupId, topics, groups, requireStable }, context) {
    if (context.apiVersion >= BATCHED_SINCE) return { groups: groups.map(group => answerFor(group, requireStable, context)) }
    const wanted = topics?.map(topic => ({ ...topic, topicId: ZERO_UUID })) ?? null
    const answer = answerFor({ groupId, memberId: null, memberEpoch: NO_EPOCH, topics: wanted }, requireStable, context)
    return context.apiVersion >= GROUP_ERROR_SINCE ? answer : oldStyle(answer, wanted ?? [], context.apiVersion)
  }
}

type WantedGroup = Decoded<OffsetFetchRequest>['groups'][number]
type WantedTopic = NonNullable<WantedGroup['topics']>[number]

interface FoundTopic {
  readonly name: string
  readonly topicId: string
  readonly partitions: OffsetFetchResponsePartitions[]
}

interface FoundGroup {
  readonly groupId: string
  readonly errorCode: number
  readonly topics: FoundTopic[]
}

// The versions since which there are errors of a whole group, several groups, and topic ids
// (KIP-848).
const GROUP_ERROR_SINCE = 2
const BATCHED_SINCE = 8
const TOPIC_IDS_SINCE = 10

// The member epoch of clients that are no members of a consumer group.
const NO_EPOCH = -1

function answerFor(wanted: WantedGroup, requireStable: boolean, context: RequestContext): FoundGroup {
  const { groupId } = wanted
  const mayDescribe = context.isAllowed(aclOperations.DESCRIBE, resourceTypes.GROUP, groupId)
  const errorCode = mayDescribe ? checkCoordinator(groupId, context, true) : errorCodes.GROUP_AUTHORIZATION_FAILED
  if (errorCode !== errorCodes.NONE) return { groupId, errorCode, topics: [] }
  const group = context.cluster.groups.find(groupId)
  const refusal = group?.checkFetch(wanted.memberId, wanted.memberEpoch) ?? errorCodes.GROUP_ID_NOT_FOUND
  const isFound = refusal === errorCodes.NONE
  if (!isFound && refusal !== errorCodes.GROUP_ID_NOT_FOUND) return { groupId, errorCode: refusal, topics: [] }
  const readable = isFound ? group : undefined
  const topics = wanted.topics === null ? findAll(readable, requireStable, context) : find(readable, wanted.topics, requireStable, context)
  return { groupId, errorCode, topics }
}

/** Everything that the group has committed, for topics that the client may see. */
function findAll(group: Group | undefined, requireStable: boolean, context: RequestContext): FoundTopic[] {
  const topics = group?.offsets.topics.filter(name => mayDescribeTopic(name, context)) ?? []
  return topics.map(name => {
    const topic = context.cluster.topics.find({ name })
    const partitions = [...(group?.offsets.of(name).keys() ?? [])].map(index => readOffset(group, name, index, requireStable))
    return { name, topicId: isRefusal(topic) ? ZERO_UUID : topic.topicId, partitions }
  })
}

/** The offsets that were asked for. Topics that are refused come last. */
function find(group: Group | undefined, wanted: WantedTopic[], requireStable: boolean, context: RequestContext): FoundTopic[] {
  const refused: FoundTopic[] = []
  const found: FoundTopic[] = []
  for (const topic of wanted) {
    const known = context.cluster.topics.find(topic)
    const name = isRefusal(known) ? topic.name : known.name
    const errorCode = checkTopic(topic, name, context)
    const isRefused = errorCode !== errorCodes.NONE
    const partitions = topic.partitionIndexes.map(index =>
      isRefused ? nothing(index, errorCode) : readOffset(group, name, index, requireStable)
    )
    const list = isRefused ? refused : found
    list.push({ name, topicId: topic.topicId, partitions })
  }
  return [...found, ...refused]
}

function checkTopic(topic: WantedTopic, name: string, context: RequestContext): number {
  const byId = context.apiVersion >= TOPIC_IDS_SINCE
  if (byId && isRefusal(context.cluster.topics.find(topic))) return errorCodes.UNKNOWN_TOPIC_ID
  return mayDescribeTopic(name, context) ? errorCodes.NONE : errorCodes.TOPIC_AUTHORIZATION_FAILED
}

function readOffset(group: Group | undefined, name: string, partitionIndex: number, requireStable: boolean): OffsetFetchResponsePartitions {
  if (requireStable && group?.offsets.hasPending(name, partitionIndex)) return nothing(partitionIndex, errorCodes.UNSTABLE_OFFSET_COMMIT)
  const committed: CommittedOffset | undefined = group?.offsets.find(name, partitionIndex)
  if (committed === undefined) return nothing(partitionIndex, errorCodes.NONE)
  const { offset, leaderEpoch, metadata } = committed
  return { partitionIndex, errorCode: errorCodes.NONE, committedOffset: offset, committedLeaderEpoch: leaderEpoch, metadata }
}

function nothing(partitionIndex: number, errorCode: number): OffsetFetchResponsePartitions {
  const committedLeaderEpoch = absentValues.NO_PARTITION_LEADER_EPOCH
  return { partitionIndex, errorCode, committedOffset: specialOffsets.INVALID_OFFSET, committedLeaderEpoch, metadata: '' }
}

function mayDescribeTopic(name: string, context: RequestContext): boolean {
  return context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, name)
}

// Before version 2 an error of the group is an error of every partition. Version 0 has an error for
// partitions without an offset.
function oldStyle({ errorCode, topics }: FoundGroup, wanted: WantedTopic[], apiVersion: number): OffsetFetchResponse {
  if (errorCode !== errorCodes.NONE) {
    const failed = wanted.map(topic => ({ ...topic, partitions: topic.partitionIndexes.map(index => nothing(index, errorCode)) }))
    return { topics: failed }
  }
  if (apiVersion > 0) return { topics }
  const mark = (found: OffsetFetchResponsePartitions): OffsetFetchResponsePartitions =>
    found.errorCode === errorCodes.NONE && found.committedOffset === specialOffsets.INVALID_OFFSET
      ? nothing(found.partitionIndex, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
      : found
  return { topics: topics.map(topic => ({ ...topic, partitions: topic.partitions.map(mark) })) }
}
