import { afterEach, describe, expect, test } from 'vitest'
import { absentValues } from '../../../../src/protocol/codes/index.ts'
import { gzip } from '../../../../src/records/compression/gzip.ts'
import {
  type BatchFields,
  type BuilderOptions,
  batchBuilder,
  type Codec,
  type RecordInput,
  readBatches,
  registerCodec
} from '../../../../src/records/index.ts'
import { bytesOf, failureOf, onlyBatch, onlyRecord, text } from '../read/raw-batch.ts'

const LONG_AGO = 0x0102n
const WRAPPER_BYTES = [26, 34] as const
const MAGICS = [0, 1] as const

describe('a message set', () => {
  test('a message set of magic 1 is written field by field as the format says', () => {
    const builder = batchBuilder({ magic: 1 })
    builder.append({ key: 'k', value: 'vw', timestamp: LONG_AGO })
    builder.append({ value: null, timestamp: LONG_AGO })
    const first = '0000000000000000 00000019 1ee8f70f 01 00 0000000000000102 00000001 6b 00000002 7677'
    const second = '0000000000000001 00000016 0d1b3a61 01 00 0000000000000102 ffffffff ffffffff'
    expect(Buffer.from(builder.build()).toString('hex')).toBe(bytesOf(first + second).toString('hex'))
  })

  test('a message set of magic 0 is written like one of magic 1, without timestamps', () => {
    const builder = batchBuilder({ magic: 0 })
    builder.append({ key: 'k', value: 'vw', timestamp: LONG_AGO })
    const bytes = '0000000000000000 00000011 feefb082 00 00 00000001 6b 00000002 7677'
    expect(Buffer.from(builder.build()).toString('hex')).toBe(bytesOf(bytes).toString('hex'))
  })

  test.each(MAGICS)('a message set of magic %d can have strings and bytes, short, long, empty and null', magic => {
    for (const value of ['', 'v', 'ключ-鍵-🔑', 'x'.repeat(300)]) {
      const builder = batchBuilder({ magic })
      builder.append({ key: value, value: Buffer.from(value) })
      const record = onlyRecord(builder.build())
      expect([text(record.key), text(record.value)]).toEqual([value, value])
    }
    const builder = batchBuilder({ magic })
    builder.append({ key: null, value: null })
    expect(onlyRecord(builder.build())).toMatchObject({ key: null, value: null })
  })

  test.each(MAGICS)(
    'the builder of a message set of magic %d tells its size after each record, is full at maxBytes, and can be used again',
    magic => {
      for (const compression of ['none', 'gzip'] as const) {
        const builder = batchBuilder({ magic, compression, maxBytes: 200 })
        const empty = compression === 'none' ? 0 : WRAPPER_BYTES[magic]
        expect(builder.sizeBytes).toBe(empty)
        const record = { key: 'k', value: new Uint8Array(50), timestamp: 0n }
        expect(builder.append(record)).toBe(true)
        const each = builder.sizeBytes - empty
        expect(each).toBe(WRAPPER_BYTES[magic] + 51)
        const fit = Math.floor((200 - empty) / each)
        for (let i = 1; i < fit; i++) expect(builder.append(record)).toBe(true)
        expect([builder.append(record), builder.count, builder.sizeBytes]).toEqual([false, fit, empty + fit * each])
        const bytes = builder.build()
        if (compression === 'none') expect(bytes.length).toBe(fit * each)
        expect([builder.count, builder.sizeBytes, builder.append(record)]).toEqual([0, empty, true])
        expect([...readBatches(builder.build())].map(({ lastOffset }) => lastOffset)).toEqual([0n])
      }
    }
  )

  test.each(MAGICS)('the builder of a message set of magic %d accepts a first record of any size', magic => {
    const builder = batchBuilder({ magic, maxBytes: 100 })
    expect(builder.append({ value: new Uint8Array(100_000) })).toBe(true)
    expect(builder.append({ value: null })).toBe(false)
    expect(onlyRecord(builder.build()).value?.length).toBe(100_000)
  })

  test('a message set can be given the offsets of a broker', () => {
    for (const compression of ['none', 'gzip'] as const) {
      for (const magic of MAGICS) {
        const builder = batchBuilder({ magic, compression })
        for (const offsetDelta of [2, 3, 7]) builder.append({ value: 'v', timestamp: 5n, offsetDelta })
        const records = [...readBatches(builder.build({ baseOffset: 2n ** 60n }))].flatMap(batch => [...batch.records()])
        expect(records.map(({ offset }) => offset - 2n ** 60n)).toEqual([2n, 3n, 7n])
      }
    }
  })

  test('a message set of magic 1 has the time of the broker with LogAppendTime', () => {
    for (const compression of ['none', 'gzip'] as const) {
      const builder = batchBuilder({ magic: 1, compression })
      for (const timestamp of [5n, 6n]) builder.append({ value: 'v', timestamp })
      const batches = [...readBatches(builder.build({ timestampType: 'LogAppendTime', maxTimestamp: 99n }))]
      expect(batches.map(({ timestampType, crcValid }) => [timestampType, crcValid])).toEqual(batches.map(() => ['LogAppendTime', true]))
      expect(batches.flatMap(batch => [...batch.records()].map(({ timestamp }) => timestamp))).toEqual([99n, 99n])
    }
  })
})

describe('a compressed message set', () => {
  afterEach(() => registerCodec('gzip', gzip))

  test.each(MAGICS)('a compressed message set of magic %d is one message with the last offset and the latest timestamp', magic => {
    const builder = batchBuilder({ magic, compression: 'snappy' })
    for (const timestamp of [5n, 9n, 7n]) builder.append({ value: 'v', timestamp })
    const batch = onlyBatch(builder.build({ baseOffset: 10n }))
    expect(batch).toMatchObject({ baseOffset: 10n, lastOffset: 12n, count: 3, compression: 'snappy', maxTimestamp: magic === 0 ? -1n : 9n })
    expect([...batch.records()].map(({ offset, timestamp }) => [offset, timestamp])).toEqual(
      [5n, 9n, 7n].map((timestamp, i) => [10n + BigInt(i), magic === 0 ? -1n : timestamp])
    )
  })

  test.each([
    [0, [10n, 11n]],
    [1, [0n, 1n]]
  ] as const)(
    'a compressed message set of magic %d holds offsets that are absolute in magic 0 and count from 0 in magic 1',
    (magic, offsets) => {
      const held: Uint8Array[] = []
      registerCodec('gzip', {
        ...gzip,
        compress(bytes, options) {
          held.push(bytes.slice())
          return gzip.compress(bytes, options)
        }
      })
      const builder = batchBuilder({ magic, compression: 'gzip' })
      for (const value of ['a', 'b']) builder.append({ value, timestamp: 1n })
      builder.build({ baseOffset: 10n })
      expect([...readBatches(held[0] ?? null)].map(({ lastOffset, crcValid }) => [lastOffset, crcValid])).toEqual(
        offsets.map(offset => [offset, true])
      )
    }
  )

  test.each(MAGICS)('a compressed message set of magic %d tells the codec its magic', magic => {
    const told: object[] = []
    const tell = (bytes: Uint8Array, options: object): Uint8Array => {
      told.push(options)
      return bytes
    }
    registerCodec('gzip', { compress: tell, decompress: tell, levels: { min: 1, max: 9 } })
    const builder = batchBuilder({ magic, compression: 'gzip', level: 3 })
    builder.append({ value: 'v' })
    expect(text(onlyRecord(builder.build(), { maxDecompressedBytes: 99 }).value)).toBe('v')
    expect(told).toEqual([
      { level: 3, magic },
      { maxBytes: 99, magic }
    ])
  })

  test.each(MAGICS)('a compressed message set of magic %d can still be built after its codec has failed', magic => {
    const failing: Codec = {
      ...gzip,
      compress() {
        throw new Error('broken')
      }
    }
    registerCodec('gzip', failing)
    const builder = batchBuilder({ magic, compression: 'gzip' })
    builder.append({ value: 'v', timestamp: 5n })
    const fields: BatchFields = { baseOffset: 70n, ...(magic === 1 && { timestampType: 'LogAppendTime', maxTimestamp: 99n }) }
    expect(failureOf(() => builder.build(fields))).toMatchObject({ code: 'KAFKA_RECORDS' })
    failing.compress = gzip.compress
    const record = onlyRecord(builder.build())
    expect([record.offset, record.timestamp, text(record.value)]).toEqual([0n, magic === 0 ? -1n : 5n, 'v'])
  })
})

describe('a value that message sets cannot carry', () => {
  test.each(MAGICS)('append refuses a value that message sets cannot carry: headers in magic %d', magic => {
    const builder = batchBuilder({ magic })
    builder.append({ value: 'v', headers: [] })
    const { sizeBytes } = builder
    const failure = failureOf(() => builder.append({ value: 'v', headers: [['h', 'x']] }))
    expect(failure).toMatchObject({ code: 'KAFKA_ENCODE', path: 'records[1].headers' })
    expect(String(failure)).toContain(
      `records[1].headers has elements, but magic ${magic} cannot carry headers: they need magic 2 (Kafka 0.11)`
    )
    expect([builder.count, builder.sizeBytes]).toEqual([1, sizeBytes])
  })

  test.each<[string, object, string]>([
    ['a number as key', { key: 5, value: null }, 'records[0].key'],
    ['no value', {}, 'records[0].value'],
    ['half a character', { value: '\ud83d' }, 'records[0].value'],
    ['a number as time', { value: null, timestamp: 5 }, 'records[0].timestamp'],
    ['headers as an object', { value: null, headers: {} }, 'records[0].headers']
  ])('append of a message set refuses the same values as in magic 2: %s', (_, record, path) => {
    const builder = batchBuilder({ magic: 1 })
    expect(failureOf(() => builder.append(record as RecordInput))).toMatchObject({ code: 'KAFKA_ENCODE', path })
    expect(builder.count).toBe(0)
  })

  test.each<[0 | 1, BatchFields, string]>([
    [1, { producerId: 5n }, 'producerId must be left out: a batch of magic 1 has no such field; use magic 2'],
    [1, { producerEpoch: 0 }, 'producerEpoch must be left out'],
    [0, { baseSequence: 0 }, 'baseSequence must be left out: a batch of magic 0 has'],
    [1, { isTransactional: true }, 'isTransactional must be left out'],
    [1, { isControl: true }, 'isControl must be left out'],
    [1, { partitionLeaderEpoch: 3 }, 'partitionLeaderEpoch must be left out'],
    [1, { lastOffset: 3n }, 'lastOffset must be left out'],
    [
      0,
      { timestampType: 'LogAppendTime', maxTimestamp: 3n },
      'timestampType must be left out: a batch of magic 0 has no timestamps; use magic 1 or 2'
    ],
    [1, { timestampType: 'LogAppendTime' }, 'maxTimestamp is required with LogAppendTime'],
    [1, { maxTimestamp: 3n }, 'maxTimestamp must be left out: in magic 1 it is always that of the records, except with LogAppendTime'],
    [1, { baseOffset: 3 as never }, 'baseOffset must be an int64 (bigint), not 3']
  ])('build refuses a value that message sets cannot carry: magic %d, %o', (magic, fields, problem) => {
    const builder = batchBuilder({ magic })
    builder.append({ value: 'v' })
    expect(failureOf(() => builder.build(fields))).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: [expect.stringContaining(problem)]
    })
    const nothing = {
      producerId: absentValues.NO_PRODUCER_ID,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH,
      baseSequence: absentValues.NO_SEQUENCE,
      isTransactional: false,
      isControl: false,
      partitionLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH
    }
    expect(text(onlyRecord(builder.build(nothing)).value)).toBe('v')
  })

  test.each<[BuilderOptions, string]>([
    [{ magic: 1, compression: 'zstd' }, 'compression must not be zstd in magic 1: Kafka accepts zstd in magic 2 only (KIP-110)'],
    [{ magic: 0, deleteHorizonMs: 5n }, 'deleteHorizonMs must be left out: a batch of magic 0 has no such field; use magic 2'],
    [{ magic: 3 as never }, 'magic must be 0, 1 or 2, not 3']
  ])('batchBuilder refuses a value that message sets cannot carry: %o', (options, problem) => {
    expect(failureOf(() => batchBuilder(options))).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [problem] })
  })
})
