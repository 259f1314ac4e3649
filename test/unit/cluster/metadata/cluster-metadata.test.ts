import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Metadata, type MetadataRequest } from '../../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { gate, turns, until } from '../../../support/process/gate.ts'
import { type Mapped, mapCluster } from '../../../support/vectors/mapped.ts'

const ORDERS = { name: 'orders' }
const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const UNKNOWN_ID = 'qHN2DcPhQkGOVEzfOV6iSQ'

/** Collects every Metadata request from now on. */
function watch(kafka: TestingCluster): { readonly nodeId: number; readonly version: number; readonly message: MetadataRequest }[] {
  const seen: { nodeId: number; version: number; message: MetadataRequest }[] = []
  kafka.on(Metadata, ({ nodeId, header, message }, next) => {
    seen.push({ nodeId, version: header.apiVersion, message })
    return next()
  })
  return seen
}

const namesOf = ({ topics }: MetadataRequest): (string | null)[] => (topics ?? []).map(({ name }) => name).sort()

async function connected(kafka: TestingCluster): Promise<Mapped> {
  const mapped = mapCluster({ bootstrapServers: kafka.bootstrap, metadata: { minAgeMs: 1 } })
  await mapped.metadata.refresh()
  return mapped
}

describe('a refresh', () => {
  test('a refresh asks for an empty list of topics if no topic is in use', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
    const seen = watch(kafka)
    await using mapped = await connected(kafka)
    const { map } = mapped.metadata
    expect(seen).toMatchObject([{ message: { topics: [], allowAutoTopicCreation: false, includeTopicAuthorizedOperations: false } }])
    expect(map).toMatchObject({ clusterId: kafka.clusterId, controllerId: 1, generation: 1 })
    expect([...map.brokers.keys()]).toEqual([1, 2, 3])
    expect(map.topic(ORDERS)).toBeUndefined()
  })

  test('a refresh asks for all topics in use in one request, and creates none of them', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3, others: 1 } })
    await using mapped = await connected(kafka)
    const seen = watch(kafka)
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    await metadata.ensure([{ name: 'missing' }, ORDERS])
    expect(seen.map(({ message }) => namesOf(message))).toEqual([['orders'], ['missing', 'orders']])
    expect(metadata.map.topic({ name: 'missing' })).toBeUndefined()
    expect(metadata.map.partition(ORDERS, 1)).toMatchObject({ leaderId: 2, leaderEpoch: 0 })
    expect(metadata.map.topic({ name: 'others' })).toBeUndefined()
  })

  test('callers at the same time share one refresh, and known topics need none', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1, b: 1, c: 1 } })
    await using mapped = await connected(kafka)
    const seen = watch(kafka)
    await Promise.all(Array.from({ length: 999 }, (_, i) => mapped.metadata.ensure([{ name: 'abc'[i % 3] }])))
    expect(seen.map(({ message }) => namesOf(message))).toEqual([['a', 'b', 'c']])
    expect(mapped.metadata.touchAndCheckFresh([{ name: 'a' }, { name: 'c' }])).toBe(true)
    await mapped.metadata.ensure([{ name: 'b' }])
    expect(seen).toHaveLength(1)
  })

  test('a refresh asks for topic ids and names in two requests, because brokers answer a mix for its ids alone', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1, b: 1 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    await metadata.ensure([{ name: 'a' }])
    const topicId = metadata.map.topic({ name: 'a' })?.topicId
    await using other = await connected(kafka)
    const seen = watch(kafka)
    await other.metadata.ensure([{ topicId }, { name: 'b' }])
    expect(seen.map(({ message }) => message.topics)).toEqual([[{ name: 'b', topicId: ZERO_UUID }], [{ name: null, topicId }]])
    expect(other.metadata.map.topic({ topicId })).toMatchObject({ name: 'a' })
    // The map has the name of the topic now, so the next refresh asks for it by its name.
    await other.metadata.refresh()
    expect(seen.slice(2).map(({ message }) => namesOf(message))).toEqual([['a', 'b']])
  })

  test('a topic id that brokers do not know is left out of the map', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1 } })
    await using mapped = await connected(kafka)
    await mapped.metadata.ensure([{ topicId: UNKNOWN_ID }])
    expect(mapped.metadata.map.topic({ topicId: UNKNOWN_ID })).toBeUndefined()
  })

  test.each([0, 3, 9, 11])('a refresh by Metadata v%i asks for names only, because the version has no topic ids', async version => {
    await using kafka = await startTestingCluster({ topics: { a: 1 }, versions: { Metadata: [0, version] } })
    const seen = watch(kafka)
    await using mapped = await connected(kafka)
    await mapped.metadata.ensure([{ name: 'a' }, { topicId: UNKNOWN_ID }])
    expect(seen.map(each => each.version)).toEqual([version, version])
    expect(namesOf(seen[1]?.message ?? { topics: [] })).toEqual(['a'])
    expect(mapped.metadata.map.partition({ name: 'a' }, 0)).toMatchObject({ leaderId: 1 })
  })

  test('a refresh asks for no name or id that cannot be encoded', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1 } })
    await using mapped = await connected(kafka)
    await mapped.metadata.ensure([{ name: 'x'.repeat(40_000) }, { name: '\ud800' }, { name: 'a' }, {}])
    expect(mapped.metadata.map.partition({ name: 'a' }, 0)).toMatchObject({ leaderId: 1 })
  })
})

describe('a route in doubt', () => {
  test('a leader in doubt is looked up through another broker than the one that failed', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    const seen = watch(kafka)
    kafka.moveLeader('orders', 0, 2)
    for (const avoid of [1, 2, 3]) {
      metadata.suspect(avoid)
      await metadata.ensure([ORDERS])
      expect(seen.pop()?.nodeId).not.toBe(avoid)
    }
    expect(metadata.map.partition(ORDERS, 0)).toMatchObject({ leaderId: 2, leaderEpoch: 1 })
  })

  test('a caller whose leaders are not in doubt does not wait for a refresh', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { one: 1, many: 2 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    await metadata.ensure([{ name: 'one' }, { name: 'many' }])
    const held = gate()
    kafka.on(Metadata, async (_, next) => {
      await held.opened
      return next()
    })
    metadata.suspect(2)
    expect(metadata.touchAndCheckFresh([{ name: 'one' }])).toBe(true)
    expect(metadata.touchAndCheckFresh([])).toBe(true)
    expect(metadata.touchAndCheckFresh([{ name: 'many' }])).toBe(false)
    metadata.suspect(1)
    expect(metadata.touchAndCheckFresh([{ name: 'one' }])).toBe(false)
    expect(metadata.touchAndCheckFresh([])).toBe(false)
    held.open()
    await metadata.ensure([{ name: 'many' }])
    expect(metadata.touchAndCheckFresh([{ name: 'one' }, { name: 'many' }])).toBe(true)
  })

  test('a leader stays in doubt if its broker failed after the refresh began', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { one: 1, two: 1 } })
    kafka.moveLeader('two', 0, 2)
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    const [one, two] = [[{ name: 'one' }], [{ name: 'two' }]]
    await metadata.ensure([...one, ...two])
    const held = gate()
    kafka.on(Metadata, { times: 1 }, async (_, next) => {
      await held.opened
      return next()
    })
    const seen = watch(kafka)
    await until(() => {
      if (seen.length === 0) metadata.suspect(2)
      return seen.length > 0
    })
    metadata.suspect(1)
    held.open()
    await until(() => metadata.touchAndCheckFresh(two))
    expect(metadata.touchAndCheckFresh(one)).toBe(false)
    await metadata.ensure(one)
    expect(seen).toHaveLength(2)
  })

  test('all failures of one broker cause one refresh', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    const held = gate()
    kafka.on(Metadata, async (_, next) => {
      await held.opened
      return next()
    })
    const seen = watch(kafka)
    const waiting: Promise<void>[] = []
    for (let i = 0; i < 100; i++) {
      metadata.suspect(1)
      waiting.push(metadata.ensure([ORDERS]))
    }
    await until(() => seen.length === 1)
    for (let i = 0; i < 100; i++) {
      metadata.suspect(1)
      waiting.push(metadata.ensure([ORDERS]), metadata.refresh())
    }
    held.open()
    await Promise.all(waiting)
    expect(seen).toHaveLength(1)
  })

  test('a caller with a leader in doubt waits for the next refresh if the one in flight began before the failure', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    const held = gate()
    const off = kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      await held.opened
      return answer
    })
    const seen = watch(kafka)
    const before = metadata.refresh()
    await until(() => seen.length === 1)
    off()
    kafka.moveLeader('orders', 0, 2)
    metadata.suspect(1)
    const after = Promise.all([metadata.ensure([ORDERS]), metadata.refresh(), metadata.ensure([ORDERS])])
    expect(seen).toHaveLength(1)
    held.open()
    await before
    expect(metadata.map.partition(ORDERS, 0)).toMatchObject({ leaderId: 1 })
    await after
    expect(metadata.map.partition(ORDERS, 0)).toMatchObject({ leaderId: 2 })
    expect(seen).toHaveLength(2)
  })

  test('a partition without a leader waits for the next refresh', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    const leaderless = kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      const topics = answer.topics.map(topic => ({
        ...topic,
        partitions: topic.partitions.map(each => ({
          ...each,
          leaderId: absentValues.NO_LEADER_ID,
          leaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
          errorCode: errorCodes.LEADER_NOT_AVAILABLE
        }))
      }))
      return { ...answer, topics }
    })
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    expect(metadata.map.partition(ORDERS, 0)).toMatchObject({
      leaderId: absentValues.NO_LEADER_ID,
      errorCode: errorCodes.LEADER_NOT_AVAILABLE
    })
    expect(metadata.touchAndCheckFresh([ORDERS])).toBe(true)
    leaderless()
    metadata.suspect()
    expect(metadata.touchAndCheckFresh([ORDERS])).toBe(false)
    await metadata.ensure([ORDERS])
    expect(metadata.map.partition(ORDERS, 0)).toMatchObject({ leaderId: 1, errorCode: 0 })
  })

  test('a topic with a lasting error is asked for again at each use, and works once the error is gone', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1, others: 1 } })
    await using mapped = await connected(kafka)
    const closed = kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      const topics = answer.topics.map(topic =>
        topic.name === 'orders' ? { ...topic, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, partitions: [] } : topic
      )
      return { ...answer, topics }
    })
    const { metadata } = mapped
    await metadata.ensure([ORDERS, { name: 'others' }])
    expect(metadata.map.topic(ORDERS)).toMatchObject({ errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED })
    expect(metadata.touchAndCheckFresh([{ name: 'others' }])).toBe(true)
    closed()
    await metadata.ensure([ORDERS])
    expect(metadata.map.partition(ORDERS, 0)).toMatchObject({ leaderId: 1 })
  })
})

describe('a caller', () => {
  test('a caller that gives up ends its own wait, and not the refresh that it shares', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    const held = gate()
    const seen = watch(kafka)
    kafka.on(Metadata, async (_, next) => {
      await held.opened
      return next()
    })
    const { metadata } = mapped
    const controller = new AbortController()
    const waiting = [
      metadata.ensure([ORDERS], { signal: controller.signal }),
      metadata.ensure([ORDERS], { timeoutMs: 1 }),
      metadata.ensure([ORDERS])
    ]
    await expect(waiting[1]).rejects.toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'queue', timeoutMs: 1, delivery: 'not-sent' })
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(waiting[0]).rejects.toBe(reason)
    await expect(metadata.ensure([ORDERS], { signal: controller.signal })).rejects.toBe(reason)
    held.open()
    await waiting[2]
    expect(seen).toHaveLength(1)
    expect(metadata.touchAndCheckFresh([ORDERS])).toBe(true)
  })

  test('a caller whose signal has aborted before leaves no unhandled rejection', async () => {
    await using mapped = mapCluster({ bootstrapServers: '127.0.0.1:1' })
    const unheard: unknown[] = []
    const listener = (error: unknown): void => void unheard.push(error)
    process.on('unhandledRejection', listener)
    const reason = new Error('enough')
    await expect(mapped.metadata.ensure([], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await until(() => mapped.metadata.seeds.length > 0 && mapped.pool.retryAfterMs(mapped.metadata.seeds[0] ?? 0) > 0)
    await turns(10)
    process.off('unhandledRejection', listener)
    expect(unheard).toEqual([])
  })

  test('callers with the same signal add one listener to it, which is removed in the end', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    const { signal } = new AbortController()
    const waiting = Promise.all(Array.from({ length: 1_000 }, () => mapped.metadata.ensure([ORDERS], { signal })))
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await waiting
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('each caller gets an error of its own when the cluster is closed, and no broker is asked after that', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const mapped = await connected(kafka)
    const seen = watch(kafka)
    kafka.on(Metadata, () => undefined)
    const { metadata } = mapped
    const waiting = Promise.allSettled([metadata.ensure([ORDERS]), metadata.refresh(), metadata.ensure([{ name: 'b' }])])
    await until(() => metadata.touchAndCheckFresh([]))
    metadata.close()
    const errors = (await waiting).map(each => (each.status === 'rejected' ? each.reason : undefined))
    expect(errors.map(error => error?.code)).toEqual(['KAFKA_POOL_CLOSED', 'KAFKA_POOL_CLOSED', 'KAFKA_POOL_CLOSED'])
    expect(new Set(errors).size).toBe(3)
    await expect(metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
    metadata.suspect(1)
    await mapped[Symbol.asyncDispose]()
    expect(seen.length).toBeLessThanOrEqual(1)
  })
})
