import { describe, expect, test } from 'vitest'
import { mayBeDone } from '../../../../src/cluster/retry/may-be-done.ts'
import {
  absentValues,
  acks,
  type Cluster,
  type ClusterOptions,
  connectCluster,
  errorCodes,
  isKafkaError,
  specialOffsets
} from '../../../../src/index.ts'
import { CreateTopics, EndTxn, FindCoordinator, Produce, type ProduceRequest, type ProduceResponse } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { until } from '../../../support/process/gate.ts'
import { batchOf } from '../../../support/vectors/records.ts'

const open = (kafka: TestingCluster, options: Partial<ClusterOptions> = {}): Promise<Cluster> =>
  connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 }, ...options })

const PRODUCER = { producerId: 1n, producerEpoch: 0, baseSequence: 0 }
const produceTo = (partitions: readonly number[], producer?: typeof PRODUCER): ProduceRequest => ({
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name: 'orders', partitionData: partitions.map(index => ({ index, records: batchOf(['v'], producer) })) }]
})
const answerOf = ({ topicData }: ProduceRequest, errorCode: number, baseOffset: bigint): ProduceResponse => ({
  responses: topicData.map(({ name, partitionData }) => ({
    name,
    partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset }))
  }))
})

describe('after an answer that does not say whether a batch was written', () => {
  test.each([
    [errorCodes.REQUEST_TIMED_OUT, specialOffsets.INVALID_OFFSET],
    [errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND, specialOffsets.INVALID_OFFSET],
    [errorCodes.KAFKA_STORAGE_ERROR, specialOffsets.INVALID_OFFSET],
    [errorCodes.NOT_LEADER_OR_FOLLOWER, 12n],
    [errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 12n]
  ])('after code %i and base offset %i, a Produce that cannot be sent again fails with maybe-sent', async (errorCode, baseOffset) => {
    const kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    kafka.on(Produce, { times: 1 }, ({ message }) => {
      setImmediate(() => void kafka.close())
      return answerOf(message, errorCode, baseOffset)
    })
    const error = await rejectionOf(cluster.send(Produce, produceTo([0], PRODUCER), { maxAttempts: 4 }))
    expect(error).toMatchObject({ delivery: 'maybe-sent' })
    expect((error as Error).message).toContain('An earlier attempt may have been processed')
    expect((error as Error).message).not.toMatch(/was not sent(?! again)/)
  })

  test('after code 6 and no base offset, a Produce that cannot be sent again fails with not-sent', async () => {
    const kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    kafka.on(Produce, { times: 1 }, ({ message }) => {
      setImmediate(() => void kafka.close())
      return answerOf(message, errorCodes.NOT_LEADER_OR_FOLLOWER, specialOffsets.INVALID_OFFSET)
    })
    expect(await rejectionOf(cluster.send(Produce, produceTo([0], PRODUCER), { maxAttempts: 4 }))).toMatchObject({ delivery: 'not-sent' })
  })

  test('an idempotent batch is sent again, and its last error says maybe-sent although the last answer says that nothing was done', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    const codes: number[] = [
      errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
      errorCodes.NOT_LEADER_OR_FOLLOWER,
      errorCodes.NOT_LEADER_OR_FOLLOWER
    ]
    kafka.on(Produce, ({ message }) => answerOf(message, codes.shift() ?? errorCodes.NONE, specialOffsets.INVALID_OFFSET))
    const error = await rejectionOf(cluster.send(Produce, produceTo([0], PRODUCER), { maxAttempts: 3 }))
    expect(error).toMatchObject({ code: 'KAFKA_BROKER', errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER, delivery: 'maybe-sent' })
  })

  test('an EndTxn that its coordinator may have written before it lost its role fails with maybe-sent', async () => {
    const kafka = await startTestingCluster()
    await using cluster = await open(kafka)
    kafka.on(FindCoordinator, ({ message }) => {
      const { nodeId, host, port } = kafka.broker(1)
      const coordinators = message.coordinatorKeys.map(key => ({ key, nodeId, host, port, errorCode: 0, errorMessage: null }))
      return { errorCode: 0, coordinators }
    })
    kafka.on(EndTxn, { times: 1 }, () => {
      setImmediate(() => void kafka.close())
      return { throttleTimeMs: 0, errorCode: errorCodes.NOT_COORDINATOR }
    })
    const end = { transactionalId: 't', producerId: 1n, producerEpoch: 0, committed: true }
    expect(await rejectionOf(cluster.send(EndTxn, end, { maxAttempts: 4 }))).toMatchObject({ delivery: 'maybe-sent' })
  })

  test('mayBeDone is true for codes that may come after a write, and for unknown codes', () => {
    expect([7, 13, 15, 16, 20, 41, 51, 56].every(mayBeDone)).toBe(true)
    expect([0, 3, 5, 6, 9, 14, 19, 45, 72, 74, 75, 78, 89, 100, 103].some(mayBeDone)).toBe(false)
    expect(mayBeDone(errorCodes.UNKNOWN_SERVER_ERROR)).toBe(true)
    expect(mayBeDone(9_999)).toBe(true)
  })
})

describe('a Produce without a producer id', () => {
  test('a Produce without a producer id is not sent again if the leader appended it before it lost its role, and the caller gets that answer', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    let sent = 0
    kafka.on(Produce, ({ message }) => {
      sent++
      return answerOf(message, errorCodes.NOT_LEADER_OR_FOLLOWER, 12n)
    })
    const { responses } = await cluster.send(Produce, produceTo([0]))
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER, baseOffset: 12n })
    expect(sent).toBe(1)
  })

  test('a Produce without a producer id is sent again if the leader refused it before it appended anything', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    kafka.on(Produce, { times: 2 }, ({ message }) => answerOf(message, errorCodes.NOT_LEADER_OR_FOLLOWER, specialOffsets.INVALID_OFFSET))
    const { responses } = await cluster.send(Produce, produceTo([0]))
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: 0, baseOffset: 0n })
  })
})

describe('a split request', () => {
  test('a split request has an error with the outcome of each part, if one part is answered and the other cannot be sent', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    const unreachable = { nodeId: -1 }
    await using cluster = await open(kafka, {
      rewriteAddress: ({ nodeId, host, port }) => ({ host, port: nodeId === unreachable.nodeId ? 1 : port })
    })
    const leaders = await Promise.all([0, 1].map(index => cluster.partition('orders', index)))
    unreachable.nodeId = leaders[1]?.leaderId ?? absentValues.NO_LEADER_ID
    await using other = await open(kafka, {
      bootstrapServers: [`127.0.0.1:${kafka.broker(leaders[0]?.leaderId ?? 1).port}`],
      rewriteAddress: ({ nodeId, host, port }) => ({ host, port: nodeId === unreachable.nodeId ? 1 : port })
    })
    const error = await rejectionOf(other.send(Produce, produceTo([0, 1]), { maxAttempts: 3 }))
    expect(error).toMatchObject({ delivery: 'maybe-sent', message: expect.stringContaining('1 of 2 parts of Produce failed') })
    const { shards } = error as { shards: { nodeId: number; response?: unknown; error?: unknown; delivery: string }[] }
    const failed = shards.find(shard => shard.nodeId === unreachable.nodeId)
    expect(failed).toMatchObject({ delivery: 'not-sent', error: { delivery: 'not-sent' } })
    expect(shards.find(shard => shard.nodeId !== unreachable.nodeId)).toMatchObject({ delivery: 'answered' })
    expect(isKafkaError(error) && error.cause).toBe(failed?.error)
  })

  test('a split request that its caller aborts gives the outcome of each part by sendSharded', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using cluster = await open(kafka)
    const leaders = await Promise.all([0, 1].map(index => cluster.partition('orders', index)))
    const held = leaders[1]?.leaderId ?? absentValues.NO_LEADER_ID
    let release: () => void = () => undefined
    kafka.on(Produce, { nodeId: held }, async (_, next) => {
      await new Promise<void>(resolve => (release = resolve))
      return next()
    })
    const controller = new AbortController()
    let answers = 0
    kafka.on(Produce, { nodeId: 3 - held }, async (_, next) => {
      answers++
      return next()
    })
    const sharded = cluster.sendSharded(Produce, produceTo([0, 1]), { signal: controller.signal })
    const isAnswered = () => [...cluster.pool.connections()].every(each => each.nodeId === held || each.connection.traffic.inFlight === 0)
    await until(() => answers === 1 && isAnswered())
    controller.abort(new Error('enough'))
    const shards = await sharded
    release()
    expect(answers).toBe(1)
    expect(shards.map(({ nodeId, delivery }) => [nodeId, delivery]).toSorted()).toEqual(
      [
        [held, 'maybe-sent'],
        [3 - held, 'answered']
      ].toSorted()
    )
  })

  test('a request that names a partition twice is refused with the path of the second one, and nothing is sent', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    await using cluster = await open(kafka)
    let sent = 0
    kafka.on(Produce, (_, next) => {
      sent++
      return next()
    })
    const [topic] = produceTo([0, 1]).topicData
    const twice = { acks: acks.ALL, timeoutMs: 1_000, topicData: [topic, topic].flatMap(each => each ?? []) }
    expect(await rejectionOf(cluster.send(Produce, produceTo([0, 1, 0])))).toMatchObject({
      code: 'KAFKA_ENCODE',
      path: 'topicData[0].partitionData[2].index',
      delivery: 'not-sent'
    })
    expect(await rejectionOf(cluster.send(Produce, twice))).toMatchObject({ path: 'topicData[1].partitionData[0].index' })
    expect(sent).toBe(0)
    await cluster.send(Produce, produceTo([0, 1]))
  })
})

describe('a Produce for a partition that does not exist', () => {
  test('a Produce for a partition that does not exist is answered by the driver itself with an error code per partition, and no broker sees it', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    let seen = 0
    kafka.on(Produce, (_, next) => {
      seen++
      return next()
    })
    await using cluster = await open(kafka)
    const { responses } = await cluster.send(Produce, produceTo([7]))
    expect(responses).toMatchObject([
      {
        name: 'orders',
        partitionResponses: [
          { index: 7, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, baseOffset: specialOffsets.INVALID_OFFSET, errorMessage: null }
        ]
      }
    ])
    expect(seen).toBe(0)
  })
})

describe('OUT_OF_ORDER_SEQUENCE_NUMBER', () => {
  test('OUT_OF_ORDER_SEQUENCE_NUMBER is returned at once if no earlier batch of the partition is unsettled', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    let sent = 0
    await using cluster = await open(kafka)
    kafka.on(Produce, ({ message }) => {
      sent++
      return answerOf(message, errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER, specialOffsets.INVALID_OFFSET)
    })
    const { responses } = await cluster.send(Produce, produceTo([0], { ...PRODUCER, baseSequence: 7 }))
    expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER)
    expect(sent).toBe(1)
  })

  test('OUT_OF_ORDER_SEQUENCE_NUMBER is retried if an earlier batch was refused, which is sent again first', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 }, maxInFlight: 10 })
    await using cluster = await open(kafka)
    await cluster.partition('orders', 0)
    const codes: number[] = [
      errorCodes.NOT_LEADER_OR_FOLLOWER,
      errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
      errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER
    ]
    kafka.on(Produce, { times: 3 }, ({ message }) => answerOf(message, codes.shift() ?? errorCodes.NONE, specialOffsets.INVALID_OFFSET))
    const send = (baseSequence: number) => cluster.send(Produce, produceTo([0], { ...PRODUCER, baseSequence }))
    const answers = await Promise.all([send(0), send(1), send(2)])
    expect(answers.map(({ responses }) => responses[0]?.partitionResponses[0]?.errorCode)).toEqual([0, 0, 0])
    expect(answers.map(({ responses }) => responses[0]?.partitionResponses[0]?.baseOffset)).toEqual([0n, 1n, 2n])
  })
})

test('a CreateTopics that a controller refused with NOT_CONTROLLER fails with maybe-sent, if it cannot be sent again', async () => {
  const kafka = await startTestingCluster()
  await using cluster = await open(kafka)
  kafka.on(CreateTopics, { times: 1 }, () => {
    setImmediate(() => void kafka.close())
    return { topics: [{ name: 'made', errorCode: errorCodes.NOT_CONTROLLER }] }
  })
  const topics = [{ name: 'made', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
  expect(await rejectionOf(cluster.send(CreateTopics, { topics }, { maxAttempts: 4 }))).toMatchObject({ delivery: 'maybe-sent' })
})
