import { describe, expect, test } from 'vitest'
import { Produce } from '../../../../src/messages.ts'
import { acks, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { batchOf } from '../../../support/vectors/records.ts'
import { TransactionalClient } from '../transactions/transactional-client.ts'
import { newFolder } from './folders.ts'

async function rerun(dataDir: string, options: TestingClusterOptions = {}): Promise<TestingCluster> {
  return startTestingCluster({ dataDir, ...options })
}

describe('producers of a cluster with a data directory', () => {
  const send = async (kafka: TestingCluster, producerId: bigint, baseSequence: number, value: string): Promise<unknown> => {
    using client = await connectRaw(kafka.broker(1).port)
    const records = batchOf([value], { producerId, producerEpoch: 0, baseSequence })
    const topicData = [{ name: 't', partitionData: [{ index: 0, records }] }]
    const { responses } = await client.call(Produce, 11, { acks: acks.ALL, timeoutMs: 1_000, topicData })
    const { errorCode, baseOffset } = responses[0]?.partitionResponses[0] ?? {}
    return { errorCode, baseOffset }
  }

  test('a producer that goes on in a second run is judged by the batches of the first', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    expect(await send(first, 5n, 0, 'a')).toEqual({ errorCode: 0, baseOffset: 0n })
    expect(await send(first, 5n, 1, 'b')).toEqual({ errorCode: 0, baseOffset: 1n })
    await first.close()

    await using second = await rerun(dataDir)
    expect(await send(second, 5n, 1, 'b')).toEqual({ errorCode: 0, baseOffset: 1n })
    expect(await send(second, 5n, 3, 'd')).toMatchObject({ errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER })
    expect(await send(second, 5n, 2, 'c')).toEqual({ errorCode: 0, baseOffset: 2n })
  })

  test('producer ids of a second run come from the next block of 1,000', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir })
    using before = await TransactionalClient.connect(first.broker(1).port)
    expect(await before.begin({ transactionalId: null })).toMatchObject({ producerId: 0n })
    await first.close()

    await using second = await rerun(dataDir)
    using after = await TransactionalClient.connect(second.broker(1).port)
    expect(await after.begin({ transactionalId: null })).toMatchObject({ producerId: 1_000n })
    expect(await after.begin({ transactionalId: null })).toMatchObject({ producerId: 1_001n })
  })

  test('an open transaction stays open in a second run, where it can be committed', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    using before = await TransactionalClient.connect(first.broker(1).port)
    const producer = await before.begin()
    await before.add(producer)
    await before.produce(producer, 'a')
    await first.close()

    await using second = await rerun(dataDir)
    using after = await TransactionalClient.connect(second.broker(1).port)
    expect(await after.committed()).toEqual({ values: [], stableOffset: 0n })
    expect(await after.produce(producer, 'b', { baseSequence: 1 })).toBe(0)
    expect(await after.end(producer, true)).toMatchObject({ errorCode: 0 })
    expect(await after.committed()).toEqual({ values: ['a', 'b'], stableOffset: 3n })
  })

  test('an open transaction is fenced or timed out in a second run, and an aborted one stays aborted', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    using before = await TransactionalClient.connect(first.broker(1).port)
    const producer = await before.begin()
    await before.add(producer)
    await before.produce(producer, 'aborted')
    await first.close()

    const second = await rerun(dataDir)
    using other = await TransactionalClient.connect(second.broker(1).port)
    second.advance(60_001)
    expect(await other.committed()).toEqual({ values: [], stableOffset: 2n })
    expect(await other.end(producer, true)).toMatchObject({ errorCode: errorCodes.PRODUCER_FENCED })
    await second.close()

    await using third = await rerun(dataDir)
    using last = await TransactionalClient.connect(third.broker(1).port)
    expect(await last.committed()).toEqual({ values: [], stableOffset: 2n })
    expect(third.snapshot().topics[0]?.partitions[0]?.endOffset).toBe(2n)
  })
})
