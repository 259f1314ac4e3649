import { describe, expect, test } from 'vitest'
import type { Codec } from '../../../../src/records/compression/codec.ts'
import { snappy } from '../../../../src/records/compression/snappy/snappy.ts'
import { Random, seed } from '../../../support/vectors/random.ts'
import { block, copy, jsonLines, literal, xerial } from './raw-snappy.ts'

const MIB = 1 << 20
const KIB = 1 << 10
const options = { level: undefined, magic: 2, maxBytes: 16 * MIB }

const { compressAsync, decompressAsync } = snappy as Required<Codec>
const write = (bytes: Uint8Array): Buffer => Buffer.from(snappy.compress(bytes, options))
const read = (bytes: Uint8Array): Buffer => Buffer.from(snappy.decompress(bytes, options))

function noise(length: number): Buffer {
  const random = new Random(seed)
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at++) bytes[at] = random.uint32()
  return bytes
}

// The data that grows most: literals just long enough for one more length byte, and the shortest
// matches.
function worst(length: number): Buffer {
  const bytes = noise(length)
  for (let at = 65; at + 4 <= length; at += 65) bytes.copyWithin(at, at - 65, at - 61)
  return bytes
}

const KINDS = { text: jsonLines, zeros: (length: number) => Buffer.alloc(length), noise, worst }

describe('snappy compression', () => {
  const sizes = [0, 1, 2, 3, 4, 15, 16, 17, 18, 59, 60, 61, 62, 255, 256, 257, 31 * KIB, 32 * KIB - 1, 32 * KIB, 32 * KIB + 1, 33 * KIB]
  const large = [MIB - 1, MIB, MIB + 1, MIB + 32 * KIB, 2 * MIB, 3 * MIB + 17]

  test.each(Object.entries(KINDS))('data of any size is the same after snappy compression and decompression: %s', (_, make) => {
    for (const size of [...sizes, ...large]) {
      const bytes = make(size)
      expect(read(write(bytes)).equals(bytes), `${size}`).toBe(true)
    }
  })

  test('data with matches at any position is the same after snappy compression and decompression', () => {
    const random = new Random(seed)
    for (let round = 0; round < 500; round++) {
      const pieces = Array.from({ length: 1 + random.below(6) }, () => random.bytes(1 + random.below(90)))
      const bytes = Buffer.concat(Array.from({ length: 1 + random.below(12) }, () => random.pick(pieces).subarray(random.below(8))))
      expect(read(write(bytes)).equals(bytes), `seed ${seed}, round ${round}`).toBe(true)
    }
  })

  test('every prefix is the same after snappy compression and decompression, and has no match in data that was compressed before', () => {
    const once = noise(50)
    const bytes = Buffer.concat([once, once, once])
    for (let length = bytes.length; length >= 0; length--) {
      const prefix = bytes.subarray(0, length)
      expect(read(write(prefix)).equals(prefix), `${length}`).toBe(true)
    }
  })

  test('snappy compression writes a xerial stream of blocks of 32 KiB', () => {
    expect(write(Buffer.alloc(0))).toEqual(xerial())
    expect(write(Buffer.from('a'))).toEqual(xerial(block(1, literal(Buffer.from('a')))))
    const bytes = jsonLines(MIB + 70_000)
    const stream = write(bytes)
    expect(stream.subarray(0, 16)).toEqual(xerial())
    const made: Buffer[] = []
    for (let at = 16; at < stream.length; at += 4 + stream.readInt32BE(at)) {
      made.push(read(stream.subarray(at + 4, at + 4 + stream.readInt32BE(at))))
    }
    expect(made.map(({ length }) => length)).toEqual([...Array.from({ length: 34 }, () => 32_768), 4_464])
    expect(Buffer.concat(made).equals(bytes)).toBe(true)
  })

  test('snappy compression writes each element in its shortest form', () => {
    const [a, tail] = [noise(30), noise(60).subarray(30)]
    for (const [length, lengthBytes] of [
      [60, 0],
      [61, 1],
      [256, 1],
      [257, 2]
    ] as const) {
      expect(write(noise(length))).toEqual(xerial(block(length, literal(noise(length), lengthBytes))))
    }
    const gap = Buffer.alloc(2_018)
    const near = Buffer.concat([a, a.subarray(0, 11), tail])
    expect(write(near)).toEqual(xerial(block(71, literal(a), copy(30, 11, 1), literal(tail))))
    expect(write(Buffer.concat([a, a]))).toEqual(xerial(block(60, literal(a), copy(30, 30, 2))))
    // A copy from 2,047 bytes before takes two bytes, one from 2,048 takes three.
    expect(write(Buffer.concat([a, gap.subarray(1), a.subarray(0, 11), tail])).includes(copy(2_047, 11, 1))).toBe(true)
    expect(write(Buffer.concat([a, gap, a.subarray(0, 11), tail])).includes(copy(2_048, 11, 2))).toBe(true)
    // Copies of 64 bytes, and a rest of at least four.
    const zeros = (size: number, ...lengths: [number, 1 | 2][]): Buffer =>
      xerial(block(size, literal(Buffer.alloc(1)), ...lengths.map(([length, form]) => copy(1, length, form))))
    expect(write(Buffer.alloc(65))).toEqual(zeros(65, [64, 2]))
    expect(write(Buffer.alloc(66))).toEqual(zeros(66, [60, 2], [5, 1]))
    expect(write(Buffer.alloc(68))).toEqual(zeros(68, [60, 2], [7, 1]))
    expect(write(Buffer.alloc(69))).toEqual(zeros(69, [64, 2], [4, 1]))
    expect(write(Buffer.alloc(133))).toEqual(zeros(133, [64, 2], [64, 2], [4, 1]))
  })

  test('snappy compression makes a text hardly larger than the 366034 bytes of the C++ library', () => {
    expect(write(jsonLines(MIB)).length).toBeLessThan(366_034 * 1.15)
  })

  test('snappy compression makes data without matches larger by less than one byte in 64', () => {
    expect(write(noise(MIB)).length).toBeLessThanOrEqual(MIB + 16 + 32 * (4 + 3 + 3))
    for (const size of [32 * KIB, MIB]) expect(write(worst(size)).length).toBeLessThan(size + size / 64 + 500)
    expect(write(Buffer.alloc(MIB)).length).toBeLessThan(MIB / 20)
  })

  test('the result of snappy compression depends only on the bytes, and later calls do not change it', () => {
    const bytes = jsonLines(50_000)
    const whole = Buffer.concat([noise(13), bytes])
    const first = snappy.compress(new Uint8Array(bytes), options)
    const kept = Buffer.from(first)
    snappy.compress(noise(100_000), options)
    expect(write(whole.subarray(13)).equals(kept)).toBe(true)
    expect(Buffer.from(first).equals(kept)).toBe(true)
    expect(first.byteLength).toBe(first.buffer.byteLength)
  })
})

describe('asynchronous snappy', () => {
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

  test('asynchronous snappy gives the same bytes as the synchronous functions', async () => {
    for (const make of Object.values(KINDS)) {
      const bytes = make(3 * MIB + 17)
      const compressed = await compressAsync(bytes, options)
      expect(write(bytes).equals(compressed)).toBe(true)
      expect(bytes.equals(await decompressAsync(compressed, options))).toBe(true)
    }
  })

  test('asynchronous snappy works on several batches at a time', async () => {
    const all = [jsonLines(3 * MIB), noise(2 * MIB + 5), Buffer.alloc(4 * MIB), jsonLines(100), worst(3 * MIB)]
    const compressed = await Promise.all(all.map(bytes => compressAsync(bytes, options)))
    for (const [index, bytes] of all.entries()) expect(write(bytes).equals(compressed[index] as Uint8Array), `${index}`).toBe(true)
    const back = await Promise.all(compressed.map(bytes => decompressAsync(bytes, options)))
    for (const [index, bytes] of all.entries()) expect(bytes.equals(back[index] as Uint8Array), `${index}`).toBe(true)
  })

  test('asynchronous snappy yields after each mebibyte of a stream or a raw block, even if it is one literal', async () => {
    const text = jsonLines(4 * MIB)
    const raw = block(4 * MIB, ...Array.from({ length: 4 * 32 }, (_, i) => literal(text.subarray(i * 32 * KIB, (i + 1) * 32 * KIB), 2)))
    const one = block(4 * MIB, literal(text))
    const run = block(MIB * 4, literal(Buffer.alloc(64)), Buffer.concat(Array.from({ length: 65_535 }, () => copy(64, 64, 2))))
    for (const bytes of [snappy.compress(text, options), raw, one, run]) {
      expect(await turnsDuring(() => decompressAsync(bytes, options))).toBeGreaterThanOrEqual(3)
    }
    expect(text.equals(await decompressAsync(raw, options))).toBe(true)
    expect(text.equals(await decompressAsync(one, options))).toBe(true)
    expect(Buffer.alloc(4 * MIB).equals(await decompressAsync(run, options))).toBe(true)
    // Three turns between the slices, and four while they are joined.
    expect(await turnsDuring(() => compressAsync(text, options))).toBeGreaterThanOrEqual(7)
  })

  test('asynchronous snappy yields also in very many empty blocks or headers', async () => {
    const empty = Buffer.from('0000000100', 'hex')
    const blocks = Buffer.concat([xerial(), ...Array.from({ length: 30_000 }, () => empty)])
    const headers = Buffer.concat(Array.from({ length: 30_000 }, () => xerial()))
    for (const bytes of [blocks, headers]) {
      expect(await turnsDuring(() => decompressAsync(bytes, options))).toBeGreaterThanOrEqual(4)
      expect(await decompressAsync(bytes, options)).toHaveLength(0)
    }
  })

  test('asynchronous snappy refuses the same damage as the synchronous functions, in any slice', async () => {
    const text = jsonLines(3 * MIB)
    const stream = write(text)
    const short = block(3 * MIB, literal(text.subarray(1)))
    const far = block(3 * MIB, literal(text.subarray(4)), copy(3 * MIB, 4, 4))
    const more = Buffer.concat([block(MIB, literal(text.subarray(0, MIB))), literal(Buffer.from('a'))])
    for (const bytes of [stream.subarray(0, -1), short, far, more, Buffer.alloc(0)]) {
      const refusal = await decompressAsync(bytes, options).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: 'KAFKA_PROTOCOL' })
      expect(() => read(bytes)).toThrow((refusal as Error).message)
    }
    await expect(decompressAsync(stream, { maxBytes: 3 * MIB - 1, magic: 2 })).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' })
    expect(await decompressAsync(stream, { maxBytes: 3 * MIB, magic: 2 })).toHaveLength(3 * MIB)
  })
})
