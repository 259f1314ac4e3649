import { describe, expect, test } from 'vitest'
import { type Acks, absentValues, acks, type ClusterOptions, connectCluster, errorCodes } from '../../../../src/index.ts'
import {
  ApiVersions,
  CreateTopics,
  DeleteTopics,
  Fetch,
  Metadata,
  type MetadataResponse,
  Produce,
  type ProduceRequest
} from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import type { IncomingRequest } from '../../../../src/server/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'
import { serve } from '../../../support/brokers/serve.ts'

const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const QUICK = { retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 } }
const open = (kafka: { bootstrap: string }, options: Partial<ClusterOptions> = {}) =>
  connectCluster({ bootstrapServers: kafka.bootstrap, ...QUICK, ...options })

function produceTo(
  topic: { name?: string; topicId?: string },
  indexes: readonly number[] = [0],
  required: Acks = acks.ALL
): ProduceRequest {
  const partitionData = indexes.map(index => {
    const builder = batchBuilder()
    builder.append({ value: 'x' })
    return { index, records: builder.build() }
  })
  return { acks: required, timeoutMs: 1_000, topicData: [{ ...topic, partitionData }] }
}

const codesOf = ({ responses }: { responses: readonly { partitionResponses: readonly { errorCode: number }[] }[] }): number[] =>
  responses.flatMap(({ partitionResponses }) => partitionResponses.map(({ errorCode }) => errorCode))

const fetchOf = (topic: { topic?: string; topicId?: string }) => ({
  maxWaitMs: 0,
  minBytes: 0,
  topics: [{ ...topic, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }] }]
})

/** Changes the answers to Metadata. */
function retell(kafka: TestingCluster, change: (answer: MetadataResponse) => MetadataResponse): () => void {
  return kafka.on(Metadata, async (_, next) => change(await next()))
}

describe('a topic that was deleted and created again', () => {
  const ORDERS = { name: 'orders', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }

  async function recreated() {
    const kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    const cluster = await open(kafka)
    const old = await cluster.partition('orders', 0)
    for (let epoch = 0; epoch < 4; epoch++) kafka.moveLeader('orders', 0, 1 + (epoch % 2))
    expect(codesOf(await cluster.send(Produce, produceTo({ topicId: old.topicId })))).toEqual([0])
    expect(cluster.map.partition({ name: 'orders' }, 0)?.leaderEpoch).toBe(4)
    await using other = await open(kafka)
    await other.send(DeleteTopics, { topics: [{ name: 'orders', topicId: ZERO_UUID }], timeoutMs: 1_000 })
    await other.send(CreateTopics, { topics: [ORDERS], timeoutMs: 1_000 })
    const dispose = async (): Promise<void> => {
      await cluster.close()
      await kafka.close()
    }
    return { cluster, old, [Symbol.asyncDispose]: dispose }
  }

  test('a topic that was created again is found by its name at once, with its new id and its new epochs', async () => {
    await using it = await recreated()
    expect(codesOf(await it.cluster.send(Produce, produceTo({ name: 'orders' })))).toEqual([0])
    await it.cluster.refresh()
    const { topicId, leaderEpoch } = await it.cluster.partition('orders', 0)
    expect(topicId).not.toBe(it.old.topicId)
    expect(leaderEpoch).toBe(0)
  })

  test.each(['Produce', 'Fetch'] as const)(
    'a %s by the old id of a topic that was created again gets the error code, and one by the new id works',
    async api => {
      await using it = await recreated()
      const { topicId } = it.old
      if (api === 'Produce') expect(codesOf(await it.cluster.send(Produce, produceTo({ topicId })))).toEqual([100])
      else
        expect(await it.cluster.send(Fetch, fetchOf({ topicId }))).toMatchObject({
          responses: [{ partitions: [{ errorCode: errorCodes.UNKNOWN_TOPIC_ID }] }]
        })
      const fresh = await it.cluster.partition('orders', 0)
      expect(fresh).toMatchObject({ leaderEpoch: 0, topicId: expect.not.toSatisfy(id => id === topicId) })
      expect(codesOf(await it.cluster.send(Produce, produceTo({ topicId: fresh.topicId })))).toEqual([0])
      expect(await it.cluster.send(Fetch, fetchOf({ topicId: fresh.topicId }))).toMatchObject({
        responses: [{ partitions: [{ errorCode: 0 }] }]
      })
    }
  )
})

describe('topic ids', () => {
  test('topics with zero ids are known by their names, and requests go in versions with names', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1, others: 1 }, versions: { Metadata: [0, 9] } })
    kafka.moveLeader('others', 0, 2)
    kafka.moveLeader('orders', 0, 1)
    const retried: unknown[] = []
    await using cluster = await open(kafka, { observe: { retry: event => retried.push(event) } })
    const leaders = await Promise.all(['orders', 'others'].map(name => cluster.partition(name, 0)))
    expect(leaders).toMatchObject([1, 2].map(leaderId => ({ leaderId, topicId: ZERO_UUID })))
    const topicId = ZERO_UUID
    const topicData = ['orders', 'others'].flatMap(name => produceTo({ name, topicId }).topicData)
    expect(codesOf(await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData }))).toEqual([0, 0])
    for (const topic of ['orders', 'others']) {
      expect(await cluster.send(Fetch, fetchOf({ topic, topicId }))).toMatchObject({
        responses: [{ topic, partitions: [{ errorCode: 0 }] }]
      })
    }
    expect(retried).toEqual([])
    expect((await kafka.received(Produce)).header.apiVersion).toBe(12)
    expect((await kafka.received(Fetch)).header.apiVersion).toBe(12)
  })

  test('a request with topic ids beside names is refused before it is sent', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1, others: 1 } })
    await using cluster = await open(kafka)
    const { topicId } = await cluster.partition('orders', 0)
    const topicData = [...produceTo({ topicId }).topicData, ...produceTo({ name: 'others' }).topicData]
    const refused = await rejectionOf(cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData }))
    expect(refused).toMatchObject({
      code: 'KAFKA_UNSUPPORTED_VERSION',
      delivery: 'not-sent',
      message: expect.stringContaining('all by name or all by id')
    })
  })
})

describe('the Metadata requests of a cluster', () => {
  // The request asks for no topic, allows no creation, and asks for no authorized operations.
  test.each([
    [13, '01 00 00 00'],
    [12, '01 00 00 00'],
    [9, '01 00 00 00 00'],
    [4, '00000000 00'],
    [1, '00000000']
  ])('the Metadata v%i request of a cluster that uses no topic is the bytes %s', async (version, bytes) => {
    await using peers = await listenForPeers()
    const connecting = open({ bootstrap: `${peers.host}:${peers.port}` })
    const peer = await peers.next()
    peer.answer(await peer.next(), ApiVersions, apiVersionsOf({ versions: { Metadata: [0, version] } }))
    const asked = await peer.next()
    expect(asked.header).toMatchObject({ apiKey: Metadata.key, apiVersion: version })
    expect(asked.body.toString('hex')).toBe(bytes.replaceAll(' ', ''))
    peer.answer(asked, Metadata, { brokers: [{ nodeId: 1, host: peers.host, port: peers.port }], topics: [] })
    await using cluster = await connecting
    expect(cluster.map.brokers.size).toBe(1)
  })

  test('a Metadata request names the topics in use, however many topics the cluster has', async () => {
    const topics = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`topic-${i}`, 1]))
    await using kafka = await startTestingCluster({ topics })
    await using cluster = await open(kafka)
    await kafka.received(Metadata)
    await Promise.all(Array.from({ length: 500 }, () => cluster.send(Produce, produceTo({ name: 'topic-7' }))))
    expect((await kafka.received(Metadata)).message.topics).toMatchObject([{ name: 'topic-7' }])
    await cluster.refresh()
    expect((await kafka.received(Metadata)).message.topics).toMatchObject([{ name: 'topic-7' }])
    expect(cluster.map.topic({ name: 'topic-8' })).toBeUndefined()
  })
})

describe('an error in one entry of a Metadata answer', () => {
  const { LEADER_NOT_AVAILABLE, INVALID_TOPIC_EXCEPTION, TOPIC_AUTHORIZATION_FAILED, UNKNOWN_SERVER_ERROR } = errorCodes
  const bad = [LEADER_NOT_AVAILABLE, INVALID_TOPIC_EXCEPTION, TOPIC_AUTHORIZATION_FAILED, UNKNOWN_SERVER_ERROR, 9_999]
  test.each(bad)('a topic with error code %i in a Metadata answer does not affect other topics', async errorCode => {
    await using kafka = await startTestingCluster({ topics: { orders: 1, bad: 1 } })
    retell(kafka, answer => ({
      ...answer,
      topics: answer.topics.map(topic => (topic.name === 'bad' ? { ...topic, errorCode, partitions: [] } : topic))
    }))
    await using cluster = await open(kafka, { retry: { initialMs: 1, maxMs: 1, maxAttempts: 3 } })
    const both = [...produceTo({ name: 'bad' }).topicData, ...produceTo({ name: 'orders' }).topicData]
    const answer = await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: both })
    expect(answer.responses.map(({ name }) => name)).toEqual(['bad', 'orders'])
    expect(answer.responses[1]?.partitionResponses).toMatchObject([{ errorCode: 0 }])
    expect(await rejectionOf(cluster.partition('bad', 0))).toMatchObject({ code: 'KAFKA_BROKER', errorCode })
  })

  test('a passing error of a topic does not undo its known state', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    const known = await cluster.partition('orders', 0)
    retell(kafka, answer => ({
      ...answer,
      topics: answer.topics.map(topic => ({ ...topic, errorCode: errorCodes.LEADER_NOT_AVAILABLE, partitions: [] }))
    }))
    await cluster.refresh()
    expect(await cluster.partition('orders', 0)).toEqual(known)
    expect(codesOf(await cluster.send(Produce, produceTo({ name: 'orders' })))).toEqual([0])
  })

  test('a topic that is being created is waited for', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    let looks = 0
    retell(kafka, answer => ({
      ...answer,
      topics: answer.topics.map(topic => (++looks < 10 ? { ...topic, errorCode: errorCodes.LEADER_NOT_AVAILABLE, partitions: [] } : topic))
    }))
    await using cluster = await open(kafka)
    const [{ leaderId }, answer] = await Promise.all([cluster.partition('orders', 0), cluster.send(Produce, produceTo({ name: 'orders' }))])
    expect([leaderId, ...codesOf(answer)]).toEqual([1, 0])
  })

  test('a partition without a leader is waited for, and other partitions do not wait', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    const leaderless = retell(kafka, answer => ({
      ...answer,
      topics: answer.topics.map(topic => ({
        ...topic,
        partitions: topic.partitions.map(each =>
          each.partitionIndex === 0 ? { ...each, errorCode: errorCodes.LEADER_NOT_AVAILABLE, leaderId: absentValues.NO_LEADER_ID } : each
        )
      }))
    }))
    await using cluster = await open(kafka)
    let isThere = false
    const waiting = cluster.send(Produce, produceTo({ name: 'orders' }, [0])).finally(() => {
      isThere = true
    })
    for (let i = 0; i < 20; i++) expect(codesOf(await cluster.send(Produce, produceTo({ name: 'orders' }, [1])))).toEqual([0])
    expect(isThere).toBe(false)
    leaderless()
    expect(codesOf(await waiting)).toEqual([0])
  })
})

describe('Produce with acks 0', () => {
  test('an answer to Produce with acks 0 is accepted and dropped', async () => {
    const seen: string[] = []
    const handle = async (request: IncomingRequest): Promise<void> => {
      seen.push(request.api?.name ?? '')
      const node = { nodeId: 1, host: '127.0.0.1', port: server.port }
      const partitions = [{ partitionIndex: 0, leaderId: 1, errorCode: 0, replicaNodes: [1], isrNodes: [1], offlineReplicas: [] }]
      if (request.is(ApiVersions)) request.answer(apiVersionsOf({ versions: { Produce: [3, 9] } }))
      else if (request.is(Metadata)) request.answer({ brokers: [node], topics: [{ name: 'orders', errorCode: 0, partitions }] })
      else if (request.is(Produce))
        request.answer({ responses: [{ name: 'orders', partitionResponses: [{ index: 0, errorCode: 0, baseOffset: 7n }] }] })
    }
    await using server = await serve(handle)
    const ends: string[] = []
    await using cluster = await open({ bootstrap: `127.0.0.1:${server.port}` }, { observe: { close: (_, reason) => ends.push(reason) } })
    for (let i = 0; i < 20; i++) {
      await cluster.post(Produce, produceTo({ name: 'orders' }, [0], 0))
      expect(await cluster.send(Produce, produceTo({ name: 'orders' }))).toMatchObject({
        responses: [{ partitionResponses: [{ baseOffset: 7n }] }]
      })
    }
    expect(seen.filter(name => name === 'Produce')).toHaveLength(40)
    expect(ends).toEqual(['superseded']) // the connection to the bootstrap server
  })
})
