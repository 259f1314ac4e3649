import { describe, expect, test } from 'vitest'
import type { ClusterMap } from '../../../../../src/cluster/metadata/cluster-map.ts'
import type { Part, Shards } from '../../../../../src/cluster/routing/route.ts'
import { deleteRecordsShards } from '../../../../../src/cluster/routing/shards/partitions/delete-records.ts'
import { fetchShards } from '../../../../../src/cluster/routing/shards/partitions/fetch.ts'
import { listOffsetsShards } from '../../../../../src/cluster/routing/shards/partitions/list-offsets.ts'
import { offsetForLeaderEpochShards } from '../../../../../src/cluster/routing/shards/partitions/offset-for-leader-epoch.ts'
import { produceShards } from '../../../../../src/cluster/routing/shards/partitions/produce.ts'
import { shareAcknowledgeShards } from '../../../../../src/cluster/routing/shards/partitions/share-acknowledge.ts'
import { shareFetchShards } from '../../../../../src/cluster/routing/shards/partitions/share-fetch.ts'
import { describeProducersShards } from '../../../../../src/cluster/routing/shards/transactions/describe-producers.ts'
import type { Api, Decoded } from '../../../../../src/protocol/api.ts'
import { absentValues, acks, replicaIds, sessionEpochs, specialTimestamps } from '../../../../../src/protocol/codes/index.ts'
import { DeleteRecords } from '../../../../../src/protocol/messages/delete-records.ts'
import { DescribeProducers } from '../../../../../src/protocol/messages/describe-producers.ts'
import { Fetch } from '../../../../../src/protocol/messages/fetch.ts'
import { ListOffsets } from '../../../../../src/protocol/messages/list-offsets.ts'
import { OffsetForLeaderEpoch } from '../../../../../src/protocol/messages/offset-for-leader-epoch.ts'
import { Produce } from '../../../../../src/protocol/messages/produce.ts'
import { ShareAcknowledge } from '../../../../../src/protocol/messages/share-acknowledge.ts'
import { ShareFetch } from '../../../../../src/protocol/messages/share-fetch.ts'
import { Random, seed } from '../../../../support/vectors/random.ts'
import { decoded, fixedMap } from './fixed-map.ts'

/** Topics, by name or by id, each with the indexes of its partitions. */
type Wanted = readonly (readonly [topic: string, indexes: readonly number[]])[]

/** How the messages of one API name these topics and partitions. */
interface Kind<Req, Res> {
  readonly shards: Shards<Req, Res>
  readonly api: Api<Req, Res>
  readonly version: number
  readonly byId?: boolean
  /** Whether a request must name a partition, because it belongs to a session of one broker. */
  readonly isSession?: boolean
  ask(wanted: Wanted): Req
  asked(request: Req): Wanted
  answer(wanted: Wanted): Res
  answered(response: Decoded<Res>): Wanted
}

interface Checked {
  readonly name: string
  check(random: Random): void
}

const currentLeader = { leaderId: absentValues.NO_LEADER_ID, leaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH }

const kinds: Checked[] = [
  checked({
    ...{ shards: produceShards, api: Produce, version: 12 },
    ask: wanted => ({
      acks: acks.LEADER,
      timeoutMs: 1,
      topicData: wanted.map(([name, all]) => ({ name, partitionData: all.map(index => ({ index, records: null })) }))
    }),
    asked: ({ topicData }) => topicData.map(({ name = '', partitionData }) => [name, partitionData.map(({ index }) => index)]),
    answer: wanted => ({
      responses: wanted.map(([name, all]) => ({ name, partitionResponses: all.map(index => ({ index, errorCode: 0, baseOffset: 1n })) }))
    }),
    answered: ({ responses }) => responses.map(({ name, partitionResponses }) => [name, partitionResponses.map(({ index }) => index)])
  }),
  checked({
    ...{ shards: fetchShards, api: Fetch, version: 16, byId: true },
    ask: wanted => ({
      ...{ maxWaitMs: 1, minBytes: 1 },
      topics: wanted.map(([topicId, all]) => ({
        topicId,
        partitions: all.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1 }))
      }))
    }),
    asked: ({ topics }) => topics.map(({ topicId = '', partitions }) => [topicId, partitions.map(({ partition }) => partition)]),
    answer: wanted => ({
      responses: wanted.map(([topicId, all]) => ({
        topicId,
        partitions: all.map(partitionIndex => ({ partitionIndex, errorCode: 0, highWatermark: 1n, records: null }))
      }))
    }),
    answered: ({ responses }) =>
      responses.map(({ topicId, partitions }) => [topicId, partitions.map(({ partitionIndex }) => partitionIndex)])
  }),
  checked({
    ...{ shards: listOffsetsShards, api: ListOffsets, version: 9 },
    ask: wanted => ({
      replicaId: replicaIds.CONSUMER,
      topics: wanted.map(([name, all]) => ({
        name,
        partitions: all.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
      }))
    }),
    asked: ({ topics }) => topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)]),
    answer: wanted => ({
      topics: wanted.map(([name, all]) => ({ name, partitions: all.map(partitionIndex => ({ partitionIndex, errorCode: 0 })) }))
    }),
    answered: ({ topics }) => topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)])
  }),
  checked({
    ...{ shards: deleteRecordsShards, api: DeleteRecords, version: 2 },
    ask: wanted => ({
      timeoutMs: 1,
      topics: wanted.map(([name, all]) => ({ name, partitions: all.map(partitionIndex => ({ partitionIndex, offset: 5n })) }))
    }),
    asked: ({ topics }) => topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)]),
    answer: wanted => ({
      throttleTimeMs: 0,
      topics: wanted.map(([name, all]) => ({
        name,
        partitions: all.map(partitionIndex => ({ partitionIndex, lowWatermark: 5n, errorCode: 0 }))
      }))
    }),
    answered: ({ topics }) => topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)])
  }),
  checked({
    ...{ shards: offsetForLeaderEpochShards, api: OffsetForLeaderEpoch, version: 4 },
    ask: wanted => ({
      topics: wanted.map(([topic, all]) => ({ topic, partitions: all.map(partition => ({ partition, leaderEpoch: 1 })) }))
    }),
    asked: ({ topics }) => topics.map(({ topic, partitions }) => [topic, partitions.map(({ partition }) => partition)]),
    answer: wanted => ({
      topics: wanted.map(([topic, all]) => ({ topic, partitions: all.map(partition => ({ partition, errorCode: 0 })) }))
    }),
    answered: ({ topics }) => topics.map(({ topic, partitions }) => [topic, partitions.map(({ partition }) => partition)])
  }),
  checked({
    ...{ shards: describeProducersShards, api: DescribeProducers, version: 0 },
    ask: wanted => ({ topics: wanted.map(([name, partitionIndexes]) => ({ name, partitionIndexes })) }),
    asked: ({ topics }) => topics.map(({ name, partitionIndexes }) => [name, partitionIndexes]),
    answer: wanted => ({
      throttleTimeMs: 0,
      topics: wanted.map(([name, all]) => ({
        name,
        partitions: all.map(partitionIndex => ({ partitionIndex, errorCode: 0, activeProducers: [] }))
      }))
    }),
    answered: ({ topics }) => topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)])
  }),
  checked({
    ...{ shards: shareFetchShards, api: ShareFetch, version: 1, byId: true, isSession: true },
    ask: wanted => ({
      ...{ memberId: 'm', shareSessionEpoch: 0, maxWaitMs: 1, minBytes: 1, forgottenTopicsData: [] },
      topics: wanted.map(([topicId, all]) => ({
        topicId,
        partitions: all.map(partitionIndex => ({ partitionIndex, acknowledgementBatches: [] }))
      }))
    }),
    asked: ({ topics }) => topics.map(({ topicId, partitions }) => [topicId, partitions.map(({ partitionIndex }) => partitionIndex)]),
    answer: wanted => ({
      ...{ throttleTimeMs: 0, errorCode: 0, nodeEndpoints: [] },
      responses: wanted.map(([topicId, all]) => ({
        topicId,
        partitions: all.map(partitionIndex => ({
          ...{ partitionIndex, errorCode: 0, acknowledgeErrorCode: 0, currentLeader },
          ...{ records: new Uint8Array(0), acquiredRecords: [] }
        }))
      }))
    }),
    answered: ({ responses }) =>
      responses.map(({ topicId, partitions }) => [topicId, partitions.map(({ partitionIndex }) => partitionIndex)])
  }),
  checked({
    ...{ shards: shareAcknowledgeShards, api: ShareAcknowledge, version: 1, byId: true, isSession: true },
    ask: wanted => ({
      ...{ memberId: 'm', shareSessionEpoch: sessionEpochs.FINAL },
      topics: wanted.map(([topicId, all]) => ({
        topicId,
        partitions: all.map(partitionIndex => ({ partitionIndex, acknowledgementBatches: [] }))
      }))
    }),
    asked: ({ topics }) => topics.map(({ topicId, partitions }) => [topicId, partitions.map(({ partitionIndex }) => partitionIndex)]),
    answer: wanted => ({
      ...{ throttleTimeMs: 0, errorCode: 0, nodeEndpoints: [] },
      responses: wanted.map(([topicId, all]) => ({
        topicId,
        partitions: all.map(partitionIndex => ({ partitionIndex, errorCode: 0, currentLeader }))
      }))
    }),
    answered: ({ responses }) =>
      responses.map(({ topicId, partitions }) => [topicId, partitions.map(({ partitionIndex }) => partitionIndex)])
  })
]

describe('with a random map', () => {
  test.each(kinds)('each partition of $name in a random map goes to its leader once, and is in the answer once, in order', ({ check }) => {
    const random = new Random(seed)
    for (let round = 0; round < 200; round++) check(random)
  })
})

function checked<Req, Res>(kind: Kind<Req, Res>): Checked {
  return { name: kind.api.name, check: random => checkOnce(kind, random) }
}

function checkOnce<Req, Res>({ shards, api, version, byId = false, isSession = false, ...kind }: Kind<Req, Res>, random: Random): void {
  const { map, wanted } = randomCase(random, byId)
  const request = kind.ask(wanted)
  if (isSession && places(wanted).length === 0) {
    expect(() => shards.split(request, map)).toThrow(expect.objectContaining({ code: 'KAFKA_CONFIGURATION' }))
    return
  }
  const { parts, unrouted } = shards.split(request, map)
  for (const part of parts) checkLeaders(kind.asked(part.request), part, map, byId)
  const waiting = unrouted === undefined ? [] : places(kind.asked(unrouted))
  const asked = parts.flatMap(part => places(kind.asked(part.request)))
  expect([...asked, ...waiting].sort()).toEqual(places(wanted).sort())
  expect(waiting).toEqual(places(wanted).filter(place => leaderAt(place, map, byId) === undefined))
  if (parts.length === 1 && unrouted === undefined) expect(parts[0]?.request).toBe(request)
  if (asked.length === 0) return
  const answers = parts.map(part => ({ request: part.request, response: decoded(api, version, kind.answer(kind.asked(part.request))) }))
  answers.sort(() => random.below(3) - 1)
  expect(places(kind.answered(shards.merge(request, answers)))).toEqual(places(wanted).filter(place => !waiting.includes(place)))
}

function checkLeaders(asked: Wanted, { to }: Pick<Part<unknown>, 'to'>, map: ClusterMap, byId: boolean): void {
  if (to === 'any') expect(places(asked)).toEqual([])
  for (const place of places(asked)) expect(to).toEqual({ nodeId: leaderAt(place, map, byId) })
}

const places = (wanted: Wanted): string[] => wanted.flatMap(([topic, indexes]) => indexes.map(index => `${topic}/${index}`))

function leaderAt(place: string, map: ClusterMap, byId: boolean): number | undefined {
  const [topic = '', index] = place.split('/')
  const leaderId = map.partition(byId ? { topicId: topic } : { name: topic }, Number(index))?.leaderId ?? absentValues.NO_LEADER_ID
  return map.brokers.has(leaderId) ? leaderId : undefined
}

const ids = ['A', 'Q', 'g', 'w'].map((last, index) => `${'A'.repeat(20)}${index + 1}${last}`)

function randomCase(random: Random, byId: boolean): { map: ClusterMap; wanted: Wanted } {
  const nodeIds = [1, 2, 3].slice(0, 1 + random.below(3))
  const topics = ids.map((topicId, index) => ({
    name: `topic-${index}`,
    topicId,
    leaders: Array.from({ length: random.below(6) }, () => (random.once(5) ? random.pick([-1, 9]) : random.pick(nodeIds)))
  }))
  const map = fixedMap(nodeIds, topics.slice(random.below(2)))
  const shuffled = <T>(list: readonly T[]): T[] => [...list].sort(() => random.below(3) - 1)
  const wanted = shuffled(topics)
    .slice(random.below(4))
    .map(({ name, topicId }) => [byId ? topicId : name, shuffled([0, 1, 2, 3, 4, 5]).slice(random.below(7))] as const)
  return { map, wanted }
}
