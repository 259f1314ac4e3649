import { describe, expect, test } from 'vitest'
import { fetchShards } from '../../../../../src/cluster/routing/shards/partitions/fetch.ts'
import { listOffsetsShards } from '../../../../../src/cluster/routing/shards/partitions/list-offsets.ts'
import { produceShards } from '../../../../../src/cluster/routing/shards/partitions/produce.ts'
import { shareAcknowledgeShards } from '../../../../../src/cluster/routing/shards/partitions/share-acknowledge.ts'
import { shareFetchShards } from '../../../../../src/cluster/routing/shards/partitions/share-fetch.ts'
import { acks, errorCodes, replicaIds, sessionEpochs, specialTimestamps } from '../../../../../src/protocol/codes/index.ts'
import { Fetch, type FetchRequest } from '../../../../../src/protocol/messages/fetch.ts'
import { ListOffsets, type ListOffsetsRequest } from '../../../../../src/protocol/messages/list-offsets.ts'
import { Produce, type ProduceRequest } from '../../../../../src/protocol/messages/produce.ts'
import type { ShareFetchRequest } from '../../../../../src/protocol/messages/share-fetch.ts'
import { decoded, fixedMap } from './fixed-map.ts'

const A = 'AAAAAAAAAAAAAAAAAAAAAQ'
const B = 'AAAAAAAAAAAAAAAAAAAAAg'
const map = fixedMap(
  [1, 2],
  [
    { name: 'a', topicId: A, leaders: [1, 2, -1, 1, 9] },
    { name: 'b', topicId: B, leaders: [1, 1] }
  ]
)
const bytes = (value: number): Uint8Array => Uint8Array.of(value)

const produceOf = (...topics: [name: string, indexes: number[]][]): ProduceRequest => ({
  acks: acks.ALL,
  timeoutMs: 100,
  topicData: topics.map(([name, indexes]) => ({ name, partitionData: indexes.map(index => ({ index, records: bytes(index) })) }))
})
const fetchOf = (indexes: number[], more: Partial<FetchRequest> = {}): FetchRequest => ({
  maxWaitMs: 5,
  minBytes: 1,
  topics: [{ topicId: A, partitions: indexes.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 9 })) }],
  ...more
})

describe('a request by leader', () => {
  test('a request by leader is not copied if one broker leads all partitions', () => {
    for (const request of [produceOf(['a', [0, 3]], ['b', [0, 1]]), produceOf(['a', [1]])]) {
      const { parts, unrouted } = produceShards.split(request, map)
      expect(parts).toHaveLength(1)
      expect(parts[0]?.request).toBe(request)
      expect(unrouted).toBeUndefined()
    }
    expect(produceShards.split(produceOf(['a', [1]]), map).parts[0]?.to).toEqual({ nodeId: 2 })
  })

  test('a request by leader is divided if several brokers lead its partitions, and whole topics are not copied', () => {
    const request = produceOf(['a', [3, 1, 0]], ['b', [1]])
    const { parts, unrouted } = produceShards.split(request, map)
    expect(unrouted).toBeUndefined()
    expect(parts).toEqual([
      { to: { nodeId: 1 }, request: produceOf(['a', [3, 0]], ['b', [1]]) },
      { to: { nodeId: 2 }, request: produceOf(['a', [1]]) }
    ])
    expect(parts[0]?.request.topicData[1]).toBe(request.topicData[1])
  })

  test('partitions without a leader, with an unknown leader or of an unknown topic are unrouted', () => {
    const { parts, unrouted } = produceShards.split(produceOf(['a', [0, 2, 4, 77]], ['new', [0]]), map)
    expect(parts).toEqual([{ to: { nodeId: 1 }, request: produceOf(['a', [0]]) }])
    expect(unrouted).toEqual(produceOf(['a', [2, 4, 77]], ['new', [0]]))
    const nowhere = produceOf(['new', [0]])
    expect(produceShards.split(nowhere, map).parts).toEqual([])
    expect(produceShards.split(nowhere, map).unrouted).toBe(nowhere)
  })

  test('a request by leader finds topics by id and by name', () => {
    expect(fetchShards.topics?.(fetchOf([0]))).toEqual([{ name: undefined, topicId: A }])
    expect(fetchShards.split(fetchOf([0, 1]), map).parts.map(({ to }) => to)).toEqual([{ nodeId: 1 }, { nodeId: 2 }])
    const named: FetchRequest = {
      ...fetchOf([]),
      topics: [{ topic: 'b', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 9 }] }]
    }
    expect(fetchShards.split(named, map).parts.map(({ to }) => to)).toEqual([{ nodeId: 1 }])
  })

  test('a request by leader that names no partition goes to any broker', () => {
    const request = produceOf(['a', []])
    expect(produceShards.split(request, map)).toEqual({ parts: [{ to: 'any', request }], unrouted: undefined })
  })
})

describe('the answers to the parts of a request by leader', () => {
  const request: ListOffsetsRequest = {
    replicaId: replicaIds.CONSUMER,
    topics: [
      { name: 'b', partitions: [{ partitionIndex: 1, timestamp: specialTimestamps.LATEST }] },
      { name: 'a', partitions: [3, 1, 0].map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }
    ]
  }
  const answer = (throttleTimeMs: number, topics: [name: string, indexes: number[]][]) => {
    const written = topics.map(([name, indexes]) => ({
      name,
      partitions: indexes.map(partitionIndex => ({ partitionIndex, errorCode: 0, offset: BigInt(partitionIndex) }))
    }))
    return { request, response: decoded(ListOffsets, 9, { throttleTimeMs, topics: written }) }
  }

  test('answers of leaders are merged in the order of the request, with the longest throttle time', () => {
    const answers = [
      answer(20, [['a', [1]]]),
      answer(50, [
        ['a', [0, 3]],
        ['b', [1]]
      ])
    ]
    expect(listOffsetsShards.merge(request, answers)).toEqual(
      answer(50, [
        ['b', [1]],
        ['a', [3, 1, 0]]
      ]).response
    )
  })

  test('the only answer of a leader is returned as it is', () => {
    const only = answer(5, [['a', [1]]])
    expect(listOffsetsShards.merge(request, [only])).toBe(only.response)
  })

  test('a merged answer leaves out partitions that no answer has', () => {
    const merged = listOffsetsShards.merge(request, [
      answer(0, [
        ['a', [1]],
        ['b', [9]]
      ]),
      answer(0, [['a', [0]]])
    ])
    expect(merged).toEqual(answer(0, [['a', [1, 0]]]).response)
  })

  test('a merged answer has every node endpoint once', () => {
    const endpoint = (nodeId: number) => ({ nodeId, host: `broker-${nodeId}`, port: 9092, rack: null })
    const partition = (index: number) => [{ name: 'a', partitionResponses: [{ index, errorCode: 0, baseOffset: 1n }] }]
    const one = {
      request: produceOf(['a', [1]]),
      response: decoded(Produce, 12, { responses: partition(1), nodeEndpoints: [endpoint(1), endpoint(2)] })
    }
    const two = {
      request: produceOf(['a', [0]]),
      response: decoded(Produce, 12, { responses: partition(0), nodeEndpoints: [endpoint(2), endpoint(3)] })
    }
    expect(produceShards.merge(produceOf(['a', [0, 1]]), [one, two]).nodeEndpoints.map(({ nodeId }) => nodeId)).toEqual([1, 2, 3])
  })

  test('a merged answer has the error code of the first answer that failed as a whole', () => {
    const partition = (partitionIndex: number) => [
      { topicId: A, partitions: [{ partitionIndex, errorCode: 0, highWatermark: 1n, records: null }] }
    ]
    const good = { request: fetchOf([0]), response: decoded(Fetch, 13, { responses: partition(0) }) }
    const failed = {
      request: fetchOf([1]),
      response: decoded(Fetch, 13, { errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, responses: [] })
    }
    const { errorCode, responses } = fetchShards.merge(fetchOf([1, 0]), [good, failed])
    expect({ errorCode, responses }).toEqual({ errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, responses: good.response.responses })
  })
})

describe('a fetch session', () => {
  const session = { sessionId: 5, sessionEpoch: 3 }

  test('a Fetch in a session is not divided', () => {
    for (const more of [
      session,
      { sessionId: 5, sessionEpoch: sessionEpochs.FINAL },
      { sessionEpoch: sessionEpochs.INITIAL },
      { forgottenTopicsData: [{ topicId: B, partitions: [0] }] }
    ]) {
      expect(() => fetchShards.split(fetchOf([0, 1], more), map)).toThrow(
        expect.objectContaining({ code: 'KAFKA_CONFIGURATION', message: expect.stringContaining('{ to: { nodeId } }') })
      )
    }
    expect(() => fetchShards.split(fetchOf([], session), map)).toThrow(expect.objectContaining({ code: 'KAFKA_CONFIGURATION' }))
  })

  test('a Fetch in a session goes to the broker that leads all partitions, and waits as a whole while a leader is unknown', () => {
    const request = fetchOf([0, 3], session)
    expect(fetchShards.split(request, map)).toEqual({ parts: [{ to: { nodeId: 1 }, request }], unrouted: undefined })
    const waiting = fetchOf([0, 2], session)
    expect(fetchShards.split(waiting, map)).toEqual({ parts: [], unrouted: waiting })
  })

  test('a Fetch without a session is divided', () => {
    expect(fetchShards.split(fetchOf([0, 1], { sessionId: 0, sessionEpoch: sessionEpochs.FINAL }), map).parts).toHaveLength(2)
  })
})

describe('a share session', () => {
  const shareFetch = (
    shareSessionEpoch: number,
    forgottenTopicsData: ShareFetchRequest['forgottenTopicsData'] = []
  ): ShareFetchRequest => ({
    groupId: 'g',
    memberId: 'm',
    shareSessionEpoch,
    maxWaitMs: 5,
    minBytes: 1,
    topics: [{ topicId: A, partitions: [0, 1].map(partitionIndex => ({ partitionIndex, acknowledgementBatches: [] })) }],
    forgottenTopicsData
  })

  test('a ShareFetch is divided if it opens or ends a session, and not in between', () => {
    for (const epoch of [0, -1]) expect(shareFetchShards.split(shareFetch(epoch), map).parts).toHaveLength(2)
    expect(() => shareFetchShards.split(shareFetch(1), map)).toThrow(/shareSessionEpoch 1/)
    expect(() => shareFetchShards.split(shareFetch(0, [{ topicId: B, partitions: [0] }]), map)).toThrow(/share session/)
  })

  test('a share request without partitions is refused unless the caller names the broker', () => {
    const acknowledge = (shareSessionEpoch: number) => ({ groupId: 'g', memberId: 'm', shareSessionEpoch, topics: [] })
    const refused = expect.objectContaining({ code: 'KAFKA_CONFIGURATION', message: expect.stringContaining('{ to: { nodeId } }') })
    for (const epoch of [-1, 0, 1]) {
      for (const topics of [[], [{ topicId: A, partitions: [] }]]) {
        expect(() => shareFetchShards.split({ ...shareFetch(epoch), topics }, map)).toThrow(refused)
        expect(() => shareAcknowledgeShards.split({ ...acknowledge(epoch), topics }, map)).toThrow(refused)
      }
    }
    const untyped = { ...acknowledge(0), shareSessionEpoch: undefined as unknown as number }
    expect(shareAcknowledgeShards.split(untyped, map).parts).toEqual([{ to: 'any', request: untyped }])
  })

  test('a ShareAcknowledge in a session is not divided', () => {
    const { groupId, memberId, topics } = shareFetch(0)
    const acknowledged = topics.map(({ topicId, partitions }) => ({
      topicId,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, acknowledgementBatches: [] }))
    }))
    const acknowledge = (shareSessionEpoch: number) => ({ groupId: groupId ?? '', memberId, shareSessionEpoch, topics: acknowledged })
    expect(shareAcknowledgeShards.split(acknowledge(-1), map).parts).toHaveLength(2)
    expect(() => shareAcknowledgeShards.split(acknowledge(4), map)).toThrow(/shareSessionEpoch 4/)
  })
})
