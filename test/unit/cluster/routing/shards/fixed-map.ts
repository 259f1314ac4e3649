import type { ClusterBroker, ClusterMap, PartitionState, TopicRef, TopicState } from '../../../../../src/cluster/metadata/cluster-map.ts'
import type { Api, Decoded } from '../../../../../src/protocol/api.ts'
import { absentValues } from '../../../../../src/protocol/codes/index.ts'
import { decodeResponse, encodeResponse } from '../../../../../src/protocol/message-codec.ts'
import { ZERO_UUID } from '../../../../../src/protocol/primitives/reader.ts'

/** A topic of a fixed map: the leader of each partition, -1 for none. */
export interface FixedTopic {
  readonly name: string
  readonly topicId?: string
  readonly leaders: readonly number[]
}

/** Makes a cluster map that never changes, with these brokers and leaders. */
export function fixedMap(nodeIds: readonly number[], topics: readonly FixedTopic[] = []): ClusterMap {
  const states = topics.map(stateOf)
  const topic = ({ name, topicId = ZERO_UUID }: TopicRef): TopicState | undefined =>
    states.find(state => (topicId === ZERO_UUID ? state.name === name : state.topicId === topicId))
  return {
    generation: 1,
    clusterId: 'fixed',
    controllerId: nodeIds[0] ?? absentValues.NO_CONTROLLER_ID,
    brokers: new Map(nodeIds.map(nodeId => [nodeId, brokerOf(nodeId)])),
    topic,
    partition: (ref, partitionIndex) => topic(ref)?.partitions.get(partitionIndex)
  }
}

/** Encodes and decodes a response, so that it has all fields of a decoded one. */
export function decoded<Req, Res>(api: Api<Req, Res>, version: number, response: Res): Decoded<Res> {
  return decodeResponse(api, version, encodeResponse(api, version, response))
}

function brokerOf(nodeId: number): ClusterBroker {
  return { nodeId, host: `broker-${nodeId}`, port: 9092, rack: null }
}

function stateOf({ name, topicId = ZERO_UUID, leaders }: FixedTopic): TopicState {
  return {
    name,
    topicId,
    isInternal: false,
    errorCode: 0,
    partitions: new Map(leaders.map((id, index) => [index, partitionOf(index, id)]))
  }
}

function partitionOf(partitionIndex: number, leaderId: number): PartitionState {
  return { partitionIndex, leaderId, leaderEpoch: 7, replicaNodes: [], isrNodes: [], offlineReplicas: [], errorCode: 0 }
}
