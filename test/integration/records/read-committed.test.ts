import { describe, expect, test } from 'vitest'
import { type Connection, connect, type Decoded, type IsolationLevel, isolationLevels, throwIfError } from '../../../src/index.ts'
import { Fetch, type FetchResponse } from '../../../src/messages.ts'
import { controlType, readBatches } from '../../../src/records/index.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { append, batchOf, fetchFrom } from '../support/records/records.ts'
import { createTopic, type Topic } from '../support/topics.ts'
import { transactionalProducer } from '../support/transactions.ts'

type Partition = Decoded<FetchResponse>['responses'][number]['partitions'][number]

const { READ_UNCOMMITTED, READ_COMMITTED } = isolationLevels

describe.each(brokers())('records of transactions on $name', ({ bootstrap }) => {
  test('aborted records are left out when the batches of two producers are mixed', async () => {
    await using connection = await connect(firstAddress(bootstrap))
    await using topic = await createTopic(connection)
    await using first = await transactionalProducer(connection, topic)
    await using second = await transactionalProducer(connection, topic)
    await first.append(['aborted', 'aborted'])
    await second.append(['committed'], 'gzip')
    await append(connection, topic, batchOf([{ key: null, value: 'outside' }]))
    await first.append(['aborted'], 'lz4')
    await first.end(false)
    await second.append(['committed'])
    await first.append(['committed later'], 'snappy')
    await second.end(true)
    await first.end(true)

    const { records, abortedTransactions, lastStableOffset } = await fetch(connection, topic, READ_COMMITTED)
    expect(abortedTransactions).toEqual([{ producerId: first.producerId, firstOffset: 0n }])
    expect(lastStableOffset).toBe(10n)
    const batches = [...readBatches(records, { topic: topic.name, partition: 0, abortedTransactions })]
    expect(batches.flatMap(batch => [...batch.records()].map(({ offset, value }) => [offset, textOf(value)]))).toEqual([
      [2n, 'committed'],
      [3n, 'outside'],
      [6n, 'committed'],
      [7n, 'committed later']
    ])
    expect(batches.filter(({ isAborted }) => isAborted).map(({ baseOffset }) => baseOffset)).toEqual([0n, 4n])
    const markers = batches.flatMap(batch => [...batch.controlRecords()].map(record => ({ batch, record })))
    expect(markers.map(({ batch, record }) => [record.offset, batch.producerId, controlType(record)])).toEqual([
      [5n, first.producerId, 'ABORT'],
      [8n, second.producerId, 'COMMIT'],
      [9n, first.producerId, 'COMMIT']
    ])
  })

  test('READ_UNCOMMITTED reads all records, and READ_COMMITTED reads none after the start of an open transaction', async () => {
    await using connection = await connect(firstAddress(bootstrap))
    await using topic = await createTopic(connection)
    await using first = await transactionalProducer(connection, topic)
    await using second = await transactionalProducer(connection, topic)
    await first.append(['aborted'])
    await first.end(false)
    await second.append(['open'])
    await append(connection, topic, batchOf([{ key: null, value: 'outside' }]))

    const everything = await fetch(connection, topic, READ_UNCOMMITTED)
    expect(everything.abortedTransactions).toBeNull()
    expect(valuesIn(everything)).toEqual(['aborted', 'open', 'outside'])
    const stable = await fetch(connection, topic, READ_COMMITTED)
    expect(stable).toMatchObject({ lastStableOffset: 2n, highWatermark: 4n })
    expect(valuesIn(stable)).toEqual([])
    await second.end(true)
    expect(valuesIn(await fetch(connection, topic, READ_COMMITTED))).toEqual(['open', 'outside'])
  })
})

async function fetch(connection: Connection, topic: Topic, isolationLevel: IsolationLevel): Promise<Partition> {
  const { responses } = throwIfError(await connection.send(Fetch, { ...fetchFrom(topic, 0n), isolationLevel }))
  const partition = responses[0]?.partitions[0]
  if (partition === undefined) throw new Error(`Fetch was answered without a partition of ${topic.name}`)
  return partition
}

function valuesIn({ records, abortedTransactions }: Partition): string[] {
  return [...readBatches(records, { abortedTransactions })].flatMap(batch => [...batch.records()].map(({ value }) => textOf(value)))
}

function textOf(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString()
}
