import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Codec } from '../../../../src/records/compression/codec.ts'
import { lz4 } from '../../../../src/records/compression/lz4/lz4.ts'
import { readBatches, registerCodec } from '../../../../src/records/index.ts'
import { Random, seed } from '../../../support/vectors/random.ts'
import { bytesOf } from '../read/raw-batch.ts'
import { compressed, frame, LINKED, sequence, skippable, stored } from './raw-lz4.ts'
import { jsonLines } from './raw-snappy.ts'

const MIB = 1 << 20
const KIB = 1 << 10
const options = { level: undefined, magic: 2, maxBytes: 16 * MIB }

const { compressAsync, decompressAsync } = lz4 as Required<Codec>
const write = (bytes: Uint8Array): Buffer => Buffer.from(lz4.compress(bytes, options))
const read = (bytes: Uint8Array): Buffer => Buffer.from(lz4.decompress(bytes, options))

function noise(length: number): Buffer {
  const random = new Random(seed)
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at++) bytes[at] = random.uint32()
  return bytes
}

// The data that grows most during compression: literals just long enough for one more length byte,
// and a match that saves two bytes.
function worst(length: number): Buffer {
  const bytes = noise(length)
  for (let at = 20; at + 5 <= length; at += 20) bytes.copyWithin(at, at - 20, at - 15)
  return bytes
}

const KINDS = { text: jsonLines, zeros: (length: number) => Buffer.alloc(length), noise, worst }

describe('LZ4 data written by Kafka', () => {
  test('LZ4 data written by Kafka is read to the right records, in batches of magic 0, 1 and 2', () => {
    registerCodec('lz4', lz4)
    const file = join(import.meta.dirname, '../../../conformance/vectors/records.jsonl.gz')
    const records = [0, 0, 0]
    for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n')) {
      const vector = JSON.parse(line) as Vector
      if (vector.compression !== 'lz4' || vector.error !== undefined) continue
      const batches = [...readBatches(Buffer.from(vector.hex, 'hex'))]
      for (const [index, facts] of vector.batches.entries()) {
        const batch = batches[index]
        if (facts.records === null || batch?.compression !== 'lz4') continue
        const found = [...batch.records()]
        expect(found, `${vector.id}`).toHaveLength(facts.records.length)
        for (const [i, { key, value, offset }] of facts.records.entries()) {
          expect(found[i]?.offset, `${vector.id}`).toBe(BigInt(offset))
          // Very large values are given as hashes.
          if (key !== undefined) expect(hexOf(found[i]?.key), `${vector.id}`).toBe(key)
          if (value !== undefined) expect(hexOf(found[i]?.value), `${vector.id}`).toBe(value)
        }
        records[vector.magic] = (records[vector.magic] as number) + found.length
      }
    }
    for (const count of records) expect(count).toBeGreaterThan(300)
  })
})

describe('LZ4 compression', () => {
  const sizes = [
    0,
    1,
    2,
    4,
    5,
    6,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    31,
    32,
    33,
    64,
    255,
    256,
    270,
    271,
    64 * KIB - 1,
    64 * KIB,
    64 * KIB + 1,
    64 * KIB + 13
  ]
  const large = [MIB - 1, MIB, MIB + 1, MIB + 64 * KIB, 2 * MIB, 3 * MIB + 17]

  test.each(Object.entries(KINDS))('data is the same after LZ4 compression and decompression, whatever its size: %s', (_, make) => {
    for (const size of [...sizes, ...large]) {
      const bytes = make(size)
      expect(read(write(bytes)).equals(bytes), `${size}`).toBe(true)
    }
  })

  test('data with matches at any position is the same after LZ4 compression and decompression', () => {
    const random = new Random(seed)
    for (let round = 0; round < 500; round++) {
      const pieces = Array.from({ length: 1 + random.below(6) }, () => random.bytes(1 + random.below(90)))
      const bytes = Buffer.concat(Array.from({ length: 1 + random.below(12) }, () => random.pick(pieces).subarray(random.below(8))))
      expect(read(write(bytes)).equals(bytes), `seed ${seed}, round ${round}`).toBe(true)
    }
  })

  test('every prefix is the same after LZ4 compression and decompression, and has no match in data that was compressed before', () => {
    const once = noise(50)
    const bytes = Buffer.concat([once, once, once])
    for (let length = bytes.length; length >= 0; length--) {
      const prefix = bytes.subarray(0, length)
      expect(read(write(prefix)).equals(prefix), `${length}`).toBe(true)
    }
  })

  test('LZ4 compression writes frames as the Java client of Kafka does, with a wrong header checksum in magic 0', () => {
    const empty = '04224d1860408200000000'
    for (const magic of [1, 2]) expect(hexOf(lz4.compress(Buffer.alloc(0), { ...options, magic }))).toBe(empty)
    expect(hexOf(lz4.compress(Buffer.alloc(0), { ...options, magic: 0 }))).toBe(empty.replace('82', '1a'))
    expect(write(Buffer.from('abc'))).toEqual(frame([stored(Buffer.from('abc'))]))
    // A block is stored if compression does not make it smaller by at least one byte.
    const [once, tail] = [noise(40), noise(60).subarray(40)]
    const small = [once, once.subarray(0, 10), tail]
    expect(write(Buffer.concat(small))).toEqual(frame([compressed(sequence(once, 40, 10), sequence(tail))]))
    expect(write(Buffer.concat([once, once.subarray(0, 6), tail]))).toEqual(
      frame([stored(Buffer.concat([once, once.subarray(0, 6), tail]))])
    )
  })

  test.each([14, 15, 16, 32, 33, 269, 270, 271, 525, 780])(
    'data that begins with %d literals is the same after LZ4 compression and decompression',
    length => {
      const [once, tail] = [noise(length), noise(length + 20).subarray(length)]
      const matched = Buffer.concat([once, once, tail])
      expect(write(matched).equals(frame([compressed(sequence(once, length, length), sequence(tail))]))).toBe(true)
    }
  )

  test('LZ4 compression writes independent blocks of 64 KiB', () => {
    const bytes = jsonLines(MIB + 70_000)
    const made: Buffer[] = []
    const whole = write(bytes)
    let at = 7
    for (let length = whole.readUInt32LE(at); length !== 0; length = whole.readUInt32LE(at)) {
      made.push(read(frame([{ data: whole.subarray(at + 4, at + 4 + length), isStored: false }])))
      at += 4 + length
    }
    expect(at).toBe(whole.length - 4)
    expect(made.map(({ length }) => length)).toEqual([...Array.from({ length: 17 }, () => 64 * KIB), 4_464])
    expect(Buffer.concat(made).equals(bytes)).toBe(true)
  })

  test('LZ4 compression ends each block with five literals, and begins no match in the last twelve bytes, as other readers demand', () => {
    for (let length = 13; length < 800; length++) {
      const literals = Buffer.alloc(5)
      const match = length - 1 - literals.length
      const block = compressed(sequence(Buffer.alloc(1), 1, match), sequence(literals))
      expect(write(Buffer.alloc(length)).equals(frame([block])), `${length}`).toBe(true)
    }
    expect(write(Buffer.alloc(12))).toEqual(frame([stored(Buffer.alloc(12))]))
  })

  test('LZ4 compression makes a text hardly larger than the 340681 bytes of the reference implementation', () => {
    expect(write(jsonLines(MIB)).length).toBeLessThan(340_681 * 1.15)
  })

  test('LZ4 compression makes data larger by at most four bytes a block', () => {
    expect(write(noise(MIB))).toHaveLength(MIB + 11 + 16 * 4)
    for (const size of [64 * KIB, MIB]) expect(write(worst(size)).length).toBeLessThanOrEqual(size + 11 + Math.ceil(size / 64 / KIB) * 4)
    expect(write(Buffer.alloc(MIB)).length).toBeLessThan(MIB / 200)
  })

  test('the result of LZ4 compression depends only on the bytes, and later calls do not change it', () => {
    const bytes = jsonLines(50_000)
    const whole = Buffer.concat([noise(13), bytes])
    const first = lz4.compress(new Uint8Array(bytes), options)
    const kept = Buffer.from(first)
    lz4.compress(noise(100_000), options)
    expect(write(whole.subarray(13)).equals(kept)).toBe(true)
    expect(Buffer.from(first).equals(kept)).toBe(true)
  })

  test('LZ4 compression returns results without unused memory', () => {
    const small = lz4.compress(jsonLines(50_000), options)
    expect(small.buffer.byteLength).toBe(small.length)
  })
})

describe('asynchronous LZ4', () => {
  /** The number of turns of the event loop before `work` is done. */
  async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
    let turns = 0
    let isDone = false
    const turn = (): void => {
      turns++
      if (!isDone) setImmediate(turn)
    }
    setImmediate(turn)
    await work().catch(() => undefined)
    isDone = true
    return turns
  }

  test('asynchronous LZ4 gives the same bytes as the synchronous functions', async () => {
    for (const make of Object.values(KINDS)) {
      const bytes = make(3 * MIB + 17)
      const small = await compressAsync(bytes, options)
      expect(write(bytes).equals(small)).toBe(true)
      expect(bytes.equals(await decompressAsync(small, options))).toBe(true)
    }
  })

  test('asynchronous LZ4 works on several batches at a time', async () => {
    const all = [jsonLines(3 * MIB), noise(2 * MIB + 5), Buffer.alloc(4 * MIB), jsonLines(100), worst(3 * MIB)]
    const small = await Promise.all(all.map(bytes => compressAsync(bytes, options)))
    for (const [index, bytes] of all.entries()) expect(write(bytes).equals(small[index] as Uint8Array), `${index}`).toBe(true)
    const back = await Promise.all(small.map(bytes => decompressAsync(bytes, options)))
    for (const [index, bytes] of all.entries()) expect(bytes.equals(back[index] as Uint8Array), `${index}`).toBe(true)
  })

  test('asynchronous LZ4 yields after each mebibyte, even within one block', async () => {
    const text = jsonLines(4 * MIB)
    const whole = write(text)
    // Three turns while the block is checked, and three while it is decompressed.
    expect(await turnsDuring(() => decompressAsync(whole, options))).toBeGreaterThanOrEqual(6)
    expect(await turnsDuring(() => compressAsync(text, options))).toBeGreaterThanOrEqual(3)
    const pieces = Array.from({ length: 255 }, (_, i) => sequence(text.subarray(i * 8 * KIB, (i + 1) * 8 * KIB), 8 * KIB, 8 * KIB))
    const one = frame([compressed(...pieces, sequence(text.subarray(0, 16 * KIB)))], { descriptor: 0x70 })
    expect(await turnsDuring(() => decompressAsync(one, options))).toBeGreaterThanOrEqual(4)
    expect(read(one).equals(await decompressAsync(one, options))).toBe(true)
  })

  test('asynchronous LZ4 yields also in very many empty frames or blocks', async () => {
    const frames = Buffer.alloc(200_000 * 11, frame([]))
    const blocks = Buffer.concat([frame([]).subarray(0, 7), Buffer.alloc(450_000 * 5, bytesOf('01 00 00 00 00')), Buffer.alloc(4)])
    for (const bytes of [frames, blocks]) {
      expect(await turnsDuring(() => decompressAsync(bytes, options))).toBeGreaterThanOrEqual(4)
      expect(await decompressAsync(bytes, options)).toHaveLength(0)
    }
  })

  test('asynchronous LZ4 refuses the same damage as the synchronous functions, in any slice', async () => {
    const text = jsonLines(3 * MIB)
    const whole = write(text)
    const spoilt = frame([stored(text.subarray(0, 4 * KIB))], { flags: LINKED, content: text })
    for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, spoilt]), Buffer.concat([whole, Buffer.alloc(4)]), skippable(4)]) {
      const refusal = await decompressAsync(bytes, options).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: 'KAFKA_PROTOCOL' })
      expect(() => read(bytes)).toThrow((refusal as Error).message)
    }
    await expect(decompressAsync(whole, { maxBytes: 3 * MIB - 1, magic: 2 })).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' })
    expect(await decompressAsync(whole, { maxBytes: 3 * MIB, magic: 2 })).toHaveLength(3 * MIB)
  })
})

interface Vector {
  id: number
  hex: string
  magic: number
  compression: string
  error?: string
  batches: { records: { offset: string; key?: string | null; value?: string | null }[] | null }[]
}

const hexOf = (bytes: Uint8Array | null | undefined): string | null => (bytes ? Buffer.from(bytes).toString('hex') : null)
