import { describe, expect, test } from 'vitest'
import { absentValues } from '../../../../src/protocol/codes/index.ts'
import { batchBuilder, readBatches, rewriteBatch } from '../../../../src/records/index.ts'
import { failureOf, onlyBatch, onlyRecord, rawBatch, text } from '../read/raw-batch.ts'

const LOG_APPEND_TIME = 0x08
const DELETE_HORIZON = 0x40
const LOG_APPEND_TIME_AND_HORIZON = LOG_APPEND_TIME | DELETE_HORIZON

describe('rewriteBatch', () => {
  test('rewriteBatch gives a batch the header of another producer', () => {
    const builder = batchBuilder({ compression: 'lz4' })
    for (const value of ['a', 'b']) builder.append({ value, timestamp: 5n })
    const bytes = builder.build({ baseOffset: 70n, partitionLeaderEpoch: 4, producerId: 9n, producerEpoch: 1, baseSequence: 3 })
    const producer = { producerId: 11n, producerEpoch: 0, baseSequence: 40, isTransactional: true }
    const again = onlyBatch(rewriteBatch(onlyBatch(bytes), producer))
    expect(again).toMatchObject({
      ...producer,
      baseOffset: 0n,
      lastOffset: 1n,
      partitionLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
      compression: 'lz4',
      count: 2
    })
    expect([...again.records()].map(({ offset, timestamp, value }) => [offset, timestamp, text(value)])).toEqual([
      [0n, 5n, 'a'],
      [1n, 5n, 'b']
    ])
    expect(Buffer.from(again.bytes.subarray(61))).toEqual(Buffer.from(bytes.subarray(61)))
  })

  test('rewriteBatch does not change the batch that was read', () => {
    const bytes = rawBatch({ baseOffset: 5n })
    const before = Buffer.from(bytes)
    expect(rewriteBatch(onlyBatch(bytes)).buffer).not.toBe(bytes.buffer)
    expect(bytes).toEqual(before)
  })

  test('rewriteBatch refuses a batch of LogAppendTime, because the timestamps of its producer would become valid again', () => {
    const bytes = rawBatch({ attributes: LOG_APPEND_TIME, maxTimestamp: 9_000n })
    expect(onlyRecord(bytes).timestamp).toBe(9_000n)
    for (const timestampType of [undefined, 'CreateTime'] as const) {
      expect(failureOf(() => rewriteBatch(onlyBatch(bytes), { timestampType }))).toMatchObject({
        code: 'KAFKA_CONFIGURATION',
        message: expect.stringContaining(
          "batch.timestampType must be CreateTime, not LogAppendTime: the time of its 1 records is the broker's, 9000n"
        )
      })
    }
  })

  test('rewriteBatch keeps the time of LogAppendTime, or sets the given one, if the new header has LogAppendTime too', () => {
    const batch = onlyBatch(rawBatch({ attributes: LOG_APPEND_TIME_AND_HORIZON, maxTimestamp: 9_000n }))
    const again = onlyBatch(rewriteBatch(batch, { timestampType: 'LogAppendTime' }))
    expect(again).toMatchObject({ timestampType: 'LogAppendTime', deleteHorizonMs: null, maxTimestamp: 9_000n })
    expect(onlyRecord(again.bytes).timestamp).toBe(9_000n)
    const later = rewriteBatch(batch, { timestampType: 'LogAppendTime', maxTimestamp: 9_500n })
    expect(onlyRecord(later).timestamp).toBe(9_500n)
  })

  test('rewriteBatch keeps the timestamps of records with CreateTime, also if the base timestamp was a delete horizon', () => {
    const bytes = rawBatch({ attributes: DELETE_HORIZON, maxTimestamp: 9_000n })
    const before = onlyRecord(bytes).timestamp
    const again = onlyBatch(rewriteBatch(onlyBatch(bytes)))
    expect(again).toMatchObject({ timestampType: 'CreateTime', deleteHorizonMs: null, maxTimestamp: 9_000n })
    expect(onlyRecord(again.bytes).timestamp).toBe(before)
    expect(onlyBatch(rewriteBatch(again, { maxTimestamp: 1_000n })).maxTimestamp).toBe(1_000n)
  })

  test('rewriteBatch refuses a damaged batch, because a new checksum would hide the damage', () => {
    const bytes = rawBatch({ baseOffset: 8n })
    bytes[bytes.length - 2] = 0x77
    const failure = failureOf(() => rewriteBatch(onlyBatch(bytes, { topic: 't', partition: 2, checkCrc: false })))
    expect(failure).toMatchObject({ code: 'KAFKA_RECORDS', topic: 't', partition: 2, offset: 8n })
    const [lost] = readBatches(rawBatch({}).fill(0xff, 8, 12))
    expect(failureOf(() => lost && rewriteBatch(lost))).toMatchObject({ code: 'KAFKA_RECORDS' })
  })

  test('rewriteBatch refuses impossible fields, and message sets', () => {
    const failure = failureOf(() => rewriteBatch(onlyBatch(rawBatch({ count: 1, lastOffsetDelta: 3 })), { lastOffset: 2n }))
    expect(failure).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      message: expect.stringContaining('rewriteBatch: lastOffset must be from 3n (the last record) to')
    })
    const old = batchBuilder({ magic: 1 })
    old.append({ value: 'v' })
    expect(failureOf(() => rewriteBatch(onlyBatch(old.build())))).toMatchObject({ problems: ['batch.magic must be 2, not 1'] })
  })
})
