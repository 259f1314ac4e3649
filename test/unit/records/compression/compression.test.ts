import { createHash } from 'node:crypto'
import { constants, gzipSync, type ZlibOptions } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { compressionTypes } from '../../../../src/protocol/codes/index.ts'
import { gzip } from '../../../../src/records/compression/gzip.ts'
import { zstd } from '../../../../src/records/compression/zstd/zstd.ts'
import { type BatchBuilder, batchBuilder, type Codec, type Compression, registerCodec } from '../../../../src/records/index.ts'
import { Random, seed } from '../../../support/vectors/random.ts'
import { bytesOf, failureOf, KEY_AND_VALUE, onlyBatch, onlyRecord, rawBatch, text } from '../read/raw-batch.ts'

const { GZIP, LZ4, ZSTD } = compressionTypes
// The header of a batch, which is never compressed.
const HEAD_BYTES = 61

describe('gzip', () => {
  test('gzip data can have several members, as some producers write it', () => {
    const halves = [KEY_AND_VALUE.slice(0, 11), KEY_AND_VALUE.slice(11)].map(half => gzipSync(bytesOf(half)))
    expect(text(onlyRecord(rawBatch({ attributes: GZIP, records: Buffer.concat(halves) })).value)).toBe('v')
  })

  test.each([
    ['garbage', Buffer.from('no gzip at all')],
    ['one byte', Buffer.alloc(1)],
    ['an early end', gzipSync(bytesOf(KEY_AND_VALUE)).subarray(0, 20)]
  ])('gzip data that is %s is KAFKA_RECORDS', (_, records) => {
    const failure = failureOf(() => onlyBatch(rawBatch({ baseOffset: 5n, attributes: GZIP, records })).records())
    expect(failure).toMatchObject({ code: 'KAFKA_RECORDS', offset: 5n })
    expect(String(failure)).toContain('record batch at offset 5: its gzip data cannot be decompressed: ')
  })

  // Identifiers give matches of up to 5 bytes, which the default leaves out.
  const ids = Array.from({ length: 2_000 }, (_, i) => `{"id":"${createHash('md5').update(`${i}`).digest('hex')}","at":${i}}`)

  test('gzip compresses at the level that is given, and without one as zlib does at level 4 without short matches', async () => {
    const records = builtWith('none').subarray(HEAD_BYTES)
    const tuned = { level: 4, strategy: constants.Z_FILTERED, windowBits: 14, memLevel: 9 }
    const cases: (readonly [number | undefined, ZlibOptions])[] = [
      [undefined, tuned],
      [-1, {}],
      [1, { level: 1 }],
      [9, { level: 9 }]
    ]
    for (const [level, options] of cases) {
      const expected = gzipSync(records, options)
      expect(expected.equals(builtWith('gzip', level).subarray(HEAD_BYTES))).toBe(true)
      expect(expected.equals((await builderWith('gzip', level).buildAsync()).subarray(HEAD_BYTES))).toBe(true)
    }
  })

  test('gzip gives one whole member for each batch, whatever its size and however many are compressed at the same time', async () => {
    const { compressAsync } = gzip as Required<Codec>
    const random = new Random(seed)
    const jobs = [100_000, 300_000, 70_000, 500_000, 65_536, 80_000, 90_000].map((size, i) => {
      const bytes = i % 2 === 0 ? random.bytes(size) : Buffer.alloc(size, 'a line of text, ')
      return { bytes, options: { level: i % 3 === 0 ? undefined : 6, magic: 2 } }
    })
    for (let round = 0; round < 2; round++) {
      const results = await Promise.all(jobs.map(({ bytes, options }) => compressAsync(bytes, options)))
      for (const [i, { bytes, options }] of jobs.entries())
        expect(Buffer.from(gzip.compress?.(bytes, options) ?? []).equals(results[i] ?? Buffer.of())).toBe(true)
    }
  })

  function builderWith(compression: Compression, level?: number): BatchBuilder {
    const builder = batchBuilder({ compression, level })
    for (const value of ids) builder.append({ value, timestamp: 0n })
    return builder
  }

  const builtWith = (compression: Compression, level?: number): Uint8Array => builderWith(compression, level).build()

  test('gzip data is not decompressed beyond the limit', () => {
    const bomb = rawBatch({ attributes: GZIP, records: gzipSync(Buffer.alloc(2_000_000)) })
    const problem = 'its gzip data decompresses to more than 1000000 bytes; raise maxDecompressedBytes if you trust its producer'
    const failure = failureOf(() => onlyBatch(bomb, { maxDecompressedBytes: 1_000_000 }).records())
    expect(failure).toMatchObject({ code: 'KAFKA_RECORDS', cause: { code: 'ERR_BUFFER_TOO_LARGE' } })
    expect(String(failure)).toContain(problem)
    const exact = rawBatch({ attributes: GZIP, records: gzipSync(bytesOf(KEY_AND_VALUE)) })
    expect(text(onlyRecord(exact, { maxDecompressedBytes: 9 }).value)).toBe('v')
    expect(text(onlyRecord(exact, { maxDecompressedBytes: Number.POSITIVE_INFINITY }).value)).toBe('v')
    expect(() => onlyBatch(exact, { maxDecompressedBytes: 8 }).records()).toThrow('more than 8 bytes')
  })

  test('gzip data is not decompressed beyond 128 MiB where no limit is given', () => {
    const bomb = rawBatch({ attributes: GZIP, records: gzipSync(Buffer.alloc(134_217_729), { level: 1 }) })
    expect(() => onlyBatch(bomb).records()).toThrow('more than 134217728 bytes')
  })
})

describe('a missing codec', () => {
  test.skipIf(zstd !== undefined)(
    'a missing codec for zstd is KAFKA_RECORDS, which tells the Node.js versions that have it and the call that helps',
    () => {
      const advice = `Node.js ${process.versions.node} has no zstd: use Node.js 22.15, 23.8 or newer, which has it built in, or call registerCodec('zstd', codec) once, with a library such as @mongodb-js/zstd`
      const batch = onlyBatch(rawBatch({ attributes: ZSTD, baseOffset: 3n }), { topic: 't', partition: 0 })
      expect(batch.compression).toBe('zstd')
      expect(() => batch.records()).toThrow(`record batch at offset 3 of t-0: ${advice}`)
      expect(failureOf(() => batchBuilder({ compression: 'zstd' }))).toMatchObject({ code: 'KAFKA_RECORDS' })
      expect(() => batchBuilder({ compression: 'zstd' })).toThrow(advice)
    }
  )

  test.each([5, 6, 7])('a compression type that Kafka does not know is an error that names it: %d', attributes => {
    const batch = onlyBatch(rawBatch({ attributes }))
    expect(batch.compression).toBe(null)
    expect(() => batch.records()).toThrow(`its attributes have compression ${attributes}, which no version of Kafka knows`)
  })
})

describe('a registered codec', () => {
  const reverse = (bytes: Uint8Array): Uint8Array => bytes.slice().reverse()
  const backwards: Codec = { compress: reverse, decompress: reverse }

  afterEach(() => registerCodec('lz4', backwards))

  test('a registered codec compresses and decompresses, and is given level, magic and limit', () => {
    const told: object[] = []
    const work = (bytes: Uint8Array, options: object): Uint8Array => {
      told.push(options)
      return reverse(bytes)
    }
    registerCodec('lz4', { compress: work, decompress: work, levels: { min: 1, max: 12 } })
    const builder = batchBuilder({ compression: 'lz4', level: 12 })
    builder.append({ key: 'k', value: 'v', timestamp: 1n })
    const bytes = builder.build()
    expect(Buffer.from(bytes.subarray(61)).toString('hex')).toBe(Buffer.from(reverse(bytesOf(KEY_AND_VALUE))).toString('hex'))
    expect(text(onlyRecord(bytes, { maxDecompressedBytes: 50 }).value)).toBe('v')
    expect(told).toEqual([
      { level: 12, magic: 2 },
      { maxBytes: 50, magic: 2 }
    ])
  })

  test('a registered codec that throws is KAFKA_RECORDS with its error as the cause', () => {
    const cause = new Error('broken')
    const fail = (): never => {
      throw cause
    }
    registerCodec('lz4', { compress: fail, decompress: fail })
    const builder = batchBuilder({ compression: 'lz4' })
    builder.append({ value: 'v' })
    expect(failureOf(() => builder.build())).toMatchObject({ code: 'KAFKA_RECORDS', cause })
    expect(builder.count).toBe(1)
    const failure = failureOf(() => onlyBatch(rawBatch({ attributes: LZ4 })).records())
    expect(failure).toMatchObject({ code: 'KAFKA_RECORDS', message: expect.stringContaining('broken'), cause })
  })

  test('a registered codec must return bytes, and not more than the limit', () => {
    registerCodec('lz4', { compress: reverse, decompress: () => new Uint8Array(11) })
    expect(() => onlyBatch(rawBatch({ attributes: LZ4 }), { maxDecompressedBytes: 10 }).records()).toThrow('more than 10 bytes')
    registerCodec('lz4', { compress: () => 'text' as never, decompress: () => null as never })
    expect(() => onlyBatch(rawBatch({ attributes: LZ4 })).records()).toThrow(
      'its lz4 data cannot be decompressed: decompress is null; expected bytes'
    )
    const builder = batchBuilder({ compression: 'lz4' })
    builder.append({ value: 'v' })
    expect(() => builder.build()).toThrow('its records cannot be compressed by lz4: compress is a string; expected bytes')
  })

  test('a registered codec can replace a built-in one', () => {
    registerCodec('gzip', backwards)
    expect(text(onlyRecord(rawBatch({ attributes: GZIP, records: reverse(bytesOf(KEY_AND_VALUE)) })).value)).toBe('v')
  })

  test.each([
    ['none', backwards, 'name must be one of gzip, snappy, lz4, zstd, not a string'],
    ['lzma', backwards, 'name must be one of gzip, snappy, lz4, zstd, not a string'],
    [
      'lz4',
      undefined,
      'codec.compress is required, or codec.compressAsync: it must be a function; codec.decompress is required, or codec.decompressAsync'
    ],
    ['lz4', { compress: reverse }, 'codec.decompress is required, or codec.decompressAsync: it must be a function'],
    ['lz4', null, 'codec.compress is required, or codec.compressAsync: it must be a function; codec.decompress is required'],
    ['lz4', { ...backwards, compressAsync: true }, 'codec.compressAsync must be a function, not true'],
    ['lz4', { ...backwards, decompressAsync: null }, 'codec.decompressAsync must be a function, not null'],
    ['lz4', { ...backwards, levels: 9 }, 'codec.levels must be { min, max }, two integers, not 9']
  ])('a registered codec must have a name that Kafka knows, and both functions: %s', (name, codec, problem) => {
    expect(() => registerCodec(name as never, codec as never)).toThrow(`registerCodec: ${problem}`)
  })
})
