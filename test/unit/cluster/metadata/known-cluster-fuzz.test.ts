import { describe, expect, test } from 'vitest'
import type { TopicState } from '../../../../src/cluster/metadata/cluster-map.ts'
import { KnownCluster } from '../../../../src/cluster/metadata/known-cluster.ts'
import type { Decoded, MetadataResponse, MetadataResponseTopic } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { Random, seed } from '../../../support/vectors/random.ts'

const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const IDS = ['qHN2DcPhQkGOVEzfOV6iSQ', 'CkcUC9dPSbqJwdP1HS5ckw', '1BuaQa8rRZqU8bSgcW9aqw', '4wFsVDlMSTuxLkMSdTuOQg']
const NAMES = ['a', 'b', 'c']
const PASSING = [5, 6, 7, 9]
const LASTING = [17, 29]
const UNKNOWN = [3, 100]
const STEPS = 5_000

/** Makes a random answer with one topic, such as no real broker would give. */
function someTopic(random: Random): Decoded<MetadataResponseTopic> {
  const errorCode = random.once(3) ? random.pick([...PASSING, ...LASTING, ...UNKNOWN]) : 0
  const partitions = Array.from({ length: errorCode === 0 ? random.below(4) : 0 }, () => ({
    errorCode: random.once(4) ? errorCodes.LEADER_NOT_AVAILABLE : 0,
    partitionIndex: random.below(4),
    leaderId: random.below(4) - 1,
    leaderEpoch: random.below(8),
    replicaNodes: [random.below(3)],
    isrNodes: [],
    offlineReplicas: []
  }))
  const topicId = random.once(4) ? ZERO_UUID : random.pick(IDS)
  const name = random.once(8) && topicId !== ZERO_UUID ? null : random.pick(NAMES)
  return { errorCode, name, topicId, isInternal: false, partitions, topicAuthorizedOperations: 0 }
}

function someAnswer(random: Random): Decoded<MetadataResponse> {
  const topics = Array.from({ length: random.below(4) }, () => someTopic(random))
  const brokers = [{ nodeId: random.below(3), host: 'a', port: 1, rack: null }]
  return { throttleTimeMs: 0, brokers, clusterId: 'c', controllerId: random.below(3), topics, clusterAuthorizedOperations: 0, errorCode: 0 }
}

const topicsOf = (map: KnownCluster): TopicState[] => {
  const all = [...NAMES.map(name => map.topic({ name })), ...IDS.map(topicId => map.topic({ topicId }))]
  return [...new Set(all)].filter(topic => topic !== undefined)
}

const epochsOf = (topics: readonly TopicState[]): Map<string, number> => {
  const epochs = new Map<string, number>()
  for (const { topicId, partitions } of topics) {
    for (const { partitionIndex, leaderEpoch } of partitions.values()) epochs.set(`${topicId} ${partitionIndex}`, leaderEpoch)
  }
  return epochs
}

describe('random answers of one topic each', () => {
  test('after random answers, names and ids lead to the same topics, and no leader epoch of an id has gone backwards', () => {
    const random = new Random(seed)
    const map = new KnownCluster()
    for (let step = 0; step < STEPS; step++) {
      const before = epochsOf(topicsOf(map).filter(({ topicId }) => topicId !== ZERO_UUID))
      const topic = someTopic(random)
      map.applyMetadata({ ...someAnswer(random), topics: [topic] })
      for (const state of topicsOf(map)) {
        if (state.name !== null) expect(map.topic({ name: state.name })).toBe(state)
        if (state.topicId !== ZERO_UUID) expect(map.topic({ topicId: state.topicId })).toBe(state)
      }
      for (const [key, epoch] of epochsOf(topicsOf(map))) expect(epoch).toBeGreaterThanOrEqual(before.get(key) ?? 0)
    }
  })

  test('after random answers, an error of one topic has changed no other topic, and a passing error not even its own', () => {
    const random = new Random(seed + 1)
    const map = new KnownCluster()
    for (let step = 0; step < STEPS; step++) {
      const before = new Map(topicsOf(map).map(topic => [topic, { ...topic }]))
      const topic = someTopic(random)
      map.applyMetadata({ ...someAnswer(random), topics: [topic] })
      const after = new Set(topicsOf(map))
      for (const state of before.keys()) {
        const isIt = state.name === topic.name || state.topicId === topic.topicId
        if (!isIt || PASSING.includes(topic.errorCode)) expect(after.has(state)).toBe(true)
      }
      if (UNKNOWN.includes(topic.errorCode) && topic.name !== null) expect(map.topic({ name: topic.name })).toBeUndefined()
    }
  })

  test('after random answers, the generation has grown exactly when the map has changed', () => {
    const random = new Random(seed + 2)
    const map = new KnownCluster()
    for (let step = 0; step < STEPS; step++) {
      const { generation } = map
      const before = [topicsOf(map), [...map.brokers], map.controllerId]
      const { brokers, controller, topics } = map.applyMetadata(someAnswer(random))
      const isNews = brokers || topics.length > 0 // on KRaft, every answer names another controller
      expect(map.generation).toBe(generation + (isNews ? 1 : 0))
      if (!isNews && !controller) expect([topicsOf(map), [...map.brokers], map.controllerId]).toEqual(before)
    }
  })
})
