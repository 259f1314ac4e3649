import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../../src/errors.ts'
import { snappy } from '../../../../src/records/compression/snappy/snappy.ts'
import { readBatches, registerCodec } from '../../../../src/records/index.ts'
import { mutate } from '../../../support/faults/mutations.ts'
import { failureOf } from '../../../support/process/failure.ts'
import { Random, seed } from '../../../support/vectors/random.ts'
import { bytesOf } from '../read/raw-batch.ts'
import { block, copy, jsonLines, literal, randomBlock, xerial } from './raw-snappy.ts'

const LIMIT = 10_000_000
const ROUNDS = 3_000

const read = (bytes: Uint8Array, maxBytes = LIMIT): Buffer => Buffer.from(snappy.decompress(bytes, { maxBytes, magic: 2 }))
const readText = (hex: string): string => read(bytesOf(hex)).toString('latin1')
const letters = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => 97 + (i % 23)))

describe('a raw block of snappy', () => {
  test.each([
    ['nothing', '00', ''],
    ['one byte', '01 00 61', 'a'],
    ['a size of more bytes than it takes', '81 80 80 80 00 00 61', 'a'],
    ['two literals', '03 04 61 62 00 63', 'abc'],
    // The example in the description of the format: "xab", then a copy of four bytes from two
    // before.
    ['a copy that reaches into itself', '07 08 78 61 62 01 02', 'xababab'],
    ['a copy of one byte, repeated', '05 00 61 01 01', 'aaaaa'],
    ['a copy whose offset takes two bytes', '06 08 78 61 62 0a 03 00', 'xabxab'],
    ['a copy whose offset takes four bytes', '06 08 78 61 62 0b 03 00 00 00', 'xabxab'],
    ['copies one after another', '0e 0c 61 62 63 64 01 04 09 08', 'abcdabcdabcdab']
  ])('a raw block of snappy can hold %s', (_, hex, text) => {
    expect(readText(hex)).toBe(text)
  })

  test.each([
    [1, 0],
    [60, 0],
    [1, 1],
    [61, 1],
    [256, 1],
    [257, 2],
    [65_536, 2],
    [65_537, 3],
    [70_000, 4]
  ])(
    'a raw block of snappy can hold a literal of %d bytes whose length takes %d bytes, at its beginning and in its middle',
    (length, lengthBytes) => {
      const bytes = letters(length)
      expect(read(block(length, literal(bytes, lengthBytes))).equals(bytes)).toBe(true)
      const around = letters(100)
      const made = Buffer.concat([around, bytes, around])
      expect(read(block(made.length, literal(around), literal(bytes, lengthBytes), literal(around))).equals(made)).toBe(true)
    }
  )

  test.each([1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 255, 256, 2_047, 2_048, 65_535, 69_000])(
    'a copy in a raw block of snappy can begin %d bytes before its own position',
    offset => {
      const before = letters(70_000)
      for (const after of [0, 100]) {
        const forms = offset < 2_048 ? ([1, 2, 4] as const) : offset < 65_536 ? ([2, 4] as const) : ([4] as const)
        for (const form of forms) {
          for (const length of form === 1 ? [4, 11] : [1, 4, 5, 63, 64]) {
            const made = [...before.subarray(-offset)]
            for (let i = 0; i < length; i++) made.push(made[made.length - offset] as number)
            const expected = Buffer.concat([before, Buffer.from(made.slice(offset)), letters(after)])
            const elements = [literal(before), copy(offset, length, form), ...(after > 0 ? [literal(letters(after))] : [])]
            expect(read(block(expected.length, ...elements)).equals(expected), `${form} ${length} ${after}`).toBe(true)
          }
        }
      }
    }
  )

  test('a raw block of snappy holds any elements in any order', () => {
    const random = new Random(seed)
    for (let round = 0; round < 300; round++) {
      const { bytes, made } = randomBlock(random, 1 + random.below(80))
      expect(read(bytes).equals(made), `seed ${seed}, round ${round}`).toBe(true)
    }
  })
})

describe('a xerial stream', () => {
  const a = block(3, literal(letters(3)))
  const b = block(8, literal(letters(4)), copy(4, 4, 1))

  test('a xerial stream is read block after block, and stream after stream', () => {
    expect(read(xerial()).toString()).toBe('')
    expect(read(xerial(a)).toString()).toBe('abc')
    expect(read(xerial(a, b, block(0), a)).toString()).toBe('abcabcdabcdabc')
    expect(read(Buffer.concat([xerial(a), xerial(), xerial(b), xerial()])).toString()).toBe('abcabcdabcd')
  })

  test('a xerial stream can have a later version', () => {
    const stream = xerial(a)
    stream.writeInt32BE(2, 8)
    stream.writeInt32BE(2, 12)
    expect(read(stream).toString()).toBe('abc')
  })

  test('a xerial stream cannot have copies from earlier blocks', () => {
    expect(() => read(xerial(a, block(4, copy(1, 4, 1))))).toThrow('a snappy copy from 1 bytes before, where there are 0, at byte 30')
    const long = block(250, literal(letters(100)), copy(101, 50, 2), literal(letters(100)))
    expect(() => read(xerial(a, long))).toThrow('a snappy copy from 101 bytes before, where there are 100,')
  })

  test('a xerial stream is read as the Java classes of Kafka write it', () => {
    registerCodec('snappy', snappy)
    const file = join(import.meta.dirname, '../../../conformance/vectors/records.jsonl.gz')
    const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n')
    let records = 0
    for (const line of lines) {
      const vector = JSON.parse(line) as {
        hex: string
        magic: number
        compression: string
        batches: { records: { value?: string }[] | null }[]
      }
      if (vector.magic !== 2 || vector.compression !== 'snappy') continue
      const batches = [...readBatches(Buffer.from(vector.hex, 'hex'))]
      for (const [index, facts] of vector.batches.entries()) {
        const batch = batches[index]
        if (facts.records === null || facts.records.length === 0 || batch?.compression !== 'snappy') continue
        const plain = read(batch.bytes.subarray(61)).toString('hex')
        for (const { value } of facts.records) if (typeof value === 'string') expect(plain).toContain(value)
        expect([...batch.records()]).toHaveLength(facts.records.length)
        records += facts.records.length
      }
    }
    expect(records).toBeGreaterThan(100)
  })
})

describe('damaged snappy', () => {
  const header = '82 53 4e 41 50 50 59 00 00 00 00 01 00 00 00 01'

  test.each([
    ['nothing at all', '', 'a snappy block that ends inside its size at byte 0'],
    ['half a size', '80 80', 'a snappy block that ends inside its size at byte 2'],
    ['a size of six bytes', '80 80 80 80 80 00', 'a snappy block whose size has more than 32 bits at byte 0'],
    ['a size of 33 bits', '80 80 80 80 10', 'a snappy block whose size has more than 32 bits at byte 0'],
    [
      'a size that cannot be',
      '41 0a 01 00',
      'a snappy block of 3 bytes that claims to decompress to 65, which is more than possible, at byte 0'
    ],
    [
      '4 GiB in no bytes',
      'ff ff ff ff 0f',
      'a snappy block of 0 bytes that claims to decompress to 4294967295, which is more than possible, at byte 0'
    ],
    ['a literal too long', '04 0c 61 62', 'a snappy literal of 4 bytes, where 2 are left, at byte 1'],
    ['a literal of 4 GiB', '04 fc ff ff ff ff 61', 'a snappy literal of 4294967296 bytes, where 1 are left, at byte 1'],
    ['half the length of a literal', '04 f4 01', 'a snappy block that ends inside an element at byte 3'],
    ['half a copy', '08 00 61 01', 'a snappy block that ends inside an element at byte 4'],
    ['half a copy of two bytes', '08 00 61 02 01', 'a snappy block that ends inside an element at byte 5'],
    ['half a copy of four bytes', '08 00 61 03 01 00 00', 'a snappy block that ends inside an element at byte 7'],
    ['a copy from nowhere', '05 00 61 01 00', 'a snappy copy from 0 bytes before, where there are 1, at byte 3'],
    ['a copy from too far', '05 00 61 01 02', 'a snappy copy from 2 bytes before, where there are 1, at byte 3'],
    ['a copy from far away', '05 00 61 0f ff ff ff ff', 'a snappy copy from 4294967295 bytes before, where there are 1, at byte 3'],
    ['more than it says', '01 04 61 62', 'a snappy block that decompresses to more than the 1 bytes that it claims, at byte 1'],
    ['more copied than it says', '04 00 61 01 01', 'a snappy block that decompresses to more than the 4 bytes that it claims, at byte 3'],
    ['less than it says', '04 04 61 62', 'a snappy block that claims to decompress to 4 bytes, but decompresses to 2, ending at byte 4'],
    [
      'a block that ends early',
      `${header} 00 00 00 03 02 00 61`,
      'a snappy block that claims to decompress to 2 bytes, but decompresses to 1, ending at byte 23'
    ],
    ['half a second header', `${header} ${header.slice(0, 29)}`, 'a xerial snappy stream that ends inside its header at byte 26'],
    [
      'a version before the first',
      '82 53 4e 41 50 50 59 00 00 00 00 00 00 00 00 01',
      'stream of version 0, where 1 is the first, at byte 8'
    ],
    ['half a length', `${header} 00 00 00`, '3 bytes after the last snappy block, too few for the length of another at byte 16'],
    ['a length too long', `${header} 00 00 00 04 01 00 61`, 'a snappy block of 4 bytes, where 3 are left, at byte 16'],
    ['a length below nothing', `${header} ff ff ff ff 01 00 61`, 'a snappy block of -1 bytes, where 3 are left, at byte 16'],
    ['a block of no bytes', `${header} 00 00 00 00`, 'a snappy block that ends inside its size at byte 20']
  ])('damaged snappy is KAFKA_PROTOCOL with its place: %s', (_, hex, message) => {
    const failure = failureOf(() => read(bytesOf(hex)))
    expect(failure.code).toBe('KAFKA_PROTOCOL')
    expect(failure.message).toContain(message)
    expect(failure).toMatchObject({ offset: expect.any(Number) })
  })

  test('damaged snappy is found in the middle of a block as at its end', () => {
    const around = literal(letters(100))
    expect(() => read(block(300, around, copy(101, 64, 2), around))).toThrow('a snappy copy from 101 bytes before, where there are 100,')
    expect(() => read(block(300, around, copy(0, 64, 2), around))).toThrow('a snappy copy from 0 bytes before, where there are 100,')
    expect(() => read(block(300, around, copy(0xffff_ffff, 64, 4), around))).toThrow('from 4294967295 bytes before, where there are 100,')
  })

  test('damaged snappy is an error in every prefix of a raw block, and in every prefix of a stream that does not end where a block ends', () => {
    const random = new Random(seed)
    const blocks = Array.from({ length: 3 }, () => randomBlock(random, 30))
    const raw = (blocks[0] as { bytes: Buffer }).bytes
    for (let length = 0; length < raw.length; length++) expect(() => read(raw.subarray(0, length)), `${length}`).toThrow('at byte')
    const stream = xerial(...blocks.map(({ bytes }) => bytes))
    const ends = blocks.map((_, i) => xerial(...blocks.slice(0, i).map(({ bytes }) => bytes)).length)
    for (let length = 0; length < stream.length; length++) {
      if (!ends.includes(length)) expect(() => read(stream.subarray(0, length)), `${length}`).toThrow('at byte')
    }
    expect(ends.map(length => read(stream.subarray(0, length)).length)).toEqual(
      [0, 1, 2].map(i => blocks.slice(0, i).reduce((sum, { made }) => sum + made.length, 0))
    )
  })

  test('damaged snappy gives bytes within the limit or a typed error, whatever the damage', () => {
    const random = new Random(seed)
    const text = jsonLines(3_000)
    const samples = [
      xerial(randomBlock(random, 40).bytes),
      randomBlock(random, 40).bytes,
      Buffer.from(snappy.compress(text, { level: 0, magic: 2 }))
    ]
    let failures = 0
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutate(random.pick(samples), random.pick(samples), random)
      try {
        expect(read(bytes, 20_000).length).toBeLessThanOrEqual(20_000)
      } catch (error) {
        const { code, offset } = error as { code?: unknown; offset?: number }
        if (code === 'ERR_BUFFER_TOO_LARGE') continue
        if (!isKafkaError(error, 'KAFKA_PROTOCOL'))
          throw new Error(`seed ${seed}, round ${round}: ${bytes.toString('hex')}`, { cause: error })
        expect(offset).toBeLessThanOrEqual(bytes.length)
        failures++
      }
    }
    expect(failures).toBeGreaterThan(ROUNDS / 4)
  })
})

describe('snappy data that decompresses to more than the limit', () => {
  const tooLarge = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE', message: 'more than 1000 bytes' })
  const zeros = (size: number): Buffer =>
    block(
      size,
      literal(Buffer.alloc(1)),
      Buffer.alloc(3 * Math.floor((size - 1) / 64), copy(1, 64, 2)),
      (size - 1) % 64 > 0 ? copy(1, (size - 1) % 64, 2) : Buffer.alloc(0)
    )

  test('snappy data above the limit is refused before memory is allocated', () => {
    expect(read(zeros(1_000), 1_000)).toHaveLength(1_000)
    expect(() => read(zeros(1_001), 1_000)).toThrow(tooLarge)
    expect(() => read(zeros(100_000_000), 1_000)).toThrow(tooLarge)
    // Only the size is right, and the size is checked first.
    expect(() => read(block(2_000, Buffer.alloc(100, 0xff)), 1_000)).toThrow(tooLarge)
  })

  test('snappy data above the limit is refused also if it is in many blocks', () => {
    const blocks = [zeros(400), zeros(400), zeros(200)]
    expect(read(xerial(...blocks), 1_000)).toHaveLength(1_000)
    expect(() => read(xerial(...blocks, block(1, literal(letters(1)))), 1_000)).toThrow(tooLarge)
    expect(() => read(Buffer.concat([xerial(...blocks), xerial(...blocks)]), 1_000)).toThrow(tooLarge)
  })

  test('snappy data may have any size that Kafka can carry if there is no limit', () => {
    expect(read(zeros(1_000), Number.POSITIVE_INFINITY)).toHaveLength(1_000)
    expect(read(xerial(), 0)).toHaveLength(0)
  })
})
