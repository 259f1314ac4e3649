import { describe, expect, test } from 'vitest'
import { acks, coordinatorTypes, errorCodes, specialOffsets, specialTimestamps } from '../../../../src/index.ts'
import {
  ApiVersions,
  CreateTopics,
  Fetch,
  FindCoordinator,
  ListOffsets,
  Metadata,
  Produce,
  type ProduceRequest,
  SaslHandshake
} from '../../../../src/messages.ts'
import { batchBuilder, readBatches } from '../../../../src/records/index.ts'
import { type ClusterFault, startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { failureOf } from '../../../support/process/failure.ts'
import { turns } from '../../../support/process/gate.ts'

const everything = { topics: null }

function batch(value: string): Uint8Array {
  const builder = batchBuilder({})
  builder.append({ value })
  return builder.build()
}

function produceTo(...topics: readonly string[]): ProduceRequest {
  return {
    acks: acks.ALL,
    timeoutMs: 1_000,
    topicData: topics.map(name => ({ name, partitionData: [{ index: 0, records: batch(name) }] }))
  }
}

function fetchOf(topic: string): Parameters<typeof Fetch.encodeRequest>[1] {
  return {
    maxWaitMs: 60_000,
    minBytes: 1,
    maxBytes: 1_000_000,
    topics: [{ topic, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }]
  }
}

describe('a fault with an error', () => {
  test.each([3, 12])('is the answer for each partition of a Produce v%i, and nothing is written', async version => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.fault({ api: 'Produce', do: { error: 'NOT_LEADER_OR_FOLLOWER' }, times: 1 })
    using client = await connectRaw(kafka.broker(1).port)

    const refused = await client.call(Produce, version, produceTo('orders'))
    expect(refused.responses[0]?.partitionResponses[0]).toMatchObject({
      index: 0,
      errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
      baseOffset: specialOffsets.INVALID_OFFSET
    })
    const accepted = await client.call(Produce, version, produceTo('orders'))
    expect(accepted.responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: errorCodes.NONE, baseOffset: 0n })
  })

  test('strikes only its topic, and the rest of the request is carried out', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1, bills: 1 } })
    kafka.fault({ topic: 'orders', do: { error: errorCodes.NOT_ENOUGH_REPLICAS } })
    using client = await connectRaw(kafka.broker(1).port)
    const { responses } = await client.call(Produce, 9, produceTo('orders', 'bills'))

    expect(responses.map(({ name, partitionResponses }) => [name, partitionResponses[0]?.errorCode])).toEqual([
      ['bills', errorCodes.NONE],
      ['orders', errorCodes.NOT_ENOUGH_REPLICAS]
    ])
    expect((await kafka.waitForRecords('bills', 1)).length).toBe(1)
  })

  test('finds a topic by its id too', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const { topics } = await client.call(Metadata, 12, everything)
    kafka.fault({ topic: 'orders', do: { error: 'CORRUPT_MESSAGE' } })
    const topicId = topics[0]?.topicId ?? ''
    const { responses } = await client.call(Produce, 13, {
      ...produceTo(),
      topicData: [{ topicId, partitionData: [{ index: 0, records: batch('a') }] }]
    })

    expect(responses).toMatchObject([{ topicId, partitionResponses: [{ errorCode: errorCodes.CORRUPT_MESSAGE }] }])
  })

  test('closes the connection of a producer that waits for no answer', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.fault({ api: 'Produce', do: { error: 'NOT_LEADER_OR_FOLLOWER' } })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Produce, 9, { ...produceTo('orders'), acks: acks.NONE })

    expect(await client.frame()).toBeUndefined()
  })

  test.each([4, 12])('is the answer of a Fetch v%i at once, without records', async version => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.fault({ api: 'Fetch', topic: 'orders', do: { error: 'OFFSET_OUT_OF_RANGE' }, times: 1 })
    using client = await connectRaw(kafka.broker(1).port)
    const { responses } = await client.call(Fetch, version, fetchOf('orders'))

    expect(responses).toMatchObject([
      {
        topic: 'orders',
        partitions: [{ partitionIndex: 0, errorCode: errorCodes.OFFSET_OUT_OF_RANGE, highWatermark: specialOffsets.INVALID_HIGH_WATERMARK }]
      }
    ])
    await client.call(Produce, version, produceTo('orders'))
    const later = await client.call(Fetch, version, fetchOf('orders'))
    expect(later.responses[0]?.partitions[0]).toMatchObject({ errorCode: errorCodes.NONE, highWatermark: 1n })
  })

  test('puts an error of fetch sessions at the top of a Fetch', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.fault({ api: 'Fetch', do: { error: 'INVALID_FETCH_SESSION_EPOCH' } })
    using client = await connectRaw(kafka.broker(1).port)

    expect(await client.call(Fetch, 12, fetchOf('orders'))).toMatchObject({
      errorCode: errorCodes.INVALID_FETCH_SESSION_EPOCH,
      responses: []
    })
  })

  test.each([0, 13])('takes the partitions of a topic out of a Metadata v%i, and leaves the brokers', async version => {
    await using kafka = await startTestingCluster({ topics: { orders: 1, bills: 1 } })
    kafka.fault({ topic: 'orders', do: { error: 'LEADER_NOT_AVAILABLE' }, times: 1 })
    using client = await connectRaw(kafka.broker(1).port)
    const { brokers, topics } = await client.call(Metadata, version, { topics: version === 0 ? [] : null })

    expect(brokers).toHaveLength(1)
    expect(topics).toMatchObject([
      { name: 'orders', errorCode: errorCodes.LEADER_NOT_AVAILABLE, partitions: [] },
      { name: 'bills', errorCode: errorCodes.NONE, partitions: [{ partitionIndex: 0 }] }
    ])
  })

  test('selects by group, client id and broker, and leaves other requests alone', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const find = (...coordinatorKeys: string[]) => ({ keyType: coordinatorTypes.GROUP, coordinatorKeys }) as const
    kafka.fault({ group: 'billing', nodeId: 1, clientId: 'raw', do: { error: 'COORDINATOR_LOAD_IN_PROGRESS' } })
    kafka.fault({ group: 'billing', clientId: 'other', do: { error: 'UNKNOWN_SERVER_ERROR' } })
    using first = await connectRaw(kafka.broker(1).port)
    using second = await connectRaw(kafka.broker(2).port)

    const { coordinators } = await first.call(FindCoordinator, 4, find('shipping', 'billing'))
    expect(coordinators.map(({ key, errorCode }) => [key, errorCode])).toEqual([
      ['shipping', errorCodes.NONE],
      ['billing', errorCodes.COORDINATOR_LOAD_IN_PROGRESS]
    ])
    expect(await second.call(FindCoordinator, 4, find('billing'))).toMatchObject({ coordinators: [{ errorCode: errorCodes.NONE }] })
    expect(await first.call(FindCoordinator, 2, { key: 'billing' })).toMatchObject({
      errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS,
      nodeId: -1
    })
  })

  test('for all APIs lets connections open; for ApiVersions it is answered as Kafka does', async () => {
    await using kafka = await startTestingCluster()
    const remove = kafka.fault({ do: { error: 'UNKNOWN_SERVER_ERROR' } })
    using client = await connectRaw(kafka.broker(1).port)
    expect(await client.call(ApiVersions, 0, {})).toMatchObject({ errorCode: errorCodes.NONE })
    remove()
    kafka.fault({ api: 'ApiVersions', do: { error: 'UNSUPPORTED_VERSION' } })
    client.send(ApiVersions, 3, { clientSoftwareName: 'a', clientSoftwareVersion: '1' })

    const frame = await client.frame()
    expect(frame?.subarray(4)).toEqual(Buffer.from([0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 5])) // a body of version 0
  })
})

describe('a fault without an error code', () => {
  test('can delay requests by the clock of the cluster', async () => {
    await using kafka = await startTestingCluster()
    kafka.fault({ api: 'Metadata', do: { delayMs: 3_600_000 }, times: 1 })
    using client = await connectRaw(kafka.broker(1).port)
    let isAnswered = false
    const answer = client.call(Metadata, 8, everything).then(() => {
      isAnswered = true
    })
    await kafka.received(Metadata)
    await turns(20)
    expect(isAnswered).toBe(false)
    kafka.advance(3_600_000)
    await answer
  })

  test('can throttle: the answer has the time, and the next request waits for it', async () => {
    await using kafka = await startTestingCluster()
    kafka.fault({ api: 'Metadata', do: { throttleMs: 60_000 }, times: 1 })
    using client = await connectRaw(kafka.broker(1).port)
    expect(await client.call(Metadata, 8, everything)).toMatchObject({ throttleTimeMs: 60_000 })
    let isAnswered = false
    const next = client.call(Metadata, 8, everything).then(answer => {
      isAnswered = true
      return answer
    })
    await turns(50)
    expect(isAnswered).toBe(false)
    kafka.advance(60_000)
    expect(await next).toMatchObject({ throttleTimeMs: 0 })
  })

  test('can throttle twice at once: the answer has the longer time, for which the broker reads nothing', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    for (const times of [
      [60_000, 5_000],
      [5_000, 60_000]
    ]) {
      for (const throttleMs of times) kafka.fault({ api: 'Metadata', do: { throttleMs }, times: 1 })
      expect(await client.call(Metadata, 8, everything)).toMatchObject({ throttleTimeMs: 60_000 })
      kafka.advance(60_000)
    }
  })

  test('can throttle every API but those of a login, whose answers have no throttle time', async () => {
    await using kafka = await startTestingCluster()
    kafka.fault({ do: { throttleMs: 60_000 } })
    using client = await connectRaw(kafka.broker(1).port)
    await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })
    expect(await client.call(Metadata, 8, everything)).toMatchObject({ throttleTimeMs: 60_000 })
  })

  test('can disconnect in place of an answer, and carries nothing out', async () => {
    await using kafka = await startTestingCluster()
    kafka.fault({ api: 'CreateTopics', do: 'disconnect', times: 1 })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(CreateTopics, 5, { topics: [{ name: 'orders', numPartitions: 1, replicationFactor: 1 }] })

    expect(await client.frame()).toBeUndefined()
    expect(kafka.snapshot().topics).toEqual([])
    expect(kafka.hookErrors).toEqual([])
  })

  test('can be a black hole: neither this request nor a later one of the connection is answered', async () => {
    await using kafka = await startTestingCluster({ maxInFlight: 5 })
    kafka.fault({ api: 'Metadata', do: 'blackhole', times: 1 })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Metadata, 8, everything)
    client.send(Metadata, 8, everything)
    await turns(50)
    expect(client.socket.bytesRead).toBe(0)
    expect(kafka.broker(1).connections).toBe(1)
    using other = await connectRaw(kafka.broker(1).port)
    await other.call(Metadata, 8, everything)
  })

  test('can corrupt records, which the checksum finds; a Fetch without records is not counted', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.fault({ api: 'Fetch', do: 'corrupt', times: 1, seed: 7 })
    using client = await connectRaw(kafka.broker(1).port)
    await client.call(Fetch, 12, { ...fetchOf('orders'), minBytes: 0 })
    await client.call(Produce, 9, produceTo('orders'))
    const read = async (): Promise<() => number> => {
      const { responses } = await client.call(Fetch, 12, fetchOf('orders'))
      const records = responses[0]?.partitions[0]?.records ?? Buffer.alloc(0)
      return () => [...readBatches(records)].flatMap(each => [...each.records()]).length
    }
    expect(failureOf(await read())).toMatchObject({ code: 'KAFKA_RECORDS' })
    expect((await read())()).toBe(1) // the log itself is unharmed
  })

  test('can corrupt one byte of any other answer', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const frames: Buffer[] = []
    for (const isStruck of [false, true]) {
      if (isStruck) kafka.fault({ api: 'Metadata', do: 'corrupt', times: 1 })
      client.send(Metadata, 8, everything)
      frames.push((await client.frame()) ?? Buffer.alloc(0))
    }
    const [good = Buffer.alloc(0), bad = Buffer.alloc(0)] = frames.map(frame => frame.subarray(4))
    expect(good.filter((byte, index) => byte !== bad[index])).toHaveLength(1)
  })

  test('with a probability strikes the same requests for the same seed', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const strikes = async (seed: number): Promise<number[]> => {
      const remove = kafka.fault({ api: 'Metadata', do: { throttleMs: 0.5 }, probability: 0.3, seed })
      const answers: number[] = []
      for (let index = 0; index < 50; index++) answers.push((await client.call(Metadata, 8, everything)).throttleTimeMs)
      remove()
      return answers
    }
    const first = await strikes(42)
    expect(await strikes(42)).toEqual(first)
    expect(await strikes(43)).not.toEqual(first)
    const struck = first.filter(ms => ms > 0).length
    expect(struck).toBeGreaterThan(5)
    expect(struck).toBeLessThan(30)
  })
})

describe('the faults of a cluster', () => {
  test('are removed by their function, or all at once', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const ask = async (): Promise<number | undefined> => {
      const { topics } = await client.call(ListOffsets, 5, {
        topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
      })
      return topics[0]?.partitions[0]?.errorCode
    }
    const remove = kafka.fault({ do: { error: 'REQUEST_TIMED_OUT' } })
    kafka.fault({ api: 'ListOffsets', do: { error: 'INVALID_REQUEST' }, times: 1 })
    expect([await ask(), await ask()]).toEqual([errorCodes.INVALID_REQUEST, errorCodes.REQUEST_TIMED_OUT])
    remove()
    expect(await ask()).toBe(errorCodes.NONE)
    kafka.fault({ do: { error: 'REQUEST_TIMED_OUT' } })
    kafka.clearFaults()
    expect(await ask()).toBe(errorCodes.NONE)
  })

  test('can be faults of connections, which all brokers share', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    kafka.fault({ after: { requests: 0 }, do: 'reset', times: 2 })
    for (const nodeId of [1, 2]) {
      using client = await connectRaw(kafka.broker(nodeId).port)
      expect(await client.closed).toBe(true)
    }
    using client = await connectRaw(kafka.broker(1).port)
    await client.call(Metadata, 8, everything)
  })

  test.each<[unknown, RegExp]>([
    [null, /fault: options must be an object, not null/],
    [{}, /do is required: it must be one of disconnect, blackhole, corrupt, or an object/],
    [{ do: 'reset' }, /do must be one of .*reset, close and silence need after, not "reset"/],
    [{ do: {} }, /do must have one of error, delayMs, throttleMs, not 0 of them/],
    [{ do: { error: 3, delayMs: 1 } }, /not 2 of them/],
    [{ do: { error: 'NONE' } }, /do.error must be the name of an error code/],
    [{ do: { error: 0 } }, /do.error must be .*, not 0/],
    [{ do: { delayMs: -1 } }, /do.delayMs must be a number of milliseconds from 0 on, not -1/],
    [{ do: { delay: 1 } }, /do.delay is not an option/],
    [{ api: 'Consume', do: 'corrupt' }, /api "Consume" is not an API/],
    [{ api: 'Vote', do: { error: 'UNKNOWN_SERVER_ERROR' } }, /do.error cannot be made for Vote: use a hook/],
    [{ nodeId: 3, do: 'corrupt' }, /There is no broker 3: there are 1, 2/],
    [{ topic: 'a b', do: 'corrupt' }, /topic must be a legal topic name/],
    [{ times: 0, do: 'corrupt' }, /times must be an integer above 0/],
    [{ probability: 2, do: 'corrupt' }, /probability must be a number above 0 and up to 1, not 2/],
    [{ nodeId: 3, after: { requests: 1 }, do: 'reset' }, /There is no broker 3/],
    [{ after: { requests: 1 }, do: 'blackhole' }, /do must be one of reset, close, silence/]
  ])('refuse %j at once', async (fault, problem) => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const failure = failureOf(() => kafka.fault(fault as ClusterFault))
    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION', message: expect.stringMatching(problem) })
  })
})
