import { expect, test } from 'vitest'
import { absentValues, acks, replicaIds, specialTimestamps, throwIfError } from '../../../../src/index.ts'
import {
  DeleteRecords,
  DescribeProducers,
  Fetch,
  InitProducerId,
  ListOffsets,
  OffsetForLeaderEpoch,
  Produce
} from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { recordsIn } from '../records/records.ts'
import { MIXED, type Setting } from './setting.ts'

const ALL_NODES = [1, 2, 3]
const { LATEST, EARLIEST } = specialTimestamps

/** Tests of the APIs for the leaders of partitions, with all six partitions in one request. */
export function recordTests(at: () => Setting): void {
  let producerId: bigint = absentValues.NO_PRODUCER_ID

  test('InitProducerId without a transactional id is answered by any broker with a new id', async () => {
    const { response } = await at().routed.send(InitProducerId, { transactionalId: null, transactionTimeoutMs: 60_000 })
    producerId = throwIfError(response).producerId
    expect(producerId).toBeGreaterThanOrEqual(0n)
  })

  test('Produce by name writes to the leaders of all partitions, and Fetch reads the records back from each', async () => {
    const { routed, topic } = at()
    const partitionData = MIXED.map(index => ({ index, records: batch(`of ${index}`, producerId) }))
    const produced = await routed.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name: topic, partitionData }] })
    expect(produced.nodeIds).toEqual(ALL_NODES)
    const written = throwIfError(produced.response).responses[0]?.partitionResponses ?? []
    expect(written.map(({ index, baseOffset }) => [index, baseOffset])).toEqual(MIXED.map(index => [index, 0n]))

    const partitions = MIXED.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 100_000 }))
    const fetched = await routed.send(Fetch, { maxWaitMs: 100, minBytes: 1, topics: [{ topic, partitions }] })
    expect(fetched.nodeIds).toEqual(ALL_NODES)
    const read = throwIfError(fetched.response).responses[0]?.partitions ?? []
    expect(read.map(({ partitionIndex, records }) => [partitionIndex, recordsIn(records).map(({ value }) => value)])).toEqual(
      MIXED.map(index => [index, [`of ${index}`, 'the second']])
    )
  })

  test('Produce and Fetch by topic id reach the leaders of all partitions', async () => {
    const { routed, topicId } = at()
    const partitionData = MIXED.map(index => ({ index, records: batch(`by id ${index}`) }))
    const produced = await routed.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ topicId, partitionData }] })
    expect(produced.nodeIds).toEqual(ALL_NODES)
    const written = throwIfError(produced.response).responses
    expect(written[0]?.partitionResponses.map(({ index, baseOffset }) => [index, baseOffset])).toEqual(MIXED.map(index => [index, 2n]))
    const partitions = MIXED.map(partition => ({ partition, fetchOffset: 2n, partitionMaxBytes: 100_000 }))
    const fetched = await routed.send(Fetch, { maxWaitMs: 100, minBytes: 1, topics: [{ topicId, partitions }] })
    const read = throwIfError(fetched.response).responses
    expect(read.map(each => each.topicId)).toEqual([topicId])
    expect(read[0]?.partitions.map(each => [each.partitionIndex, recordsIn(each.records)[0]?.value])).toEqual(
      MIXED.map(index => [index, `by id ${index}`])
    )
  })

  test('ListOffsets and OffsetForLeaderEpoch return the end of each partition', async () => {
    const { routed, topic: name } = at()
    const partitions = MIXED.map(partitionIndex => ({ partitionIndex, timestamp: LATEST }))
    const listed = await routed.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [{ name, partitions }] })
    expect(listed.nodeIds).toEqual(ALL_NODES)
    const ends = throwIfError(listed.response).topics[0]?.partitions ?? []
    expect(ends.map(({ partitionIndex, offset }) => [partitionIndex, offset])).toEqual(MIXED.map(index => [index, 4n]))
    const epochs = MIXED.map(partition => ({ partition, leaderEpoch: 0 }))
    const told = await routed.send(OffsetForLeaderEpoch, { replicaId: replicaIds.CONSUMER, topics: [{ topic: name, partitions: epochs }] })
    expect(told.nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(told.response).topics[0]?.partitions.map(each => [each.partition, each.leaderEpoch, each.endOffset])).toEqual(
      MIXED.map(index => [index, 0, 4n])
    )
  })

  test('DescribeProducers returns the producer of every partition', async () => {
    const { routed, topic: name } = at()
    const { response, nodeIds } = await routed.send(DescribeProducers, { topics: [{ name, partitionIndexes: [...MIXED] }] })
    expect(nodeIds).toEqual(ALL_NODES)
    const partitions = throwIfError(response).topics[0]?.partitions ?? []
    expect(
      partitions.map(each => [each.partitionIndex, each.activeProducers.map(producer => [producer.producerId, producer.lastSequence])])
    ).toEqual(MIXED.map(index => [index, [[producerId, 1]]]))
  })

  test('DeleteRecords moves the start offset of every partition', async () => {
    const { routed, topic: name } = at()
    const partitions = MIXED.map(partitionIndex => ({ partitionIndex, offset: 1n }))
    const { response, nodeIds } = await routed.send(DeleteRecords, { topics: [{ name, partitions }], timeoutMs: 10_000 })
    expect(nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(response).topics[0]?.partitions.map(each => [each.partitionIndex, each.lowWatermark])).toEqual(
      MIXED.map(index => [index, 1n])
    )
    const asked = MIXED.map(partitionIndex => ({ partitionIndex, timestamp: EARLIEST }))
    const listed = await routed.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [{ name, partitions: asked }] })
    expect(listed.response.topics[0]?.partitions.map(({ offset }) => offset)).toEqual(MIXED.map(() => 1n))
  })
}

function batch(value: string, producerId?: bigint): Uint8Array {
  const builder = batchBuilder()
  builder.append({ value })
  builder.append({ value: 'the second' })
  return builder.build(producerId === undefined ? {} : { producerId, producerEpoch: 0, baseSequence: 0 })
}
