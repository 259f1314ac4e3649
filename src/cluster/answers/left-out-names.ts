import type { ApiInfo, Decoded } from '../../protocol/api.ts'
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

// Of each request that goes to one broker: the names of what it asks, and of what an answer says something about.

interface Completeness<Req, Res> {
  asked(request: Req): readonly string[]
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

const byPartition: Completeness<ByPartition, ByPartition> = { asked: partitionsOf, answered: response => partitionsOf(response) }

const addPartitionsToTxn: Completeness<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = {
  asked: ({ v3AndBelowTopics = [] }) => v3AndBelowTopics.flatMap(({ name, partitions }) => partitions.map(index => `${name}-${index}`)),
  answered: ({ resultsByTopicV3AndBelow }) =>
    resultsByTopicV3AndBelow.flatMap(({ name, resultsByPartition }) =>
      resultsByPartition.map(({ partitionIndex }) => `${name}-${partitionIndex}`)
    )
}

const alterPartitionReassignments: Completeness<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> = {
  asked: partitionsOf,
  answered: ({ responses }) => partitionsOf({ topics: responses })
}

const alterUserScramCredentials: Completeness<AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse> = {
  asked: ({ deletions = [], upsertions = [] }) => namesOf([...deletions, ...upsertions]),
  answered: ({ results }) => results.map(({ user }) => user)
}

const createAcls: Completeness<CreateAclsRequest, CreateAclsResponse> = {
  asked: ({ creations }) => ordinals(creations),
  answered: ({ results }) => ordinals(results)
}

const deleteAcls: Completeness<DeleteAclsRequest, DeleteAclsResponse> = {
  asked: ({ filters }) => ordinals(filters),
  answered: ({ filterResults }) => ordinals(filterResults)
}

// Asked by id, a topic that the user may not see is answered without its name.
const deleteTopics: Completeness<DeleteTopicsRequest, DeleteTopicsResponse> = {
  asked: ({ topics = [], topicNames = [] }) => [...topicNames, ...topics.map(({ name, topicId }) => name ?? topicId ?? '')],
  answered: ({ responses }) => responses.flatMap(({ name, topicId }) => [name ?? '', topicId])
}

const electLeaders: Completeness<ElectLeadersRequest, ElectLeadersResponse> = {
  asked: ({ topicPartitions }) => (topicPartitions ?? []).flatMap(({ topic, partitions }) => partitions.map(index => `${topic}-${index}`)),
  answered: ({ replicaElectionResults }) =>
    replicaElectionResults.flatMap(({ topic, partitionResult }) => partitionResult.map(({ partitionId }) => `${topic}-${partitionId}`))
}

const offsetFetch: Completeness<OffsetFetchRequest, OffsetFetchResponse> = {
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

const table: Readonly<Record<string, Completeness<never, never>>> = {
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
 * The names of what an answer leaves out of what one broker was asked: none where it is complete, or where an error code beside the entries says why
 * there are none. Some brokers, Event Hubs among them, leave out what they did not do.
 */
export function leftOut(api: ApiInfo, request: unknown, response: unknown): string[] {
  const completeness = table[api.name]
  if (completeness === undefined || hasFailed(response)) return []
  const answered = new Set(completeness.answered(response as never))
  return completeness.asked(request as never).filter(name => !answered.has(name))
}

function hasFailed(response: unknown): boolean {
  const { errorCode = 0, groups = [] } = response as { errorCode?: number; groups?: readonly { errorCode: number }[] }
  return errorCode !== 0 || groups.some(group => group.errorCode !== 0)
}
