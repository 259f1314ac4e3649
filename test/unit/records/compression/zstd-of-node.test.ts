import { beforeEach, expect, test, vi } from 'vitest'
import type { Codec } from '../../../../src/records/compression/codec.ts'
import { zstd } from '../../../../src/records/compression/zstd/zstd.ts'
import { batchBuilder, readBatches } from '../../../../src/records/index.ts'
import { failureOf } from '../../../support/process/failure.ts'
import type { ZstdCall } from '../../../support/vectors/stored-zstd.ts'
import { bytesOf } from '../read/raw-batch.ts'
import { skippable } from './raw-lz4.ts'

// Node 20 has no zstd. Here its functions are stood in for, so that every version of Node runs the code around them.
const calls = vi.hoisted((): ZstdCall[] => [])
vi.mock('node:zlib', async importOriginal => {
  const original = await importOriginal<typeof import('node:zlib')>()
  const { storedZstd } = await import('../../../support/vectors/stored-zstd.ts')
  const { constants, ...functions } = storedZstd(calls)
  return { ...original, ...functions, constants: { ...original.constants, ...(constants as object) } }
})

beforeEach(() => {
  calls.length = 0
})

const { compress, compressAsync, decompress, decompressAsync } = zstd as Required<Codec>
const WHOLE = { maxBytes: 1 << 24, magic: 2 }
const DEFAULT = { level: undefined, magic: 2 }
const ABC = '28 b5 2f fd 00 00 19 00 00 61 62 63' // a frame that does not say what it holds
const write = (text: string): Uint8Array => compress(Buffer.from(text), DEFAULT)
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

test('a batch is compressed by the zstd of Node, where it has one, and read by it, on the same thread and on others', async () => {
  const filled = () => {
    const builder = batchBuilder({ compression: 'zstd' })
    builder.append({ value: 'x'.repeat(1_000) })
    return builder
  }
  for (const bytes of [filled().build(), await filled().buildAsync()]) {
    const [batch] = readBatches(bytes)
    expect(batch?.compression).toBe('zstd')
    expect([...(batch?.records() ?? [])].map(({ value }) => value?.length)).toEqual([1_000])
    expect([...((await batch?.recordsAsync()) ?? [])].map(({ value }) => value?.length)).toEqual([1_000])
  }
})

test('the zstd of Node is told how much it compresses, and the level only where there is one', () => {
  const bytes = Buffer.alloc(1_000)
  compress(bytes, DEFAULT)
  compress(bytes, { level: 19, magic: 2 })
  expect(calls.map(({ options }) => options)).toEqual([
    { chunkSize: 1_064, pledgedSrcSize: 1_000 },
    { chunkSize: 1_064, pledgedSrcSize: 1_000, params: { 100: 19 } }
  ])
})

test('all zstd frames are decompressed one by one, those to be skipped left out, and joined', async () => {
  const frames = Buffer.concat([skippable(5), write('one '), write(''), skippable(0, 15), write('two '), bytesOf(ABC)])
  expect(text(decompress(frames, WHOLE))).toBe('one two abc')
  expect(text(await decompressAsync(frames, WHOLE))).toBe('one two abc')
})

test('each zstd frame may give as much as its predecessors left of the limit, in pieces of a size that suits it, from a window of at most 128 MiB', () => {
  const frames = Buffer.concat([compress(Buffer.alloc(600), DEFAULT), bytesOf(ABC), compress(Buffer.alloc(300_000), DEFAULT)])
  calls.length = 0
  expect(decompress(frames, { maxBytes: 400_000, magic: 2 })).toHaveLength(300_603)
  const params = { 100: 27 }
  expect(calls.map(({ options }) => options)).toEqual([
    { chunkSize: 664, maxOutputLength: 400_000, params },
    { chunkSize: 67, maxOutputLength: 399_400, params },
    { chunkSize: 128 << 10, maxOutputLength: 399_397, params }
  ])
})

test('a single large frame of zstd is handed on without a copy, and a small one is copied, for Node may have made much more room', () => {
  const large = decompress(compress(Buffer.alloc(100_000), DEFAULT), WHOLE)
  expect(large).toBe(calls.at(-1)?.result)
  const small = decompress(write('small'), WHOLE)
  expect(small).not.toBe(calls.at(-1)?.result)
  expect(text(small)).toBe('small')
})

test('zstd that would give more than the limit is refused, whether a frame says so, its blocks do, or several frames do so together', async () => {
  const tooLarge = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' })
  const run = bytesOf('28 b5 2f fd 00 58 03 00 10 00') // 128 KiB of the same byte
  for (const bytes of [compress(Buffer.alloc(1_001), DEFAULT), run, Buffer.concat([write('x'.repeat(999)), bytesOf(ABC)])]) {
    expect(() => decompress(bytes, { maxBytes: 1_000, magic: 2 })).toThrow(tooLarge)
    await expect(decompressAsync(bytes, { maxBytes: 1_000, magic: 2 })).rejects.toEqual(tooLarge)
  }
  // Node does not take 0 as its own limit, so that one byte comes out.
  const oneByte = bytesOf('28 b5 2f fd 00 00 09 00 00 61')
  expect(() => decompress(oneByte, { maxBytes: 0, magic: 2 })).toThrow(tooLarge)
})

test('zstd in more than 10,000 frames is refused', () => {
  const frames = Buffer.alloc(9 * 10_001, bytesOf('28 b5 2f fd 00 00 01 00 00'))
  expect(decompress(frames.subarray(9), WHOLE)).toHaveLength(0)
  expect(failureOf(() => decompress(frames, WHOLE))).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: 90_000 })
})

test('the asynchronous compression by zstd gives the same bytes', async () => {
  expect(text(await compressAsync(Buffer.from('abc'), DEFAULT))).toBe(text(write('abc')))
})
