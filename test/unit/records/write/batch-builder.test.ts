import { describe, expect, test } from 'vitest'
import { absentValues } from '../../../../src/protocol/codes/index.ts'
import { type BatchFields, type BuilderOptions, batchBuilder, type RecordInput, readBatches } from '../../../../src/records/index.ts'
import { failureOf, onlyBatch, onlyRecord, rawBatch, text } from '../read/raw-batch.ts'

const HEADER_BYTES = 61

describe('a batch builder', () => {
  test('a batch builder writes the bytes of the format, field by field', () => {
    const builder = batchBuilder()
    builder.append({ key: 'k', value: 'v', timestamp: 1_000n })
    builder.append({
      key: null,
      value: null,
      headers: [
        ['a', '1'],
        ['a', null]
      ],
      timestamp: 2_000n
    })
    const records = '10 00 00 00 02 6b 02 76 00 1c 00 d0 0f 02 01 01 04 02 61 02 31 02 61 01'
    expect(Buffer.from(builder.build())).toEqual(rawBatch({ count: 2, records }))
  })

  test('a batch builder writes the defaults of plain producers, and given fields in their places', () => {
    expect(built({})).toMatchObject({
      baseOffset: 0n,
      partitionLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
      producerId: absentValues.NO_PRODUCER_ID,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH,
      baseSequence: absentValues.NO_SEQUENCE,
      attributes: 0
    })
    const fields = {
      baseOffset: 2n ** 40n,
      partitionLeaderEpoch: 7,
      producerId: 2n ** 50n,
      producerEpoch: 32_767,
      baseSequence: 2_147_483_647
    }
    expect(built({ ...fields, isTransactional: true })).toMatchObject({
      ...fields,
      isTransactional: true,
      isControl: false,
      crcValid: true
    })
  })

  test('a batch builder writes strings as UTF-8, short and long ones', () => {
    for (const value of ['', 'v', 'é', 'ключ-鍵-🔑', 'x'.repeat(23), 'x'.repeat(25), `${'x'.repeat(200)}é`]) {
      const builder = batchBuilder()
      builder.append({ key: value, value, headers: [[value, value]] })
      const record = onlyRecord(builder.build())
      expect([record.key, record.value, record.headers[0]?.[1]].map(text)).toEqual([value, value, value])
      expect(record.headers[0]?.[0]).toBe(value)
    }
  })

  test('a batch builder takes the current time as the timestamp if none is given', () => {
    const before = BigInt(Date.now())
    const builder = batchBuilder()
    builder.append({ value: 'v' })
    const { timestamp } = onlyRecord(builder.build())
    expect(timestamp).toBeGreaterThanOrEqual(before)
    expect(timestamp).toBeLessThanOrEqual(BigInt(Date.now()))
  })

  test('a batch builder writes the latest timestamp, whichever record has it', () => {
    const builder = batchBuilder()
    for (const timestamp of [5n, 9n, absentValues.NO_TIMESTAMP, 2n ** 60n, 7n]) builder.append({ value: null, timestamp })
    const batch = onlyBatch(builder.build())
    expect([batch.baseTimestamp, batch.maxTimestamp]).toEqual([5n, 2n ** 60n])
    expect([...batch.records()].map(({ timestamp }) => timestamp)).toEqual([5n, 9n, -1n, 2n ** 60n, 7n])
  })

  test('a batch builder tells its exact count and size after each record', () => {
    const builder = batchBuilder()
    expect([builder.count, builder.sizeBytes]).toEqual([0, HEADER_BYTES])
    for (let i = 1; i <= 200; i++) {
      builder.append({ key: 'k'.repeat(i), value: new Uint8Array(i * 10), headers: [['h', 'x']] })
      expect(builder.count).toBe(i)
    }
    const { sizeBytes } = builder
    expect(builder.build().length).toBe(sizeBytes)
  })

  test.each([2n ** 50n, 2n ** 60n])('a batch builder counts the bytes of timestamps before and after the first one: %d', base => {
    const timestamps = [base]
    for (let bits = 0n; bits < 50n; bits++) {
      for (const delta of [2n ** bits - 1n, 2n ** bits, -(2n ** bits), -(2n ** bits) - 1n]) timestamps.push(base + delta)
    }
    const builder = batchBuilder()
    for (const timestamp of timestamps) builder.append({ value: null, timestamp })
    expect([...onlyBatch(builder.build()).records()].map(({ timestamp }) => timestamp)).toEqual(timestamps)
  })

  test('append returns false when the batch builder is full, appends nothing, and the builder can be built and used again', () => {
    const builder = batchBuilder({ maxBytes: 200 })
    const record = { value: new Uint8Array(50), timestamp: 0n }
    expect([builder.append(record), builder.append(record), builder.append(record)]).toEqual([true, true, false])
    const { count, sizeBytes } = builder
    expect([count, builder.build().length]).toEqual([2, sizeBytes])
    expect([builder.count, builder.sizeBytes, builder.append(record)]).toEqual([0, HEADER_BYTES, true])
    expect([...onlyBatch(builder.build()).records()].map(({ offset }) => offset)).toEqual([0n])
  })

  test('a batch builder can be filled to exactly maxBytes', () => {
    const record = { value: new Uint8Array(50), timestamp: 0n }
    const two = batchBuilder()
    two.append(record)
    two.append(record)
    const full = batchBuilder({ maxBytes: two.sizeBytes })
    expect([full.append(record), full.append(record), full.append(record)]).toEqual([true, true, false])
    const almost = batchBuilder({ maxBytes: two.sizeBytes - 1 })
    expect([almost.append(record), almost.append(record)]).toEqual([true, false])
  })

  test('a batch builder accepts a first record of any size', () => {
    const builder = batchBuilder({ maxBytes: 100 })
    expect(builder.append({ value: new Uint8Array(100_000) })).toBe(true)
    expect(builder.append({ value: null })).toBe(false)
    expect(onlyRecord(builder.build()).value?.length).toBe(100_000)
  })

  test('a batch builder does not write into batches that it has built', () => {
    for (const bytes of [10, 12_000]) {
      const builder = batchBuilder()
      builder.append({ value: new Uint8Array(bytes).fill(1) })
      const first = builder.build()
      builder.append({ value: new Uint8Array(bytes).fill(2) })
      builder.build()
      expect(onlyRecord(first).value?.[0]).toBe(1)
    }
  })

  test('a batch builder builds a batch of a million records that can be read', () => {
    const builder = batchBuilder({ maxBytes: Number.POSITIVE_INFINITY, compression: 'snappy' })
    for (let i = 0; i < 1_000_000; i++) builder.append({ value: 'v', timestamp: 5n })
    let next = 0n
    for (const batch of readBatches(builder.build())) for (const record of batch.records()) if (record.offset === next) next++
    expect(next).toBe(1_000_000n)
  })

  test('a batch builder compresses by gzip with the given level', () => {
    const value = Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * i) % 61))
    const bytes = [1, 9, undefined].map(level => {
      const builder = batchBuilder({ compression: 'gzip', level })
      builder.append({ value })
      return builder.build()
    })
    expect(bytes.map(each => onlyBatch(each).compression)).toEqual(['gzip', 'gzip', 'gzip'])
    for (const each of bytes) expect(onlyRecord(each).value).toEqual(new Uint8Array(value))
    const [fast, best] = bytes.map(each => each.length) as [number, number]
    expect(best).toBeLessThan(fast)
    expect(fast).toBeLessThan(value.length)
  })
})

describe('a batch with fields of brokers', () => {
  test('a batch with fields of brokers can have gaps of compaction in its offsets, at both ends too', () => {
    const builder = batchBuilder()
    for (const offsetDelta of [5, undefined, 20]) builder.append({ value: 'v', offsetDelta })
    const batch = onlyBatch(builder.build({ baseOffset: 50n, lastOffset: 80n }))
    expect([batch.baseOffset, batch.lastOffset, batch.count]).toEqual([50n, 80n, 3])
    expect([...batch.records()].map(({ offset }) => offset)).toEqual([55n, 56n, 70n])
    builder.append({ value: 'v' })
    expect(onlyRecord(builder.build()).offset).toBe(0n)
  })

  test('a batch with fields of brokers can have no records, and then has no timestamps except a given maxTimestamp', () => {
    const builder = batchBuilder({ compression: 'gzip' })
    const fields = { baseOffset: 100n, lastOffset: 120n, producerId: 4n, producerEpoch: 0, baseSequence: 7 }
    const bytes = builder.build(fields)
    expect(bytes.length).toBe(HEADER_BYTES)
    expect(onlyBatch(bytes)).toMatchObject({
      ...fields,
      count: 0,
      compression: 'none',
      baseTimestamp: -1n,
      maxTimestamp: -1n,
      crcValid: true
    })
    expect([...onlyBatch(bytes).records()]).toEqual([])
    expect(onlyBatch(builder.build({ lastOffset: 0n, maxTimestamp: 5n })).maxTimestamp).toBe(5n)
  })

  test('a batch with fields of brokers has no timestamp of a record that could not be appended', () => {
    const builder = batchBuilder()
    expect(failureOf(() => builder.append({ value: 5 as never, timestamp: 9n }))).toMatchObject({ code: 'KAFKA_ENCODE' })
    expect(onlyBatch(builder.build({ lastOffset: 0n }))).toMatchObject({ baseTimestamp: -1n, maxTimestamp: -1n })
  })

  test('a batch with fields of brokers gives its records the time of the broker with LogAppendTime', () => {
    const builder = batchBuilder()
    for (const timestamp of [5n, 6n]) builder.append({ value: 'v', timestamp })
    const batch = onlyBatch(builder.build({ timestampType: 'LogAppendTime', maxTimestamp: 99n }))
    expect([batch.timestampType, batch.baseTimestamp, batch.maxTimestamp]).toEqual(['LogAppendTime', 5n, 99n])
    expect([...batch.records()].map(({ timestamp }) => timestamp)).toEqual([99n, 99n])
  })

  test.each([1_700_086_400_000n, 2n ** 60n])(
    'a batch with fields of brokers counts its timestamps from a delete horizon: %d',
    deleteHorizonMs => {
      const builder = batchBuilder({ deleteHorizonMs })
      for (let round = 0; round < 2; round++) {
        for (const timestamp of [7n, deleteHorizonMs + 2n, absentValues.NO_TIMESTAMP]) builder.append({ value: null, timestamp })
        const { sizeBytes } = builder
        const batch = onlyBatch(builder.build())
        expect(batch).toMatchObject({ sizeBytes, deleteHorizonMs, baseTimestamp: deleteHorizonMs, maxTimestamp: deleteHorizonMs + 2n })
        expect([...batch.records()].map(({ timestamp }) => timestamp)).toEqual([7n, deleteHorizonMs + 2n, -1n])
      }
    }
  )
})

describe('wrong input of a batch builder', () => {
  const half = '\ud83d'
  test.each([
    ['no record', undefined, 'records[1]', 'is required: expected an object'],
    ['a number as key', { key: 5, value: null }, 'records[1].key', 'is 5; expected bytes (Uint8Array), a string or null'],
    ['no value', { key: 'k' }, 'records[1].value', 'is required: expected bytes (Uint8Array), a string or null'],
    ['a number as time', { value: null, timestamp: 5 }, 'records[1].timestamp', 'is 5; expected an int64 (bigint) from −1n on'],
    ['a time before −1', { value: null, timestamp: -9n }, 'records[1].timestamp', 'is -9n; expected an int64 (bigint) from −1n on'],
    ['a time past int64', { value: null, timestamp: 2n ** 63n }, 'records[1].timestamp', 'is 9223372036854775808n; expected an int64'],
    [
      'an offset that is taken',
      { value: null, offsetDelta: 0 },
      'records[1].offsetDelta',
      'is 0; expected an integer from 1 to 2147483647'
    ],
    ['an offset that is no integer', { value: null, offsetDelta: 1.5 }, 'records[1].offsetDelta', 'is 1.5; expected an integer'],
    ['an offset past int32', { value: null, offsetDelta: 2 ** 31 }, 'records[1].offsetDelta', 'is 2147483648; expected an integer'],
    ['a bigint as offset', { value: null, offsetDelta: 1n }, 'records[1].offsetDelta', 'is 1n; expected an integer'],
    ['headers as an object', { value: null, headers: { a: '1' } }, 'records[1].headers', 'is an object; expected an array'],
    ['a header that is text', { value: null, headers: ['a'] }, 'records[1].headers[0]', 'is a string; expected a pair'],
    [
      'a header without name',
      {
        value: null,
        headers: [
          ['a', null],
          [null, '']
        ]
      },
      'records[1].headers[1].name',
      'is null; expected a string'
    ],
    ['a header without value', { value: null, headers: [['a']] }, 'records[1].headers[0].value', 'is required: expected bytes'],
    ['half a character', { value: `${half}x` }, 'records[1].value', 'has half of a surrogate pair']
  ])('append with %s is KAFKA_ENCODE with its path, and nothing is appended', (_, record, path, problem) => {
    const builder = batchBuilder()
    builder.append({ value: 'first' })
    const { sizeBytes } = builder
    const failure = failureOf(() => builder.append(record as never as RecordInput))
    expect(failure).toMatchObject({ code: 'KAFKA_ENCODE', path, delivery: 'not-sent' })
    expect(String(failure)).toContain(`${path} ${problem}`)
    expect([builder.count, builder.sizeBytes]).toEqual([1, sizeBytes])
    expect(text(onlyRecord(builder.build()).value)).toBe('first')
  })

  test.each<[string, unknown, string]>([
    ['no fields', null, 'options'],
    ['an unknown field', { producerid: 1n }, 'producerid'],
    ['a number as producer id', { producerId: 1 }, 'producerId'],
    ['an offset past int64', { baseOffset: 2n ** 63n }, 'baseOffset'],
    ['an epoch past int16', { producerEpoch: 32_768 }, 'producerEpoch'],
    ['a sequence that is no integer', { baseSequence: 1.5 }, 'baseSequence'],
    ['a leader epoch that is text', { partitionLeaderEpoch: '3' }, 'partitionLeaderEpoch'],
    ['a flag that is a number', { isTransactional: 1 }, 'isTransactional'],
    ['a time of the broker that is missing', { timestampType: 'LogAppendTime' }, 'maxTimestamp'],
    ['no kind of time', { timestampType: 'NoTimestampType' }, 'timestampType'],
    ['a number as time', { maxTimestamp: 5 }, 'maxTimestamp'],
    ['a last offset before the last record', { baseOffset: 5n, lastOffset: 4n }, 'lastOffset'],
    ['a last offset too far away', { lastOffset: 2n ** 31n }, 'lastOffset'],
    ['a transaction without producer', { isTransactional: true }, 'producerId'],
    ['a producer without epoch', { producerId: 1n, baseSequence: 0 }, 'producerEpoch'],
    ['a producer without sequence', { producerId: 1n, producerEpoch: 0 }, 'baseSequence']
  ])('build with %s among the batch fields is KAFKA_CONFIGURATION, and the records are kept', (_, fields, path) => {
    const builder = batchBuilder()
    builder.append({ value: 'v' })
    const problems = [expect.stringMatching(`^${path} `)]
    expect(failureOf(() => builder.build(fields as BatchFields))).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
    expect(text(onlyRecord(builder.build()).value)).toBe('v')
  })

  test('build of a builder without records is refused', () => {
    expect(() => batchBuilder().build()).toThrow('records has no elements: append a record first')
  })

  test.each<[object | null, string]>([
    [null, 'options must be an object, not null'],
    [[], 'options must be an object, not an array'],
    [{ compression: 'lzma' }, 'compression must be none, gzip, snappy, lz4 or zstd, not "lzma"'],
    [{ maxBytes: 0 }, 'maxBytes must be a positive number, or Infinity for no limit, not 0'],
    [{ maxBytes: Number.NaN }, 'maxBytes must be a positive number, or Infinity for no limit, not NaN'],
    [{ maxbytes: 5 }, 'maxbytes is not an option: there are compression, level, maxBytes, magic, deleteHorizonMs'],
    [{ deleteHorizonMs: -1n }, 'deleteHorizonMs must be an int64 (bigint) from 0n on, not -1n'],
    [{ compression: 'gzip', level: 10 }, 'level must be from -1 to 9 for gzip, not 10'],
    [{ level: 1 }, 'level must be left out: compression none has no levels'],
    [{ compression: 'lz4', level: 1 }, 'level must be left out: compression lz4 has no levels']
  ])('batchBuilder refuses the options %o', (options, problem) => {
    const failure = failureOf(() => batchBuilder(options as BuilderOptions))
    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [expect.stringContaining(problem)] })
  })
})

function built(fields: BatchFields): object {
  const builder = batchBuilder()
  builder.append({ value: 'v' })
  return onlyBatch(builder.build(fields))
}

describe('the memory of a batch given to reuse()', () => {
  const build = (builder: ReturnType<typeof batchBuilder>, bytes = 20_000): Uint8Array => {
    builder.append({ value: Buffer.alloc(bytes, 1) })
    return builder.build()
  }

  test('the memory of a batch given to reuse() is used for one later batch, not for two', () => {
    const builder = batchBuilder()
    const first = build(builder)
    builder.reuse(first)
    builder.reuse(first)
    const second = build(builder)
    expect(second.buffer).toBe(first.buffer)
    expect(build(builder).buffer).not.toBe(first.buffer)
  })

  test('the memory of a batch given to reuse() is not used if another builder built the batch, or if it is too small', () => {
    const [builder, other] = [batchBuilder(), batchBuilder()]
    const [ours, theirs] = [build(builder), build(other)]
    builder.reuse(theirs)
    builder.reuse(new Uint8Array(100_000))
    builder.reuse(ours)
    const larger = build(builder, 200_000)
    expect([ours.buffer, theirs.buffer]).not.toContain(larger.buffer)
    expect(larger.length).toBeGreaterThan(200_000)
  })

  test('the memory of a batch given to reuse() makes no difference to the bytes of the next batch', () => {
    const builder = batchBuilder()
    const record = { key: 'k', value: 'v'.repeat(9_000), timestamp: 1n }
    builder.append(record)
    const first = Buffer.from(builder.build())
    builder.append(record)
    const second = builder.build()
    builder.reuse(second)
    builder.append(record)
    expect(Buffer.from(builder.build())).toEqual(first)
  })
})
