import { afterEach, describe, expect, test, vi } from 'vitest'
import { crc32c } from '../../../src/protocol/primitives/crc32c.ts'
import { crc32cByTables } from '../../../src/protocol/primitives/crc32c-tables.ts'
import { bothForms } from '../../../src/records/compression/lz4/bytes.ts'
import * as lz4Kernel from '../../../src/records/compression/lz4/frame-by-kernel.ts'
import { decompressByLoops as lz4ByLoops } from '../../../src/records/compression/lz4/frame-read.ts'
import { runNow } from '../../../src/records/compression/sliced-job.ts'
import { snappy } from '../../../src/records/compression/snappy/snappy.ts'
import * as snappyKernel from '../../../src/records/compression/snappy/snappy-by-kernel.ts'
import { decompressByLoops as snappyByLoops } from '../../../src/records/compression/snappy/snappy-read.ts'
import { INPUT, MAX_INPUT_BYTES, MAX_OUTPUT_BYTES, OUTPUT, wasmKernel } from '../../../src/wasm/kernel.ts'
import { mutate } from '../../support/faults/mutations.ts'
import { Random, seed } from '../../support/vectors/random.ts'
import { compressed, frame, LINKED, randomBlocks, sequence } from '../records/compression/raw-lz4.ts'
import { block, literal, randomBlock } from '../records/compression/raw-snappy.ts'

const ROUNDS = 600
// The loops copy 16 bytes at a time.
const STEP_BYTES = 16
const options = { maxBytes: 1_000_000, magic: 2 }

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

describe('the kernel in WebAssembly', () => {
  test('the kernel in WebAssembly works in this runtime', () => {
    expect(wasmKernel()).not.toBeNull()
  })

  test('the kernel in WebAssembly gives the same CRC-32C as the tables, for any size, place and checksum before', () => {
    const random = new Random(seed)
    const bytes = random.bytes(200_000)
    const sizes = [2_047, 2_048, 2_049, 2_063, 2_064, 65_535, 65_536, 65_537, 67_583, 67_584, 67_585, 131_072, 199_000]
    for (let i = 0; i < 300; i++) sizes.push(2_048 + random.below(10_000))
    for (const size of sizes) {
      const start = random.below(1_000)
      const before = random.uint32()
      expect(crc32c(bytes, start, start + size, before), `${size}`).toBe(crc32cByTables(bytes, start, start + size, before))
    }
  })

  test('the kernel in WebAssembly decompresses LZ4 to the same bytes as the loops in TypeScript', () => {
    const random = new Random(seed)
    for (let round = 0; round < ROUNDS / 4; round++) {
      const isLinked = random.once(2)
      const { blocks, made } = randomBlocks(random, 1 + random.below(4), isLinked)
      const source = bothForms(frame(blocks, isLinked ? { flags: LINKED } : {}))
      expect(made.equals(lz4Kernel.decompressByKernel(source, options) ?? Buffer.of())).toBe(true)
      expect(made.equals(runNow(lz4ByLoops(source, options)))).toBe(true)
    }
  })

  test('the kernel in WebAssembly gives no bytes for damaged LZ4 that the loops refuse, and otherwise the same bytes', () => {
    const random = new Random(seed)
    let refused = 0
    for (let round = 0; round < ROUNDS; round++) {
      const whole = frame(randomBlocks(random, 2, false).blocks)
      const source = bothForms(mutate(whole, whole, random))
      const made = resultOf(() => lz4Kernel.decompressByKernel(source, options))
      const expected = resultOf(() => runNow(lz4ByLoops(source, options)))
      if (expected === undefined) refused++
      if (made !== undefined) expect(Buffer.from(made).equals(expected ?? Buffer.of())).toBe(true)
    }
    expect(refused).toBeGreaterThan(ROUNDS / 4)
  })

  test('the kernel in WebAssembly decompresses snappy to the same bytes as the loops in TypeScript', () => {
    const random = new Random(seed)
    for (let round = 0; round < ROUNDS / 4; round++) {
      const { bytes, made } = randomBlock(random, 1 + random.below(200))
      expect(made.equals(snappyKernel.decompressByKernel(bytes, made.length) ?? Buffer.of())).toBe(true)
      expect(made.equals(runNow(snappyByLoops(bytes, made.length)))).toBe(true)
    }
  })

  test('the kernel in WebAssembly gives no bytes for damaged snappy that the loops refuse, and otherwise the same bytes', () => {
    const random = new Random(seed)
    let refused = 0
    for (let round = 0; round < ROUNDS; round++) {
      const {
        bytes: whole,
        made: { length }
      } = randomBlock(random, 1 + random.below(100))
      const bytes = mutate(whole, whole, random)
      const made = resultOf(() => snappyKernel.decompressByKernel(bytes, length))
      const expected = resultOf(() => runNow(snappyByLoops(bytes, length)))
      if (expected === undefined) refused++
      if (made !== undefined) expect(Buffer.from(made).equals(expected ?? Buffer.of())).toBe(true)
    }
    expect(refused).toBeGreaterThan(ROUNDS / 4)
  })

  test('the kernel in WebAssembly repeats a pattern of any length, as often as a match says', () => {
    const pattern = Buffer.from(Array.from({ length: 40 }, (_, i) => i + 1))
    for (let distance = 1; distance <= 40; distance++) {
      for (const length of [4, 5, 7, 8, 15, 16, 17, 31, 33, 63, 200]) {
        const source = bothForms(frame([compressed(sequence(pattern, distance, length), sequence(Buffer.from('end')))]))
        expect(Buffer.from(lz4Kernel.decompressByKernel(source, options) ?? []).equals(runNow(lz4ByLoops(source, options)))).toBe(true)
      }
    }
  })

  test('the kernel in WebAssembly refuses a short LZ4 match that begins before the output', () => {
    const start = OUTPUT + 1_000
    for (const [oldest, isRefused] of [
      [start - 20, true],
      [start - 30, false]
    ] as const) {
      const { data } = compressed(sequence(Buffer.from('ten bytes.'), 40, 8), sequence(Buffer.alloc(40)))
      const kernel = wasmKernel()
      kernel?.bytes.set(data, INPUT)
      expect(kernel?.lz4Block(INPUT, INPUT + data.length, start, start + 1_000, oldest) === 0).toBe(isRefused)
    }
  })

  test('the kernel in WebAssembly writes no short snappy literal beyond the size of its block', () => {
    const kernel = wasmKernel()
    const elements = Buffer.concat(Array.from({ length: 8 }, () => literal(Buffer.alloc(16, 0xaa))))
    kernel?.bytes.fill(0xee, OUTPUT, OUTPUT + 1_000)
    kernel?.bytes.set(elements, INPUT)
    expect(kernel?.snappyBlock(INPUT, INPUT + elements.length, OUTPUT, OUTPUT + 20)).toBeFalsy()
    expect(kernel?.bytes.subarray(OUTPUT + 20 + STEP_BYTES, OUTPUT + 1_000).every(byte => byte === 0xee)).toBe(true)
  })

  test('the kernel in WebAssembly gives each result bytes of its own, and small ones share at most 256 KiB', () => {
    const contents = [50, 30_000, 65_536, 65_536, 65_536, 1, 65_536, 65_537, 300_000].map((size, i) => Buffer.alloc(size, i + 1))
    const results = contents.map(content => snappy.decompress(snappy.compress(content, { level: undefined, magic: 2 }), options))
    expect(contents.map((content, i) => content.equals(results[i] ?? Buffer.of()))).not.toContain(false)
    for (const { buffer, length } of results) expect(buffer.byteLength).toBe(length > 65_536 ? length : 262_144)
    expect(new Set(results.map(({ buffer }) => buffer)).size).toBeLessThan(results.length - 3)
  })

  test('the kernel in WebAssembly writes no byte outside the areas that it was given, whatever the input', () => {
    const kernel = wasmKernel()
    if (kernel === null) throw new Error('there is no kernel')
    const random = new Random(seed)
    for (let round = 0; round < ROUNDS / 2; round++) {
      const isSnappy = random.once(2)
      const whole = isSnappy ? randomBlock(random, 50).bytes : Buffer.from(randomBlocks(random, 1, false).blocks[0]?.data ?? [])
      const input = random.once(2) ? whole : mutate(whole, whole, random)
      const to = OUTPUT + random.below(5_000)
      const limit = to + random.below(whole.length)
      kernel.bytes.fill(0xee)
      kernel.bytes.set(input, INPUT)
      if (isSnappy) kernel.snappyBlock(INPUT, INPUT + input.length, to, limit)
      else kernel.lz4Block(INPUT, INPUT + input.length, to, limit, OUTPUT)
      kernel.bytes.fill(0xee, to, limit + STEP_BYTES)
      kernel.bytes.fill(0xee, INPUT, INPUT + input.length)
      expect(firstOther(kernel.bytes, 0xee)).toBe(-1)
    }
  })

  test('the kernel in WebAssembly leaves data above its limits to the loops', () => {
    const large = Buffer.alloc(MAX_OUTPUT_BYTES + 1, 'abcdefgh')
    const bytes = Buffer.from(snappy.compress(large, { level: undefined, magic: 2 }))
    expect(snappyKernel.decompressByKernel(bytes, large.length)).toBeUndefined()
    expect(large.equals(snappy.decompress(bytes, { maxBytes: large.length, magic: 2 }))).toBe(true)
    const input = block(MAX_INPUT_BYTES + 1, literal(Buffer.alloc(MAX_INPUT_BYTES + 1)))
    expect(snappyKernel.decompressByKernel(input, MAX_INPUT_BYTES + 1)).toBeUndefined()
  })
})

describe('a runtime without WebAssembly', () => {
  test('a runtime without WebAssembly gets the same checksums and bytes from the loops in TypeScript', async () => {
    vi.resetModules()
    vi.stubGlobal('WebAssembly', undefined)
    const { wasmKernel: none } = await import('../../../src/wasm/kernel.ts')
    const { crc32c: without } = await import('../../../src/protocol/primitives/crc32c.ts')
    const { snappy: codec } = await import('../../../src/records/compression/snappy/snappy.ts')
    const bytes = new Random(seed).bytes(10_000)
    expect(none()).toBeNull()
    expect(without(bytes)).toBe(crc32c(bytes))
    const written = codec.compress(bytes, { level: undefined, magic: 2 })
    expect(Buffer.from(bytes).equals(codec.decompress(written, options))).toBe(true)
  })
})

function resultOf<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function firstOther(bytes: Uint8Array, expected: number): number {
  return Buffer.from(bytes.buffer).compare(Buffer.alloc(bytes.length, expected)) === 0 ? -1 : bytes.findIndex(byte => byte !== expected)
}
