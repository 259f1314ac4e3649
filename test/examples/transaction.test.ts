import { type Cluster, connectCluster, errorCodes, specialOffsets } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TransactionalProducer, transactionalProducer } from '../../examples/transaction/transactional-producer.ts'
import { AddPartitionsToTxn, EndTxn, Produce, TxnOffsetCommit } from '../../src/messages.ts'
import { readBatches } from '../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'
import { type Coordinated, coordinate, endAnswer, offsetAnswer, partitionAnswer } from '../support/brokers/transaction-coordinator.ts'

const FAILED = 'the transaction has failed: abort it before you go on'

let kafka: TestingCluster
let cluster: Cluster

describe.each([1, 2] as const)('examples/transaction at transaction.version %i', level => {
  let coordinated: Coordinated
  let producer: TransactionalProducer

  beforeEach(async () => {
    kafka = await startTestingCluster({ brokers: 2, topics: { orders: 3 } })
    coordinated = coordinate(kafka, level)
    cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 1, maxMs: 4, totalMs: 1_000 } })
    producer = await transactionalProducer(cluster, 'payments')
  })
  afterEach(async () => {
    await cluster.close()
    await kafka.close()
  })

  const send = (partition: number, ...values: string[]) =>
    producer.send(
      'orders',
      partition,
      values.map(value => ({ value }))
    )

  test('a transactional producer writes records in the order of the calls, whether or not the caller waits', async () => {
    const requests = countRequests()
    await Promise.all([send(0, 'a'), send(0, 'b'), send(0, 'c'), send(1, 'd'), producer.commit()])
    expect([await valuesIn(0), await valuesIn(1)]).toEqual([['a', 'b', 'c'], ['d']])
    expect(requests.flat().sort()).toEqual([1, 3])
    expect(coordinated).toEqual({ added: level === 1 ? ['orders/0,1'] : [], ended: endsOf('commit') })
  })

  test('a transactional producer ends one transaction before it begins the next', async () => {
    await Promise.all([send(0, 'first'), producer.commit(), send(0, 'second'), producer.commit()])
    expect(await valuesIn(0)).toEqual(['first', 'second'])
    expect(coordinated).toEqual({ added: level === 1 ? ['orders/0', 'orders/0'] : [], ended: endsOf('commit', 'commit') })
  })

  test('a transactional producer splits records that do not fit into one batch into several requests, in order', async () => {
    const requests = countRequests()
    const large = 'x'.repeat(400_000)
    await Promise.all([send(0, large, large, large), send(0, 'the last')])
    expect(requests).toEqual([[2], [2]])
    const lengths = (await readFrom(0, 0n, 2n)).map(({ length }) => length)
    expect(lengths).toEqual([400_000, 400_000, 400_000, 8])
  })

  test('a transactional producer compresses its batches if it was told to', async () => {
    const seen: (string | null)[] = []
    kafka.on(Produce, ({ message }, next) => {
      for (const { records } of message.topicData[0]?.partitionData ?? [])
        for (const { compression } of readBatches(records)) seen.push(compression)
      return next()
    })
    const compressing = await transactionalProducer(cluster, 'invoices', { compression: 'snappy' })
    await compressing.send('orders', 0, [{ value: 'a' }])
    await compressing.commit()
    await send(1, 'b')
    expect(seen).toEqual(['snappy', 'none'])
  })

  test('a transactional producer sends no request for an empty list of records', async () => {
    await send(0)
    await producer.commit()
    expect(coordinated).toEqual({ added: [], ended: [] })
  })

  test('a failed transaction accepts no more writes until it is aborted, and the next one begins with sequence number 0 in another epoch', async () => {
    refuseProduce(errorCodes.MESSAGE_TOO_LARGE)
    const [failed, committed] = [send(0, 'refused'), producer.commit()]
    await expect(failed).rejects.toMatchObject({ errorName: 'MESSAGE_TOO_LARGE' })
    await expect(committed).rejects.toThrow(FAILED)
    await expect(send(1, 'too late')).rejects.toThrow(FAILED)
    await producer.abort()
    expect(producer.producerEpoch).toBe(1)
    await send(0, 'after')
    await producer.commit()
    expect(await valuesIn(0)).toEqual(['after'])
  })

  test('a transaction can be aborted after a commit that was refused', async () => {
    await send(0, 'x')
    kafka.on(EndTxn, { times: 1 }, () => endAnswer(errorCodes.TRANSACTION_ABORTABLE))
    await expect(producer.commit()).rejects.toMatchObject({ errorName: 'TRANSACTION_ABORTABLE' })
    await expect(producer.commit()).rejects.toThrow(FAILED)
    await producer.abort()
    await send(0, 'y')
    await producer.commit()
    expect(coordinated.ended).toEqual(endsOf('abort', 'commit'))
  })

  test('a transaction can be aborted after a commit that never reached the coordinator', async () => {
    await send(0, 'x')
    const restore = loseEnds({ isDone: false })
    await expect(producer.commit()).rejects.toMatchObject({ retriable: true })
    restore()
    await expect(send(0, 'y')).rejects.toThrow('the transaction may be committed already: commit it again, or abort it')
    await producer.abort()
    await send(0, 'z')
    await producer.commit()
    expect(coordinated.ended).toEqual(endsOf('abort', 'commit'))
  })

  test('an abort that was carried out but not answered rejects with maybe-sent, and the producer goes on', async () => {
    await send(0, 'x')
    const restore = loseEnds({ isDone: true })
    await expect(producer.commit()).rejects.toMatchObject({ retriable: true })
    restore()
    await expect(producer.abort()).rejects.toThrow('could not be aborted: its commit, which was not answered, had been carried out')
    await send(0, 'y')
    await producer.commit()
    expect(await valuesIn(0)).toEqual(['x', 'y'])
    expect(coordinated.ended).toEqual(endsOf('commit', 'commit'))
  })

  test('a transaction can be committed again after a commit that was carried out but not answered, and the producer goes on', async () => {
    await send(0, 'x')
    const restore = loseEnds({ isDone: true })
    await expect(producer.commit()).rejects.toMatchObject({ retriable: true })
    restore()
    await producer.commit()
    await send(0, 'y')
    await producer.commit()
    expect(await valuesIn(0)).toEqual(['x', 'y'])
    expect(coordinated.ended).toEqual(endsOf('commit', 'commit'))
  })

  test('a transactional producer cannot be used once another one has its transactional id, also not by an abort', async () => {
    await send(0, 'x')
    kafka.on(EndTxn, () => endAnswer(errorCodes.PRODUCER_FENCED))
    await expect(producer.commit()).rejects.toMatchObject({ errorName: 'PRODUCER_FENCED' })
    for (const act of [() => producer.abort(), () => producer.commit(), () => send(0, 'y')]) {
      await expect(act()).rejects.toThrow('the transaction cannot go on, and neither can its producer: create a new one')
    }
    expect(producer.producerEpoch).toBe(0)
  })

  test('a transaction can be aborted if only a partition leader refused the epoch', async () => {
    refuseProduce(errorCodes.INVALID_PRODUCER_EPOCH)
    await expect(send(0, 'x')).rejects.toMatchObject({ errorName: 'INVALID_PRODUCER_EPOCH' })
    await producer.abort()
    await send(0, 'y')
    await producer.commit()
    expect(await valuesIn(0)).toEqual(['y'])
  })

  test('a transaction of which nothing has reached the coordinator can be aborted', async () => {
    if (level === 1)
      kafka.on(AddPartitionsToTxn, { times: 1 }, ({ message }) =>
        partitionAnswer(message.v3AndBelowTopics, errorCodes.TRANSACTION_ABORTABLE)
      )
    else refuseProduce(errorCodes.TRANSACTION_ABORTABLE)
    await expect(send(0, 'x')).rejects.toMatchObject({ errorName: 'TRANSACTION_ABORTABLE' })
    await producer.abort()
    await send(0, 'y')
    await producer.commit()
    expect(coordinated.ended).toEqual(['commit 1'])
  })

  test('sendOffsets names the member of the group, and commits all offsets of a topic in one request', async () => {
    const member = { groupId: 'readers', generationId: 7, memberId: 'member-1', groupInstanceId: 'instance-1' }
    const positions = [0, 1].map(partition => ({ topic: 'orders', partition, offset: 5n }))
    kafka.on(TxnOffsetCommit, async ({ message }, next) => {
      await next() // refused, because the group has no such member
      return offsetAnswer(message.topics, errorCodes.NONE)
    })
    await producer.sendOffsets(member, positions)
    await producer.commit()
    const { message } = await kafka.received(TxnOffsetCommit)
    expect(message).toMatchObject({ groupId: 'readers', generationIdOrMemberEpoch: 7, memberId: 'member-1', groupInstanceId: 'instance-1' })
    expect(message.topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([['orders', 2]])
    expect(coordinated).toEqual({ added: level === 1 ? ['group readers'] : [], ended: endsOf('commit') })
  })

  test('a transaction has to be aborted if the group has another generation than sendOffsets names', async () => {
    kafka.on(TxnOffsetCommit, { times: 1 }, async ({ message }, next) => {
      await next()
      return offsetAnswer(message.topics, errorCodes.ILLEGAL_GENERATION)
    })
    const positions = [{ topic: 'orders', partition: 0, offset: 5n }]
    await expect(producer.sendOffsets({ groupId: 'readers', generationId: 6 }, positions)).rejects.toMatchObject({
      errorName: 'ILLEGAL_GENERATION'
    })
    await expect(producer.commit()).rejects.toThrow(FAILED)
    await producer.abort()
    await producer.sendOffsets('readers', positions)
    await producer.commit()
    expect(coordinated.ended).toEqual(endsOf('abort', 'commit'))
  })

  // At level 2 each commit and abort makes another epoch. At level 1 only an abort does.
  function endsOf(...ends: readonly ('commit' | 'abort')[]): string[] {
    let epoch = 0
    return ends.map(kind => `${kind} ${level === 2 || kind === 'abort' ? epoch++ : epoch}`)
  }
})

// Loses the answer to every EndTxn, carried out or not, until the returned function is called.
function loseEnds({ isDone }: { readonly isDone: boolean }): () => void {
  return kafka.on(EndTxn, async ({ nodeId }, next) => {
    if (isDone) await next()
    kafka.broker(nodeId).fault({ after: { bytes: 1 }, do: 'reset' })
    return endAnswer(0) // which is lost
  })
}

function refuseProduce(errorCode: number): void {
  kafka.on(Produce, { times: 1 }, ({ message }) => ({
    responses: message.topicData.map(({ name, partitionData }) => ({
      name: name ?? '',
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: specialOffsets.INVALID_OFFSET }))
    }))
  }))
}

// Collects, for each Produce from now on, the number of records of each partition.
function countRequests(): number[][] {
  const requests: number[][] = []
  kafka.on(Produce, ({ message }, next) => {
    const batches = message.topicData.flatMap(({ partitionData }) => partitionData.map(({ records }) => [...readBatches(records)]))
    requests.push(batches.map(all => all.reduce((sum, { count }) => sum + count, 0)))
    return next()
  })
  return requests
}

async function valuesIn(partition: number): Promise<string[]> {
  return readFrom(partition, 0n)
}

// Reads the values of the batches that begin at these offsets. A Fetch returns one large batch.
async function readFrom(partition: number, ...offsets: readonly bigint[]): Promise<string[]> {
  const values: string[] = []
  for (const fetchOffset of offsets) {
    const partitions = [{ partition, fetchOffset, partitionMaxBytes: 1_000_000 }]
    const { responses } = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions }] })
    for (const batch of readBatches(responses[0]?.partitions[0]?.records ?? null)) {
      for (const { value } of batch.records()) values.push(Buffer.from(value ?? '').toString())
    }
  }
  return values
}
