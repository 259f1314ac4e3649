import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../../src/errors.ts'
import type { Codec } from '../../../../src/records/compression/codec.ts'
import { zstd } from '../../../../src/records/compression/zstd/zstd.ts'
import { walkZstdFrames } from '../../../../src/records/compression/zstd/zstd-frames.ts'
import { mutate } from '../../../support/faults/mutations.ts'
import { failureOf } from '../../../support/process/failure.ts'
import { Random, seed } from '../../../support/vectors/random.ts'
import { bytesOf } from '../read/raw-batch.ts'
import { skippable } from './raw-lz4.ts'
import { jsonLines } from './raw-snappy.ts'

const MIB = 1 << 20
const ROUNDS = 2_000
const options = { level: undefined, magic: 2, maxBytes: 16 * MIB }

const { compress, compressAsync, decompress, decompressAsync } = (zstd ?? {}) as Required<Codec>
const write = (bytes: Uint8Array, level?: number): Buffer => Buffer.from(compress(bytes, { ...options, level }))
const read = (bytes: Uint8Array, maxBytes = options.maxBytes): Buffer => Buffer.from(decompress(bytes, { maxBytes, magic: 2 }))
const framesOf = (hex: string): number[][] => [...walkZstdFrames(bytesOf(hex))].map(({ start, end }) => [start, end])

const MAGIC = '28 b5 2f fd'
// A frame without a content size, with a window of 1 KiB and a stored block of "abc".
const ABC = `${MAGIC} 00 00 19 00 00 61 62 63`
const EMPTY = `${MAGIC} 00 00 01 00 00`
// A frame with 3,000 times "kafka " and a checksum.
const NO_SIZE = '28b52ffd0458750000306b61666b612001004746f652046730b60f'

describe('zstd', () => {
  test('zstd is built in where node:zlib has it, from Node.js 22.15 and 23.8 on', () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    expect(zstd !== undefined).toBe(major > 23 || (major === 23 && minor >= 8) || (major === 22 && minor >= 15))
  })
})

describe('frames of zstd', () => {
  test.each([
    ['one', ABC, [[0, 12]]],
    ['an empty one', EMPTY, [[0, 9]]],
    [
      'several',
      ABC + EMPTY + ABC,
      [
        [0, 12],
        [12, 21],
        [21, 33]
      ]
    ],
    ['several blocks', `${MAGIC} 00 00 18 00 00 61 62 63 00 00 00 09 00 00 61`, [[0, 19]]],
    ['a run', `${MAGIC} 00 00 03 80 00 61`, [[0, 10]]],
    ['a compressed block, which nobody looks at', `${MAGIC} 00 00 15 00 00 ff ff`, [[0, 11]]],
    ['a checksum', `${MAGIC} 04 00 01 00 00 ff ff ff ff`, [[0, 13]]],
    ['a single segment, and a size of one byte', `${MAGIC} 20 03 19 00 00 61 62 63`, [[0, 12]]],
    ['a size of two bytes, counted from 256', `${MAGIC} 40 00 00 00 03 08 00 61`, [[0, 12]]],
    ['a size of four bytes', `${MAGIC} 80 00 03 00 00 00 19 00 00 61 62 63`, [[0, 16]]],
    ['a size of eight bytes', `${MAGIC} c0 00 03 00 00 00 00 00 00 00 19 00 00 61 62 63`, [[0, 20]]],
    ['a single segment and a size of two bytes', `${MAGIC} 60 00 00 03 08 00 61`, [[0, 11]]],
    ['a dictionary of one byte', `${MAGIC} 01 00 07 01 00 00`, [[0, 10]]],
    ['a dictionary of two bytes', `${MAGIC} 02 00 07 00 01 00 00`, [[0, 11]]],
    ['a dictionary of four bytes', `${MAGIC} 03 00 07 00 00 00 01 00 00`, [[0, 13]]],
    ['something to skip around them', `50 2a 4d 18 01 00 00 00 ff ${ABC} 5f 2a 4d 18 00 00 00 00`, [[9, 21]]]
  ])('frames of zstd are found: %s', (_, hex, frames) => {
    expect(framesOf(hex)).toEqual(frames)
  })

  test('frames of zstd have the size of their content, or the most that it can be', () => {
    const sizes = (hex: string): unknown =>
      [...walkZstdFrames(bytesOf(hex))].map(({ contentBytes, maxContentBytes }) => [contentBytes, maxContentBytes])
    expect(sizes(ABC)).toEqual([[undefined, 3]])
    expect(sizes(`${MAGIC} 20 03 19 00 00 61 62 63`)).toEqual([[3, 3]])
    expect(sizes(`${MAGIC} 60 00 00 03 08 00 61`)).toEqual([[256, 256]])
    expect(sizes(`${MAGIC} 00 00 18 00 00 61 62 63 02 20 00 61 15 00 00 ff ff ${EMPTY}`)).toEqual([
      [undefined, 3 + 1_024 + 131_072],
      [undefined, 0]
    ])
  })

  test.each([
    ['nothing at all', '', 'zstd frame that is cut off 4 bytes too early at byte 0'],
    ['only something to skip', '50 2a 4d 18 00 00 00 00', 'zstd frame that is cut off 4 bytes too early at byte 8'],
    ['too little to skip', '50 2a 4d 18 ff ff ff ff 00', 'zstd frame that is cut off 4294967294 bytes too early at byte 9'],
    ['another magic number', '27 b5 2f fd 00', 'fd2fb527 instead of the magic number of a zstd frame at byte 0'],
    ['something after the frame', `${EMPTY} 00 00 00 00`, '0 instead of the magic number of a zstd frame at byte 9'],
    ['a byte after the frame', `${EMPTY} 28`, 'zstd frame that is cut off 3 bytes too early at byte 10'],
    ['a magic number alone', MAGIC, 'zstd frame that is cut off 1 bytes too early at byte 4'],
    ['half a size', `${MAGIC} 80 00 03 00 00`, 'zstd frame that is cut off 1 bytes too early at byte 9'],
    ['no block', `${MAGIC} 00 00`, 'zstd frame that is cut off 3 bytes too early at byte 6'],
    ['half a block', `${MAGIC} 00 00 19 00 00 61`, 'zstd frame that is cut off 2 bytes too early at byte 10'],
    ['no last block', `${MAGIC} 00 00 18 00 00 61 62 63`, 'zstd frame that is cut off 3 bytes too early at byte 12'],
    ['half a checksum', `${MAGIC} 04 00 01 00 00 ff ff ff`, 'zstd frame that is cut off 1 bytes too early at byte 12'],
    ['a block of no kind', `${MAGIC} 00 00 07 00 00`, 'zstd block of a reserved type at byte 6'],
    [
      'a size that cannot be',
      `${MAGIC} 20 04 19 00 00 61 62 63`,
      'zstd frame that claims to decompress to 4 bytes, but its blocks decompress to at most 3 at byte 0'
    ],
    [
      'a size from nowhere',
      `${MAGIC} c0 00 ff ff ff ff ff ff ff ff 15 00 00 00 00`,
      'zstd frame that claims to decompress to 18446744073709552000 bytes, but its blocks decompress to at most 131072'
    ]
  ])('frames of zstd that are damaged are KAFKA_PROTOCOL with their place: %s', (_, hex, message) => {
    const failure = failureOf(() => framesOf(hex))
    expect(failure.message).toContain(message)
    expect(failure).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: expect.any(Number) })
  })
})

describe.skipIf(zstd === undefined)('zstd data of other writers', () => {
  const expected = 'kafka '.repeat(3_000)

  test.each([
    ['without a size', NO_SIZE],
    ['in a window of 128 MiB', '28b52ffd0088750000306b61666b612001004746f65204'],
    ['as a single segment', '28b52ffd645045750000306b61666b612001004746f652046730b60f']
  ])('zstd data of other writers is read: %s', (_, hex) => {
    expect(read(bytesOf(hex)).toString()).toBe(expected)
    expect(read(bytesOf(hex), expected.length)).toHaveLength(expected.length)
    expect(read(bytesOf(hex + ABC + hex)).toString()).toBe(`${expected}abc${expected}`)
  })

  test('zstd data is read as the Java classes of Kafka write it', () => {
    const file = join(import.meta.dirname, '../../../conformance/vectors/records.jsonl.gz')
    let records = 0
    for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n')) {
      const vector = JSON.parse(line) as Vector
      if (vector.compression !== 'zstd') continue
      let at = 0
      for (const { sizeInBytes, records: facts, compression } of vector.batches) {
        const bytes = Buffer.from(vector.hex, 'hex').subarray(at, (at += sizeInBytes))
        if (facts === null || compression !== 'zstd') continue
        const plain = read(bytes.subarray(61)).toString('hex')
        for (const { value } of facts) if (typeof value === 'string') expect(plain, `${vector.id}`).toContain(value)
        records += facts.length
      }
    }
    expect(records).toBeGreaterThan(300)
  })

  test('zstd data can have several frames, also skippable and empty ones', () => {
    const parts = [
      skippable(5),
      write(Buffer.from('one ')),
      bytesOf(EMPTY),
      skippable(0, 15),
      write(Buffer.from('two ')),
      bytesOf(ABC),
      skippable(2)
    ]
    expect(read(Buffer.concat(parts)).toString()).toBe('one two abc')
    const large = [jsonLines(200_000), Buffer.alloc(300_000), jsonLines(1_000)]
    expect(read(Buffer.concat(large.map(each => write(each)))).equals(Buffer.concat(large))).toBe(true)
    // Two frames that fill the whole output buffer of zlib: then zlib continues with the next frame
    // by itself.
    const full = bytesOf(`${MAGIC} 00 58 03 00 10 00`)
    expect(read(Buffer.concat([full, full]))).toHaveLength(2 * (128 << 10))
  })

  test('zstd data is refused if it needs a window of more than 128 MiB', () => {
    const inWindow = (log: number): Buffer => bytesOf(ABC.replace('00 00', `00 ${((log - 10) << 3).toString(16)}`))
    expect(read(inWindow(27)).toString()).toBe('abc')
    expect(() => read(inWindow(28))).toThrow('too much memory')
  })

  test('zstd data can have 10,000 frames, and not more', () => {
    const frames = Buffer.alloc(9 * 10_000, bytesOf(EMPTY))
    expect(read(frames)).toHaveLength(0)
    expect(() => read(Buffer.concat([frames, bytesOf(ABC)]))).toThrow('more than 10000 zstd frames at byte 90000')
  })
})

describe.skipIf(zstd === undefined)('zstd compression', () => {
  const kinds = {
    text: jsonLines,
    zeros: (length: number) => Buffer.alloc(length),
    noise: (length: number) => new Random(seed).bytes(length)
  }

  test.each(Object.entries(kinds))('data is the same after zstd compression and decompression, whatever its size: %s', (_, make) => {
    for (const size of [0, 1, 2, 63, 64, 65, 255, 256, 257, 65_535, 65_536, 128 << 10, (128 << 10) + 64, MIB, MIB + 1]) {
      const bytes = make(size)
      expect(read(write(bytes), Math.max(size, 1)).equals(bytes), `${size}`).toBe(true)
    }
  })

  test('zstd compression uses the same default level as Kafka', () => {
    const text = jsonLines(MIB)
    expect(write(text)).toEqual(write(text, 3))
    const sizes = [-131_072, -7, 3, 19].map(level => write(text, level).length)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    expect(new Set(sizes).size).toBe(4)
    expect(read(write(text, 22)).equals(text)).toBe(true)
    expect(zstd?.levels).toEqual({ min: -131_072, max: 22 })
  })

  test('zstd data decompresses into little more memory than needed', () => {
    // Small buffers of Node come from a pool of 64 KiB, with alignment.
    for (const small of [write(jsonLines(10_000)), bytesOf(NO_SIZE), bytesOf(ABC)]) {
      expect(decompress(small, options).buffer.byteLength).toBeLessThanOrEqual(65_536 + 64)
    }
    for (const size of [100_000, 500_000])
      expect(decompress(write(jsonLines(size)), options).buffer.byteLength).toBeLessThanOrEqual(size + 64)
  })

  test('zstd compression gives the same bytes in other threads', async () => {
    for (const make of Object.values(kinds)) {
      const bytes = make(MIB + 17)
      const small = await compressAsync(bytes, { ...options, level: 19 })
      expect(small.length / write(bytes, 19).length).toBeCloseTo(1, 2)
      for (const each of [small, write(bytes)]) expect([...walkZstdFrames(each)]).toMatchObject([{ contentBytes: MIB + 17 }])
      expect(bytes.equals(await decompressAsync(small, options))).toBe(true)
      expect(await decompressAsync(Buffer.concat([small, small]), options)).toHaveLength(2 * (MIB + 17))
    }
  })

  test('asynchronous zstd compression does not block the event loop', async () => {
    const text = jsonLines(MIB)
    const order: string[] = []
    const works = [compressAsync(text, options), decompressAsync(write(text), options)].map(work => work.then(() => order.push('done')))
    await new Promise<void>(resolve => setImmediate(resolve)).then(() => order.push('turn'))
    await Promise.all(works)
    expect(order).toEqual(['turn', 'done', 'done'])
  })
})

describe.skipIf(zstd === undefined)('damaged zstd', () => {
  test('damaged zstd is an error in every prefix that does not end where a frame ends', () => {
    const first = write(jsonLines(700))
    const bytes = Buffer.concat([first, bytesOf(ABC)])
    for (let length = 0; length < bytes.length; length++) {
      if (length === first.length) expect(read(bytes.subarray(0, length))).toHaveLength(700)
      else expect(() => read(bytes.subarray(0, length)), `${length}`).toThrow('at byte')
    }
  })

  test('damaged zstd is refused in the same way in other threads', async () => {
    for (const bytes of [
      write(jsonLines(700)).subarray(0, -1),
      Buffer.concat([bytesOf(ABC), Buffer.alloc(4)]),
      bytesOf(`${MAGIC} 00 00 15 00 00 ff ff`)
    ]) {
      const refusal = await decompressAsync(bytes, options).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Error)
      expect(() => read(bytes)).toThrow((refusal as Error).message)
    }
  })

  test('damaged zstd gives bytes within the limit or an error, whatever the damage', () => {
    const random = new Random(seed)
    const samples = [write(jsonLines(3_000)), Buffer.concat([write(jsonLines(400)), bytesOf(ABC)]), bytesOf(NO_SIZE)]
    let failures = 0
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutate(random.pick(samples), random.pick(samples), random)
      try {
        expect(read(bytes, 20_000).length).toBeLessThanOrEqual(20_000)
      } catch (error) {
        // zlib reports damage inside a block.
        const isOfZlib = /^(?:ZSTD_error_|Z_BUF_ERROR|ERR_BUFFER_TOO_LARGE)/.test(String((error as { code?: unknown }).code))
        if (!isOfZlib && !isKafkaError(error, 'KAFKA_PROTOCOL'))
          throw new Error(`seed ${seed}, round ${round}: ${bytes.toString('hex')}`, { cause: error })
        failures++
      }
    }
    expect(failures).toBeGreaterThan(ROUNDS / 4)
  })
})

describe.skipIf(zstd === undefined)('zstd data that decompresses to more than the limit', () => {
  const tooLarge = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' })
  const run = (size: number): Buffer => bytesOf(`${MAGIC} 00 58 ${`02 00 10 00 `.repeat(Math.floor(size / (128 << 10)))} 01 00 00`)

  test('zstd data above the limit is refused', async () => {
    for (const bytes of [write(Buffer.alloc(1_001)), run(MIB), run(100 * MIB)]) {
      expect(() => read(bytes, 1_000)).toThrow(tooLarge)
      await expect(decompressAsync(bytes, { maxBytes: 1_000, magic: 2 })).rejects.toEqual(tooLarge)
    }
    // zlib itself refuses it, before it allocates memory.
    expect(() => read(run(MIB), 1_000)).toThrow('Cannot create a Buffer larger than 1000 bytes')
    expect(read(write(Buffer.alloc(1_000)), 1_000)).toHaveLength(1_000)
    expect(read(run(MIB), MIB)).toHaveLength(MIB)
  })

  test('zstd data above the limit is refused also if it is in several frames', () => {
    const frames = [write(Buffer.alloc(600)), write(Buffer.alloc(400))]
    expect(read(Buffer.concat(frames), 1_000)).toHaveLength(1_000)
    expect(read(Buffer.concat([...frames, bytesOf(EMPTY)]), 1_000)).toHaveLength(1_000)
    expect(() => read(Buffer.concat([...frames, write(Buffer.alloc(1))]), 1_000)).toThrow(tooLarge)
    // Also if the frame has no content size.
    expect(() => read(Buffer.concat([...frames, bytesOf(`${MAGIC} 00 00 09 00 00 61`)]), 1_000)).toThrow(tooLarge)
  })

  test('zstd data may have any size that Kafka can carry if there is no limit', () => {
    expect(read(bytesOf(ABC), Number.POSITIVE_INFINITY).toString()).toBe('abc')
    expect(read(bytesOf(EMPTY), 0)).toHaveLength(0)
    expect(() => read(bytesOf(ABC), 0)).toThrow(tooLarge)
  })
})

interface Vector {
  id: number
  hex: string
  compression: string
  batches: { sizeInBytes: number; compression: string; records: { value?: string | null }[] | null }[]
}
