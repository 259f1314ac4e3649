import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { connectCluster, errorCodes, specialOffsets } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Producer } from '../../examples/producer/producer.ts'
import { InitProducerId, Metadata, Produce } from '../../src/messages.ts'
import { partitionForKey, readBatches } from '../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'

const MAIN = fileURLToPath(new URL('../../examples/producer/main.ts', import.meta.url))

let kafka: TestingCluster
beforeEach(async () => {
  kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
})
afterEach(() => kafka.close())

describe('examples/producer', () => {
  test('a producer resolves with the offset of each message, and the log has them in the order in which they were sent', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    expect(await Promise.all(['a', 'b', 'c'].map(value => producer.send({ topic: 'orders', partition: 1, value })))).toEqual([0n, 1n, 2n])
    expect(await producer.send({ topic: 'orders', partition: 1, value: 'd' })).toBe(3n)
    expect(await valuesIn(1)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a producer gathers messages that are sent while a batch is in flight into the next batch', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    const counts = countBatches()
    const sent: Promise<bigint>[] = []
    const send = (value: string) => sent.push(producer.send({ topic: 'orders', partition: 0, value }))
    kafka.on(Produce, { times: 1 }, (_, next) => {
      for (const value of ['b', 'c', 'd']) send(value)
      return next()
    })
    send('a')
    await producer.flush()
    expect(await Promise.all(sent)).toEqual([0n, 1n, 2n, 3n])
    expect(counts).toEqual([1, 3])
  })

  test('a producer sends all batches that are ready for one leader in one request', async () => {
    await using alone = await startTestingCluster({ topics: { orders: 3 } })
    await using cluster = await connectCluster({ bootstrapServers: alone.bootstrap })
    await using producer = new Producer(cluster)
    const partitions: number[] = []
    alone.on(Produce, ({ message }, next) => {
      partitions.push(message.topicData.flatMap(({ partitionData }) => partitionData).length)
      return next()
    })
    await Promise.all([0, 1, 2].map(partition => producer.send({ topic: 'orders', partition, value: 'x' })))
    expect(partitions).toEqual([3])
  })

  test('a producer has a message in the log once if the answer was lost and the batch was sent again', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    await producer.send({ topic: 'orders', partition: 0, value: 'before' })
    let appended = 0
    kafka.on(Produce, { times: 1 }, async (_, next) => {
      await next()
      appended++
      for (const broker of kafka.brokers) broker.fault({ after: { bytes: 1 }, do: 'reset' })
      return { responses: [] }
    })
    expect(await producer.send({ topic: 'orders', partition: 0, value: 'lost' })).toBe(1n)
    expect(await producer.send({ topic: 'orders', partition: 0, value: 'after' })).toBe(2n)
    expect(await valuesIn(0)).toEqual(['before', 'lost', 'after'])
    expect(appended).toBe(1)
  })

  test('a producer goes on at the new leader when a partition moves', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    for (const node of [1, 2, 3, 1]) {
      kafka.moveLeader('orders', 0, node)
      await producer.send({ topic: 'orders', partition: 0, value: `led by ${node}` })
    }
    expect(await valuesIn(0)).toEqual(['led by 1', 'led by 2', 'led by 3', 'led by 1'])
  })

  test('a producer sends a batch again after NOT_ENOUGH_REPLICAS, also if the cluster makes one attempt only', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { maxAttempts: 1 } })
    await using producer = new Producer(cluster)
    refuseOnce(errorCodes.NOT_ENOUGH_REPLICAS)
    expect(await producer.send({ topic: 'orders', partition: 0, value: 'x' })).toBe(0n)
  })

  test('a producer takes DUPLICATE_SEQUENCE_NUMBER as success', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    refuseOnce(errorCodes.DUPLICATE_SEQUENCE_NUMBER)
    expect(await producer.send({ topic: 'orders', partition: 0, value: 'x' })).toBe(-1n)
  })

  test('a producer rejects the messages of a refused batch, no others, and goes on with another producer id', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    const ids: (bigint | undefined)[] = []
    kafka.on(InitProducerId, async (_, next) => {
      const answer = await next()
      ids.push(answer.producerId)
      return answer
    })
    await producer.send({ topic: 'orders', partition: 1, value: 'fine' })
    refuseOnce(errorCodes.MESSAGE_TOO_LARGE)
    const refused = [0, 1].map(i => producer.send({ topic: 'orders', partition: 0, value: `refused ${i}` }))
    for (const each of refused) await expect(each).rejects.toMatchObject({ code: 'KAFKA_BROKER', errorName: 'MESSAGE_TOO_LARGE' })
    expect(await producer.send({ topic: 'orders', partition: 0, value: 'fine' })).toBe(0n)
    expect(await producer.send({ topic: 'orders', partition: 1, value: 'fine' })).toBe(1n)
    expect(new Set(ids).size).toBe(2)
  })

  test('a producer rejects only the one message that cannot be encoded', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    const send = (value: unknown) => producer.send({ topic: 'orders', partition: 0, value: value as string })
    const [first, wrong, last] = [send('a'), send(7), send('b')]
    await expect(wrong).rejects.toMatchObject({ code: 'KAFKA_ENCODE' })
    expect([await first, await last]).toEqual([0n, 1n])
  })

  test('a producer has the messages of a key in one partition, in order, also those sent before it knows the number of partitions', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    for (const key of ['a', 'b', 'c', 'd']) for (const i of [0, 1]) void producer.send({ topic: 'orders', key, value: `${key}${i}` })
    await producer.flush()
    for (const key of ['a', 'b', 'c', 'd']) {
      const own = (await valuesIn(partitionForKey(key, 3))).filter(value => value.startsWith(key))
      expect(own).toEqual([`${key}0`, `${key}1`])
    }
  })

  test('a producer rejects messages to a topic that it may not see, and accepts later ones when it may', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster)
    const allow = kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      return {
        ...answer,
        topics: answer.topics.map(topic => ({ ...topic, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, partitions: [] }))
      }
    })
    await expect(producer.send({ topic: 'orders', value: 'x' })).rejects.toMatchObject({ errorName: 'TOPIC_AUTHORIZATION_FAILED' })
    allow()
    expect(await producer.send({ topic: 'orders', value: 'x' })).toBe(0n)
  })

  test('a producer is not writable while too many bytes wait, and drained resolves when they are gone', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using producer = new Producer(cluster, { maxBufferedBytes: 500 })
    const sent = [producer.send({ topic: 'orders', partition: 0, value: 'x'.repeat(300) })]
    expect(producer.writable).toBe(true)
    sent.push(producer.send({ topic: 'orders', partition: 0, value: 'x'.repeat(300) }))
    expect(producer.writable).toBe(false)
    await producer.drained()
    expect(producer.writable).toBe(true)
    await Promise.all(sent)
  })

  test('a closed producer accepts no messages, and settles those that it has', async () => {
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const producer = new Producer(cluster)
    const sent = producer.send({ topic: 'orders', partition: 0, value: 'x' })
    await producer.close()
    expect(await sent).toBe(0n)
    await expect(producer.send({ topic: 'orders', partition: 0, value: 'x' })).rejects.toThrow('the producer is closed')
  })

  test.each([
    ['lines', [], 'first\nsecond\n', 'first second'],
    ['messages of its own', ['--count', '2'], '', 'message 0 message 1']
  ])('the producer example sends %s from the command line', async (_, args, input, values) => {
    const child = execFile(process.execPath, ['--import', 'tsx', MAIN, '--bootstrap', kafka.bootstrap, '--topic', 'orders', ...args])
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', data => (output += data))
    child.stdin?.end(input)
    await once(child, 'close')
    expect(output).toBe('2 messages are in orders\n')
    expect((await valuesIn(0, 1, 2)).sort().join(' ')).toBe(values)
  })

  test('the producer example refuses a count that is no whole number', async () => {
    const args = ['--bootstrap', kafka.bootstrap, '--topic', 'orders', '--count', 'abc']
    const stderr = 'producer: --count must be a whole number, not abc\n'
    await expect(promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, ...args])).rejects.toMatchObject({ code: 1, stderr })
  })
})

/** Reads the values of all records in these partitions, in order per partition. */
async function valuesIn(...partitions: readonly number[]): Promise<string[]> {
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const wanted = partitions.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_048_576 }))
  const { responses } = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions: wanted }] })
  const batches = responses.flatMap(each => each.partitions.flatMap(({ records }) => [...readBatches(records)]))
  return batches.flatMap(batch => [...batch.records()].map(({ value }) => Buffer.from(value ?? '').toString()))
}

/** Collects the number of records of each batch that is produced from now on. */
function countBatches(): number[] {
  const counts: number[] = []
  kafka.on(Produce, ({ message }, next) => {
    for (const { records } of message.topicData.flatMap(({ partitionData }) => partitionData)) {
      for (const batch of readBatches(records)) counts.push(batch.count)
    }
    return next()
  })
  return counts
}

/** Answers the next Produce with an error code for each of its partitions, without appending records. */
function refuseOnce(errorCode: number): void {
  kafka.on(Produce, { times: 1 }, ({ message }) => ({
    responses: message.topicData.map(({ name, partitionData }) => ({
      name: name ?? '',
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: specialOffsets.INVALID_OFFSET }))
    }))
  }))
}
