import { describe, expect, test } from 'vitest'
import { type AbortedTransaction, batchBuilder, controlType, readBatches } from '../../../../src/records/index.ts'
import { onlyBatch, rawBatch, text } from './raw-batch.ts'

const ABORT = '00000000'
const COMMIT = '00000001'

describe('readBatches with abortedTransactions', () => {
  // Two producers take turns. The first aborts and then commits; the second commits and then
  // aborts. Producer 3 has no transactions.
  const log = [
    data(0n, 1n, 'a'),
    data(1n, 2n, 'b'),
    marker(2n, 1n, ABORT),
    plain(3n, 'c'),
    data(4n, 1n, 'd'),
    marker(5n, 2n, COMMIT),
    data(6n, 2n, 'e'),
    marker(7n, 1n, COMMIT),
    marker(8n, 2n, ABORT),
    data(9n, 2n, 'f')
  ]
  const aborted = [
    { producerId: 1n, firstOffset: 0n },
    { producerId: 2n, firstOffset: 6n }
  ]

  test('readBatches leaves out the records of aborted transactions, whatever the order of the list', () => {
    expect(valuesOf(log, aborted)).toEqual(['b', 'c', 'd', 'f'])
    expect(valuesOf(log, aborted.toReversed())).toEqual(['b', 'c', 'd', 'f'])
  })

  test('readBatches leaves out only markers if there is no list of aborted transactions', () => {
    for (const list of [undefined, null, []]) expect(valuesOf(log, list)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  test('readBatches yields every batch, and tells which are aborted', () => {
    const batches = [...readBatches(Buffer.concat(log), { abortedTransactions: aborted })]
    expect(batches.map(({ lastOffset }) => lastOffset)).toEqual(log.map((_, i) => BigInt(i)))
    expect(batches.flatMap(({ isAborted, lastOffset }) => (isAborted ? [lastOffset] : []))).toEqual([0n, 6n])
  })

  test('readBatches keeps records that the producer sent outside of transactions', () => {
    const outside = rawBatch({ baseOffset: 1n, producerId: 1n, records: '10 00 00 00 02 6b 02 78 00' })
    expect(valuesOf([data(0n, 1n, 'a'), outside], [{ producerId: 1n, firstOffset: 0n }])).toEqual(['x'])
  })

  test('readBatches ends an aborted transaction only at an ABORT marker', () => {
    const parts = [data(0n, 1n, 'a'), marker(1n, 1n, COMMIT), data(2n, 1n, 'b')]
    expect(valuesOf(parts, [{ producerId: 1n, firstOffset: 0n }])).toEqual([])
  })

  test('readBatches leaves out records until the next marker if one is damaged or was removed by compaction', () => {
    const damaged = marker(1n, 1n, ABORT)
    damaged[damaged.length - 1] = 1
    const compacted = rawBatch({ baseOffset: 2n, attributes: 0x30, producerId: 1n, count: 0, lastOffsetDelta: 0, records: '' })
    const parts = [data(0n, 1n, 'a'), damaged, compacted, data(3n, 1n, 'b'), marker(4n, 1n, ABORT), data(5n, 1n, 'c')]
    const batches = [...readBatches(Buffer.concat(parts), { abortedTransactions: [{ producerId: 1n, firstOffset: 0n }] })]
    expect(batches.map(({ isAborted }) => isAborted)).toEqual([true, false, false, true, false, false])
    expect(() => batches[1]?.records()).toThrow('CRC-32C')
  })
})

describe('control records', () => {
  test.each([
    ['00000000', 'ABORT'],
    ['00000001', 'COMMIT'],
    ['00000002', 'LEADER_CHANGE'],
    ['00000006', 'KRAFT_VOTERS'],
    ['00010001', 'COMMIT'],
    ['00007f7f', 'UNKNOWN'],
    ['0000ffff', 'UNKNOWN'],
    ['0000', 'UNKNOWN']
  ])('control records of key %s are %s', (key, type) => {
    const [record] = onlyBatch(marker(0n, 1n, key)).controlRecords()
    expect(record && controlType(record)).toBe(type)
  })

  test('control records without a key are UNKNOWN', () => {
    const [record] = onlyBatch(rawBatch({ attributes: 0x20, records: '0c 00 00 00 01 01 00' })).controlRecords()
    expect(record && controlType(record)).toBe('UNKNOWN')
  })
})

function valuesOf(log: Uint8Array[], abortedTransactions: AbortedTransaction[] | null | undefined): (string | null)[] {
  const values: (string | null)[] = []
  for (const batch of readBatches(Buffer.concat(log), { abortedTransactions })) {
    for (const record of batch.records()) values.push(text(record.value))
  }
  return values
}

function data(baseOffset: bigint, producerId: bigint, value: string): Uint8Array {
  const builder = batchBuilder()
  builder.append({ value })
  return builder.build({ baseOffset, producerId, producerEpoch: 0, baseSequence: 0, isTransactional: true })
}

function marker(baseOffset: bigint, producerId: bigint, key: string): Uint8Array {
  const builder = batchBuilder()
  builder.append({ key: Buffer.from(key, 'hex'), value: Buffer.from('000000000005', 'hex') })
  return builder.build({ baseOffset, producerId, producerEpoch: 0, isTransactional: true, isControl: true })
}

function plain(baseOffset: bigint, value: string): Uint8Array {
  const builder = batchBuilder()
  builder.append({ value })
  return builder.build({ baseOffset })
}
