import { expect, test } from 'vitest'
import { absentValues, acks, connectCluster, errorCodes, randomUuid, ZERO_UUID } from '../../../../src/index.ts'
import { Fetch, Metadata, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { until } from '../../../support/process/gate.ts'

const RETRY = { initialMs: 1, maxMs: 4 }

test('cluster.topic resolves with the id of a topic, and its partitions with their leaders', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 3 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const { name, topicId, partitions } = await cluster.topic('orders')
  expect(name).toBe('orders')
  expect(topicId).toMatch(/^[\w-]{22}$/)
  expect([...partitions.keys()].sort()).toEqual([0, 1, 2])
  for (const { leaderId } of partitions.values()) expect([1, 2]).toContain(leaderId)
})

test('cluster.topic and cluster.partition find a topic by its id', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY, metadata: { minAgeMs: 1 } })
  await using byName = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const { topicId } = await byName.topic({ name: 'orders' })
  expect(await cluster.topic({ topicId })).toMatchObject({ name: 'orders', topicId, errorCode: 0 })
  expect(await cluster.partition({ topicId }, 1)).toMatchObject({ partitionIndex: 1, leaderId: 1, topicId })
})

test('cluster.topic rejects an id that no topic has, and what is neither a name nor an id', async () => {
  await using kafka = await startTestingCluster()
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY, metadata: { minAgeMs: 1 } })
  const topicId = randomUuid()
  expect(await rejectionOf(cluster.topic({ topicId }))).toMatchObject({
    code: 'KAFKA_BROKER',
    errorCode: errorCodes.UNKNOWN_TOPIC_ID,
    message: expect.stringContaining(`Topic with the id ${topicId} is not known`)
  })
  for (const wrong of [undefined, null, 7, {}, { topicId: 'short' }, { topicId: ZERO_UUID }, { name: null }] as never[]) {
    expect(await rejectionOf(cluster.topic(wrong))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(await rejectionOf(cluster.partition(wrong, 0))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  }
})

test('a topic id that brokers before Kafka 3.1 cannot be asked for is refused at once, with the versions', async () => {
  await using kafka = await startTestingCluster({ profile: 'kafka-2.8', topics: { orders: 1 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { ...RETRY, totalMs: 60_000 } })
  const topics = [{ topicId: randomUuid(), partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }] }]
  let asked = 0
  kafka.on(Metadata, (_, next) => {
    asked++
    return next()
  })
  const refused = await rejectionOf(cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics }))
  expect(refused).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
  expect(String(refused)).toContain('needs 13 to 18')
  expect(asked).toBeLessThanOrEqual(3) // one refresh, and each connection is asked for its cluster
  await expect(cluster.topic({ topicId: randomUuid() })).rejects.toMatchObject({ errorCode: errorCodes.UNSUPPORTED_VERSION })
})

test('a topic of brokers before Kafka 3.1 is found by its name while another caller asks for its id', async () => {
  await using kafka = await startTestingCluster({ profile: 'kafka-2.8', topics: { orders: 1 } })
  await using other = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const { topicId } = await other.topic('orders')
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY, metadata: { minAgeMs: 1 } })
  const byId = cluster.topic({ topicId }).catch(() => undefined)
  expect(await cluster.topic('orders')).toMatchObject({ name: 'orders', topicId, errorCode: 0 })
  await byId
  expect(await cluster.topic({ topicId })).toMatchObject({ name: 'orders', topicId, errorCode: 0 })
})

test('cluster.topic waits for a topic that the brokers do not know yet', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY, metadata: { minAgeMs: 1 } })
  let asked = 0
  kafka.on(Metadata, async (_, next) => {
    const answer = await next()
    const isThere = answer.topics.length === 0 || ++asked > 2
    return isThere
      ? answer
      : { ...answer, topics: answer.topics.map(topic => ({ ...topic, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, partitions: [] })) }
  })
  expect((await cluster.topic('orders')).partitions.size).toBe(1)
  expect(asked).toBe(3)
})

test('cluster.topic rejects with the error code of the broker if no topic has this name, and with the reason of an aborted signal', async () => {
  await using kafka = await startTestingCluster()
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY, metadata: { minAgeMs: 1 } })
  expect(await rejectionOf(cluster.topic('nowhere'))).toMatchObject({
    code: 'KAFKA_BROKER',
    errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
    delivery: 'not-sent'
  })
  const aborted = AbortSignal.abort('enough')
  expect(await rejectionOf(cluster.topic('nowhere', { signal: aborted }))).toBe('enough')
})

test('a request that waits for its topic rejects with the reason of its signal as soon as the signal aborts', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  kafka.on(Metadata, async (_, next) => {
    const answer = await next()
    const leaderless = answer.topics.map(topic => ({
      ...topic,
      partitions: topic.partitions.map(each => ({
        ...each,
        errorCode: errorCodes.LEADER_NOT_AVAILABLE,
        leaderId: absentValues.NO_LEADER_ID
      }))
    }))
    return { ...answer, topics: leaderless }
  })
  const pauses: number[] = []
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    retry: { initialMs: 60_000, maxMs: 60_000, totalMs: 600_000 },
    observe: { retry: ({ delayMs }) => pauses.push(delayMs) }
  })
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: builder.build() }] }]
  const stop = new AbortController()
  const sent = rejectionOf(cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData }, { signal: stop.signal }))
  await until(() => pauses.length > 0)
  stop.abort('enough')
  expect(await sent).toBe('enough')
})
