import { describe, expect, test } from 'vitest'
import { type Decoded, DeleteTopics, Fetch, type FetchRequest, type FetchResponse, Metadata, Produce } from '../../../../src/messages.ts'
import { acks, errorCodes, isolationLevels } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { until } from '../../../support/process/gate.ts'
import { countOwnTimers } from '../../../support/process/own-timers.ts'
import { batchOf, recordsIn } from '../../../support/vectors/records.ts'

type PartitionData = Decoded<FetchResponse>['responses'][number]['partitions'][number]

async function produce(client: RawClient, records: Uint8Array, index = 0): Promise<void> {
  const topicData = [{ name: 't', partitionData: [{ index, records }] }]
  const { responses } = await client.call(Produce, 9, { acks: acks.LEADER, timeoutMs: 1_000, topicData })
  expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
}

function wanted(fetchOffset: number, fields: Partial<FetchRequest> = {}, partitions = [0], partitionMaxBytes = 1_000_000): FetchRequest {
  const topics = [
    { topic: 't', partitions: partitions.map(partition => ({ partition, fetchOffset: BigInt(fetchOffset), partitionMaxBytes })) }
  ]
  return { maxWaitMs: 0, minBytes: 1, topics, ...fields }
}

async function fetch(client: RawClient, request: FetchRequest, version = 12): Promise<PartitionData[]> {
  return (await client.call(Fetch, version, request)).responses.flatMap(({ partitions }) => partitions)
}

const sizes = (partitions: PartitionData[]): number[] => partitions.map(({ records }) => records?.length ?? -1)

describe('Fetch', () => {
  test.each([4, 5, 6, 7, 8, 9, 10, 11, 12])('Fetch v%i reads by topic name from any offset on', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    await produce(client, batchOf(['a', 'b', 'c']))
    await produce(client, batchOf(['d']))

    const all = [
      [0n, 'a'],
      [1n, 'b'],
      [2n, 'c'],
      [3n, 'd']
    ]
    for (const [offset, expected] of [
      [0, all],
      [2, all],
      [3, [[3n, 'd']]],
      [4, []]
    ] as const) {
      const [data] = await fetch(client, wanted(offset), version)
      expect(data).toMatchObject({ partitionIndex: 0, errorCode: 0, highWatermark: 4n, lastStableOffset: 4n })
      expect(recordsIn(data?.records ?? null)).toEqual(expected)
    }
  })

  test.each([13, 14, 15, 16, 17, 18])('Fetch v%i reads by topic id', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    await produce(client, batchOf(['a']))
    const topicId = (await client.call(Metadata, 12, { topics: null })).topics[0]?.topicId ?? ''
    const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }]
    const topics = [topicId, 'abcdefghijklmnopqrstuA'].map(id => ({ topicId: id, partitions }))

    const { responses } = await client.call(Fetch, version, { maxWaitMs: 0, minBytes: 1, topics })

    expect(responses.map(response => [response.topicId, response.partitions[0]?.errorCode])).toEqual([
      [topicId, 0],
      ['abcdefghijklmnopqrstuA', 100]
    ])
    expect(recordsIn(responses[0]?.partitions[0]?.records ?? null)).toEqual([[0n, 'a']])
  })

  test('Fetch answers errors at once, whatever maxWaitMs is', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    using client = await connectRaw(kafka.broker(1).port)
    const patient = { maxWaitMs: 2 ** 31 - 1 }
    const code = async (request: FetchRequest): Promise<unknown> => (await fetch(client, request))[0]?.errorCode

    expect(await code(wanted(1, patient)), 'past the end').toBe(1)
    expect(await code(wanted(-1, patient)), 'before the start').toBe(1)
    expect(await code(wanted(0, patient, [1])), 'another leader').toBe(6)
    expect(await code(wanted(0, patient, [2])), 'no such partition').toBe(3)
    expect(await client.call(Fetch, 12, wanted(0, { ...patient, sessionId: 5, sessionEpoch: 1 }))).toMatchObject({
      errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND,
      responses: []
    })
    expect(await client.call(Fetch, 12, wanted(0, { ...patient, topics: [] }))).toMatchObject({ errorCode: 0, responses: [] })
  })

  test('Fetch checks the leader epoch, and names the leader from v16 on', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = (await client.call(Metadata, 12, { topics: null })).topics[0]?.topicId ?? ''
    const ask = (currentLeaderEpoch: number): Promise<Decoded<FetchResponse>> =>
      client.call(Fetch, 16, {
        ...wanted(0),
        topics: [{ topicId, partitions: [{ partition: 0, currentLeaderEpoch, fetchOffset: 0n, partitionMaxBytes: 1 }] }]
      })

    expect((await ask(1)).responses[0]?.partitions[0]?.errorCode).toBe(errorCodes.UNKNOWN_LEADER_EPOCH)
    kafka.moveLeader('t', 0, 2)
    const fenced = await ask(0)
    expect(fenced.responses[0]?.partitions[0]).toMatchObject({
      errorCode: errorCodes.FENCED_LEADER_EPOCH,
      currentLeader: { leaderId: 2, leaderEpoch: 1 }
    })
    expect(fenced.nodeEndpoints).toMatchObject([{ nodeId: 2, port: kafka.broker(2).port }])
    expect((await ask(1)).responses[0]?.partitions[0]?.errorCode).toBe(errorCodes.NOT_LEADER_OR_FOLLOWER)
  })

  test('Fetch returns the first batch whole even above its limits, and cuts the other batches at the limits', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 3 } })
    using client = await connectRaw(kafka.broker(1).port)
    const batch = batchOf(['x'.repeat(1_000)])
    const size = batch.length
    for (const partition of [0, 1, 2]) for (let i = 0; i < 3; i++) await produce(client, batch, partition)

    expect(sizes(await fetch(client, wanted(0, {}, [0, 1, 2], 1))), 'one batch in all').toEqual([size, 0, 0])
    expect(sizes(await fetch(client, wanted(0, { maxBytes: 1 }, [0, 1, 2]))), 'one batch in all').toEqual([size, 0, 0])
    expect(sizes(await fetch(client, wanted(3, {}, [0]))), 'nothing at the end').toEqual([0])
    expect(sizes(await fetch(client, wanted(0, {}, [0, 1], size + 10))), 'cut in the second batch').toEqual([size + 10, size + 10])
    expect(sizes(await fetch(client, wanted(0, { maxBytes: 4 * size }, [0, 1, 2]))), 'what is left for the second').toEqual([
      3 * size,
      size,
      0
    ])
  })

  test('Fetch returns batches of any size and number', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const values = Array.from({ length: 40 }, (_, i) => `${i}`.repeat(i * 997))
    for (const value of values) await produce(client, batchOf([value]))

    const read: string[] = []
    while (read.length < values.length) {
      const [data] = await fetch(client, wanted(read.length, {}, [0], 50_000))
      const records = recordsIn(data?.records ?? null)
      expect(records[0]?.[0]).toBe(BigInt(read.length))
      read.push(...records.map(([, value]) => value))
    }
    expect(read).toEqual(values)
  })

  test('Fetch cuts at its limit alone, also where large batches are stored apart', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const batches = [700_000, 10, 700_000, 20].map(length => batchOf(['x'.repeat(length)]))
    for (const batch of batches) await produce(client, batch)

    const [data] = await fetch(client, wanted(0, {}, [0], 1_400_260))
    expect(data?.records).toHaveLength(1_400_260)
    expect(
      recordsIn(
        data?.records?.subarray(
          0,
          batches.slice(0, 3).reduce((sum, { length }) => sum + length, 0)
        ) ?? null
      )
    ).toHaveLength(3)
    const all = await fetch(client, wanted(0, {}, [0], 2_000_000))
    expect(recordsIn(all[0]?.records ?? null).map(([offset]) => offset)).toEqual([0n, 1n, 2n, 3n])
  })

  test('Fetch gives no list of aborted transactions if its limit is below the first batch', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 2 } })
    using client = await connectRaw(kafka.broker(1).port)
    for (const partition of [0, 1]) await produce(client, batchOf(['x'.repeat(500)]), partition)
    const lists = async (partitionMaxBytes: number): Promise<unknown[]> => {
      const request = wanted(0, { isolationLevel: isolationLevels.READ_COMMITTED }, [0, 1], partitionMaxBytes)
      return (await fetch(client, request)).map(({ abortedTransactions }) => abortedTransactions)
    }

    expect(await lists(100)).toEqual([[], null])
    expect(await lists(0)).toEqual([[], []])
    expect(await lists(1_000)).toEqual([[], []])
  })

  test('Fetch v13 puts unknown topic ids before unknown partitions, and both behind what it reads', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = (await client.call(Metadata, 12, { topics: null })).topics[0]?.topicId ?? ''
    const part = (partition: number) => [{ partition, fetchOffset: 0n, partitionMaxBytes: 100 }]
    const topics = [
      { topicId, partitions: part(9) },
      { topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitions: part(0) },
      { topicId, partitions: part(0) }
    ]

    const codes = (await fetch(client, { maxWaitMs: 0, minBytes: 0, topics }, 13)).map(({ errorCode }) => errorCode)
    expect(codes).toEqual([errorCodes.NONE, errorCodes.UNKNOWN_TOPIC_ID, errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
  })

  test('Fetch writes the leader epoch into the batches', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    kafka.moveLeader('t', 0, 1)
    await produce(client, batchOf(['a']))

    const [data] = await fetch(client, wanted(0))
    expect(Buffer.from(data?.records ?? []).readInt32BE(12)).toBe(1)
  })
})

describe('a fetch that waits', () => {
  const patient: Partial<FetchRequest> = { maxWaitMs: 2 ** 31 - 1 }

  test('a fetch that waits is answered by the next append', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using consumer = await connectRaw(kafka.broker(1).port)
    using producer = await connectRaw(kafka.broker(1).port)
    const fetching = fetch(consumer, wanted(0, patient))
    await kafka.received(Fetch)
    await produce(producer, batchOf(['a']))

    expect(recordsIn((await fetching)[0]?.records ?? null)).toEqual([[0n, 'a']])
  })

  test('a fetch that waits is answered once there are minBytes', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 2 } })
    using consumer = await connectRaw(kafka.broker(1).port)
    using producer = await connectRaw(kafka.broker(1).port)
    const batch = batchOf(['a'])
    const fetching = fetch(consumer, wanted(0, { ...patient, minBytes: batch.length + 1 }, [0, 1]))
    await kafka.received(Fetch)
    await produce(producer, batch, 0)
    await produce(producer, batch, 1)

    expect(sizes(await fetching)).toEqual([batch.length, batch.length])
  })

  test('a fetch that waits is answered without records when maxWaitMs is over', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    expect(sizes(await fetch(client, wanted(0, { maxWaitMs: 1 })))).toEqual([0])
  })

  test('a fetch that waits ends when the leader moves or the topic is deleted', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 1 } })
    using first = await connectRaw(kafka.broker(1).port)
    using second = await connectRaw(kafka.broker(2).port)
    const moved = fetch(first, wanted(0, patient))
    await kafka.received(Fetch)
    kafka.moveLeader('t', 0, 2)
    expect((await moved)[0]?.errorCode).toBe(errorCodes.NOT_LEADER_OR_FOLLOWER)

    const deleted = fetch(second, wanted(0, patient))
    await kafka.received(Fetch)
    await first.call(DeleteTopics, 1, { topicNames: ['t'], timeoutMs: 1_000 })
    expect((await deleted)[0]?.errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  })

  test('a fetch that waits makes later requests of its connection wait, as in Kafka, unless maxInFlight is above 1', async () => {
    for (const [maxInFlight, seen] of [
      [1, 0],
      [2, 1]
    ] as const) {
      await using kafka = await startTestingCluster({ topics: { t: 1 }, maxInFlight })
      using client = await connectRaw(kafka.broker(1).port)
      using other = await connectRaw(kafka.broker(1).port)
      let metadataSeen = 0
      kafka.on(Metadata, { nodeId: 1 }, (request, next) => {
        if (request.header.correlationId === 2) metadataSeen++
        return next()
      })
      client.send(Fetch, 12, wanted(0, patient))
      client.send(Metadata, 12, { topics: [] })
      await kafka.received(Fetch)
      await other.call(Metadata, 12, { topics: [] })
      await new Promise(resolve => setImmediate(resolve))
      expect(metadataSeen).toBe(seen)
    }
  })

  test('a fetch that waits leaves no timer and no watcher behind when its client disconnects', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    const client = await connectRaw(kafka.broker(1).port)
    using timers = countOwnTimers()
    client.send(Fetch, 12, wanted(0, patient))
    await kafka.received(Fetch)
    await new Promise(resolve => setImmediate(resolve))
    expect(timers.held).toBe(1)
    client.socket.destroy()
    await until(() => kafka.broker(1).connections === 0)

    expect(timers.held).toBe(0)
  })
})
