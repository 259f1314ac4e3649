import { describe, expect, test } from 'vitest'
import { absentValues, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { readBatches } from '../../../../src/records/index.ts'
import type { AppendRules } from '../../../../src/testing/storage/append-rules.ts'
import { Partition } from '../../../../src/testing/storage/partition.ts'
import { refuse } from '../../../../src/testing/storage/refusal.ts'
import { batchOf, recordsIn } from '../../../support/vectors/records.ts'

const RULES: AppendRules = {
  ...{ maxMessageBytes: 1_000_000, needsKeys: false, isLogAppendTime: false },
  ...{ topicName: 't', compression: undefined },
  ...{ earliest: 0n, latest: 1n << 62n, timeMs: 0n }
}
const marker = { producerId: 7n, producerEpoch: 0, coordinatorEpoch: 3, timestamp: 5_000n }

function begun(): Partition {
  const partition = new Partition(0, [1])
  partition.append(batchOf(['before']), RULES)
  partition.append(batchOf(['a', 'b'], { producerId: 7n, producerEpoch: 0, baseSequence: 0, isTransactional: true }), RULES)
  partition.append(batchOf(['after']), RULES)
  return partition
}

const read = (partition: Partition, endOffset: number): Uint8Array => partition.log.read(0, RULES.maxMessageBytes, true, endOffset)

describe('The last stable offset of a partition', () => {
  test('is the end of the log while no transaction is open', () => {
    const partition = new Partition(0, [1])
    partition.append(batchOf(['a']), RULES)
    expect(partition.stableOffset).toBe(1)
  })

  test('stays at the first record of the oldest open transaction', () => {
    const partition = begun()
    partition.append(batchOf(['c'], { producerId: 8n, producerEpoch: 0, baseSequence: 0, isTransactional: true }), RULES)
    expect(partition.stableOffset).toBe(1)
    expect(recordsIn(read(partition, partition.stableOffset))).toEqual([[0n, 'before']])
    partition.endTransaction(marker, true)
    expect(partition.stableOffset).toBe(4)
    partition.endTransaction({ ...marker, producerId: 8n }, true)
    expect(partition.stableOffset).toBe(7)
  })
})

describe('A marker in a partition', () => {
  test('is a control batch of magic 2 with the type and the epoch of the coordinator', () => {
    const partition = begun()
    partition.endTransaction(marker, true)
    const bytes = Buffer.from(partition.log.read(4, RULES.maxMessageBytes, true))
    const [batch] = readBatches(bytes)

    expect(batch).toMatchObject({
      baseOffset: 4n,
      producerId: 7n,
      producerEpoch: 0,
      baseSequence: absentValues.NO_SEQUENCE,
      isTransactional: true,
      isControl: true
    })
    // The bytes of a marker that Kafka 4.4.0 wrote, from the number of records on, but for the epoch.
    expect(bytes.subarray(57).toString('hex')).toBe('00000001200000000800000001' + '0c000000000003' + '00')
  })

  test('puts an aborted transaction on the list of Fetch, up to the offset of the marker', () => {
    const partition = begun()
    partition.endTransaction(marker, false)
    expect(partition.abortedFrom(4)).toEqual([{ producerId: 7n, firstOffset: 1, markerOffset: 4 }])
    expect(partition.abortedFrom(5)).toEqual([])
  })

  test('puts a committed transaction, or one without records, on no list', () => {
    const partition = begun()
    partition.endTransaction(marker, true)
    partition.endTransaction({ ...marker, producerId: 9n }, false)
    expect(partition.abortedFrom(0)).toEqual([])
    expect(partition.log.endOffset).toBe(6)
  })

  test('is refused with an epoch below that of the last batch', () => {
    const partition = begun()
    partition.endTransaction({ ...marker, producerEpoch: 2 }, false)
    expect(partition.endTransaction({ ...marker, producerEpoch: 1 }, false)).toMatchObject({ errorCode: errorCodes.INVALID_PRODUCER_EPOCH })
    expect(partition.log.endOffset).toBe(5)
  })

  test('with the next epoch makes the producer begin at sequence 0', () => {
    const partition = begun()
    partition.endTransaction({ ...marker, producerEpoch: 1 }, true)
    const next = { producerId: 7n, producerEpoch: 1, isTransactional: true }
    expect(partition.append(batchOf(['d'], { ...next, baseSequence: 2 }), RULES)).toMatchObject({
      errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER
    })
    expect(partition.append(batchOf(['d'], { ...next, baseSequence: 0 }), RULES)).toMatchObject({ baseOffset: 5 })
  })
})

describe('A transactional batch', () => {
  const batch = batchOf(['a'], { producerId: 7n, producerEpoch: 0, baseSequence: 0, isTransactional: true })

  test('is appended only if the check of its transaction allows it', () => {
    const partition = new Partition(0, [1])
    const refusal = refuse(errorCodes.INVALID_TXN_STATE, 'not added')
    expect(partition.append(batch, RULES, () => refusal)).toBe(refusal)
    expect(partition.append(batch, RULES, () => undefined)).toMatchObject({ baseOffset: 0 })
  })

  test('is not checked again while its transaction is open', () => {
    const partition = begun()
    const more = batchOf(['c'], { producerId: 7n, producerEpoch: 0, baseSequence: 2, isTransactional: true })
    expect(partition.append(more, RULES, () => refuse(errorCodes.INVALID_TXN_STATE, 'not added'))).toMatchObject({ baseOffset: 4 })
  })

  test('cannot be followed by a batch of the same producer outside of the transaction', () => {
    const outside = batchOf(['c'], { producerId: 7n, producerEpoch: 0, baseSequence: 2 })
    expect(begun().append(outside, RULES)).toMatchObject({ errorCode: errorCodes.INVALID_TXN_STATE })
  })

  test('after one with a lower sequence that was refused is out of order', () => {
    const partition = new Partition(0, [1])
    const beginning = (baseSequence: number) => batchOf(['a'], { producerId: 7n, producerEpoch: 0, baseSequence, isTransactional: true })
    const [first, second] = [beginning(5), beginning(7)]
    const check = (isAllowed: boolean) => (each: Parameters<typeof partition.producers.verified.note>[0]) => {
      partition.producers.verified.note(each, false)
      return isAllowed ? undefined : refuse(errorCodes.INVALID_TXN_STATE, 'not added')
    }
    partition.append(first, RULES, check(false))
    expect(partition.append(second, RULES, check(true))).toMatchObject({ errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER })
    expect(partition.append(first, RULES, check(true))).toMatchObject({ baseOffset: 0 })
  })
})
