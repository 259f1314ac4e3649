import type { ApiInfo, Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import type { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from '../../protocol/messages/add-partitions-to-txn.ts'
import type {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse
} from '../../protocol/messages/alter-partition-reassignments.ts'
import type {
  AlterUserScramCredentialsRequest,
  AlterUserScramCredentialsResponse
} from '../../protocol/messages/alter-user-scram-credentials.ts'
import type { CreateAclsRequest, CreateAclsResponse } from '../../protocol/messages/create-acls.ts'
import type { DeleteAclsRequest, DeleteAclsResponse } from '../../protocol/messages/delete-acls.ts'
import type { DeleteTopicsRequest, DeleteTopicsResponse } from '../../protocol/messages/delete-topics.ts'
import type { ElectLeadersRequest, ElectLeadersResponse } from '../../protocol/messages/elect-leaders.ts'
import type { OffsetFetchRequest, OffsetFetchResponse } from '../../protocol/messages/offset-fetch.ts'
import type { TopicRef } from '../metadata/cluster-map.ts'
import { topicKey } from '../routing/shards/message-layout.ts'

// For each API whose requests go to one broker: how the entries of a request and of its answer are
// named, so that they can be compared.

interface Names<Req, Res> {
  /** The names of the entries that the request asks about. */
  asked(request: Req): readonly string[]
  /** The names of the entries that the answer says something about. */
  answered(response: Decoded<Res>): readonly string[]
}

interface ByPartition {
  readonly topics: readonly (TopicRef & { readonly partitions: readonly { readonly partitionIndex: number }[] })[]
}

interface ByName {
  readonly name: string | null
}

const partitionsOf = ({ topics }: ByPartition): string[] =>
  topics.flatMap(topic => topic.partitions.map(({ partitionIndex }) => `${topicKey(topic)}-${partitionIndex}`))
const namesOf = (entries: readonly ByName[]): string[] => entries.map(({ name }) => name ?? '')
const ordinals = (entries: readonly unknown[]): string[] => entries.map((_, i) => `entry ${i}`)

const byPartition: Names<ByPartition, ByPartition> = { asked: partitionsOf, answered: response => partitionsOf(response) }

const addPartitionsToTxn: Names<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = {
  asked: ({ v3AndBelowTopics = [] }) => v3AndBelowTopics.flatMap(({ name, partitions }) => partitions.map(index => `${name}-${index}`)),
  answered: ({ resultsByTopicV3AndBelow }) =>
    resultsByTopicV3AndBelow.flatMap(({ name, resultsByPartition }) =>
      resultsByPartition.map(({ partitionIndex }) => `${name}-${partitionIndex}`)
    )
}

const alterPartitionReassignments: Names<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> = {
  asked: partitionsOf,
  answered: ({ responses }) => partitionsOf({ topics: responses })
}

const alterUserScramCredentials: Names<AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse> = {
  asked: ({ deletions = [], upsertions = [] }) => namesOf([...deletions, ...upsertions]),
  answered: ({ results }) => results.map(({ user }) => user)
}

const createAcls: Names<CreateAclsRequest, CreateAclsResponse> = {
  asked: ({ creations }) => ordinals(creations),
  answered: ({ results }) => ordinals(results)
}

const deleteAcls: Names<DeleteAclsRequest, DeleteAclsResponse> = {
  asked: ({ filters }) => ordinals(filters),
  answered: ({ filterResults }) => ordinals(filterResults)
}

// A topic that was asked for by id is answered without its name if the user may not see it.
const deleteTopics: Names<DeleteTopicsRequest, DeleteTopicsResponse> = {
  asked: ({ topics = [], topicNames = [] }) => [...topicNames, ...topics.map(({ name, topicId }) => name ?? topicId ?? '')],
  answered: ({ responses }) => responses.flatMap(({ name, topicId }) => [name ?? '', topicId])
}

const electLeaders: Names<ElectLeadersRequest, ElectLeadersResponse> = {
  asked: ({ topicPartitions }) => (topicPartitions ?? []).flatMap(({ topic, partitions }) => partitions.map(index => `${topic}-${index}`)),
  answered: ({ replicaElectionResults }) =>
    replicaElectionResults.flatMap(({ topic, partitionResult }) => partitionResult.map(({ partitionId }) => `${topic}-${partitionId}`))
}

const offsetFetch: Names<OffsetFetchRequest, OffsetFetchResponse> = {
  asked: ({ topics, groups = [] }) => [
    ...(topics ?? []).flatMap(({ name, partitionIndexes }) => partitionIndexes.map(index => `${name}-${index}`)),
    ...groups.flatMap(({ groupId, topics }) => {
      return (topics ?? []).flatMap(topic => topic.partitionIndexes.map(index => `${groupId} ${topicKey(topic)}-${index}`))
    })
  ],
  answered: ({ topics, groups }) => [
    ...topics.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => `${name}-${partitionIndex}`)),
    ...groups.flatMap(({ groupId, topics }) => {
      return topics.flatMap(topic => topic.partitions.map(({ partitionIndex }) => `${groupId} ${topicKey(topic)}-${partitionIndex}`))
    })
  ]
}

const table: Readonly<Record<string, Names<never, never>>> = {
  AddPartitionsToTxn: addPartitionsToTxn,
  AlterPartitionReassignments: alterPartitionReassignments,
  AlterUserScramCredentials: alterUserScramCredentials,
  CreateAcls: createAcls,
  CreatePartitions: { asked: ({ topics }) => namesOf(topics), answered: ({ results }) => namesOf(results) },
  CreateTopics: { asked: ({ topics }) => namesOf(topics), answered: ({ topics }) => namesOf(topics) },
  DeleteAcls: deleteAcls,
  DeleteTopics: deleteTopics,
  ElectLeaders: electLeaders,
  OffsetCommit: byPartition,
  OffsetDelete: byPartition,
  OffsetFetch: offsetFetch,
  TxnOffsetCommit: byPartition
}

/**
 * The names of the entries that a request asks about and its answer leaves out. Empty if the answer
 * is complete, or if an error code beside the entries says why they are missing. Some brokers,
 * Event Hubs among them, leave out entries that they did not process.
 */
export function leftOutNames(api: ApiInfo, request: unknown, response: unknown): string[] {
  const names = table[api.name]
  if (names === undefined || hasFailed(response)) return []
  const answered = new Set(names.answered(response as never))
  return names.asked(request as never).filter(name => !answered.has(name))
}

function hasFailed(response: unknown): boolean {
  const { errorCode = errorCodes.NONE, groups = [] } = response as { errorCode?: number; groups?: readonly { errorCode: number }[] }
  return errorCode !== errorCodes.NONE || groups.some(group => group.errorCode !== errorCodes.NONE)
}
