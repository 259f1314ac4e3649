import { beforeEach, expect, test, vi } from 'vitest'
import type { Codec } from '../../../../src/records/compression/codec.ts'
import { zstd } from '../../../../src/records/compression/zstd/zstd.ts'
import { batchBuilder, readBatches } from '../../../../src/records/index.ts'
import { failureOf } from '../../../support/process/failure.ts'
import type { ZstdCall } from '../../../support/vectors/stored-zstd.ts'
import { bytesOf } from '../read/raw-batch.ts'
import { skippable } from './raw-lz4.ts'

// Node 20 has no zstd. This file replaces the functions of zstd, so that every version of Node runs
// the code around them.
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
const ABC = '28 b5 2f fd 00 00 19 00 00 61 62 63' // a frame without a content size
const write = (text: string): Uint8Array => compress(Buffer.from(text), DEFAULT)
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

test('a batch is compressed and decompressed by the zstd of Node, in the same thread and in others', async () => {
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

test('the zstd of Node is given the size of the data, and a level only if there is one', () => {
  const bytes = Buffer.alloc(1_000)
  compress(bytes, DEFAULT)
  compress(bytes, { level: 19, magic: 2 })
  expect(calls.map(({ options }) => options)).toEqual([
    { chunkSize: 1_064, pledgedSrcSize: 1_000 },
    { chunkSize: 1_064, pledgedSrcSize: 1_000, params: { 100: 19 } }
  ])
})

test('zstd frames are decompressed one by one and joined, without the skippable ones', async () => {
  const frames = Buffer.concat([skippable(5), write('one '), write(''), skippable(0, 15), write('two '), bytesOf(ABC)])
  expect(text(decompress(frames, WHOLE))).toBe('one two abc')
  expect(text(await decompressAsync(frames, WHOLE))).toBe('one two abc')
})

test('each zstd frame gets the rest of the limit, pieces of a fitting size, and a window of at most 128 MiB', () => {
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

test('a single large zstd frame is not copied; a small one is, because Node may have allocated much more memory', () => {
  const large = decompress(compress(Buffer.alloc(100_000), DEFAULT), WHOLE)
  expect(large).toBe(calls.at(-1)?.result)
  const small = decompress(write('small'), WHOLE)
  expect(small).not.toBe(calls.at(-1)?.result)
  expect(text(small)).toBe('small')
})

test('zstd data above the limit is refused, whether one frame, its blocks or several frames together exceed it', async () => {
  const tooLarge = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' })
  const run = bytesOf('28 b5 2f fd 00 58 03 00 10 00') // 128 KiB of the same byte
  for (const bytes of [compress(Buffer.alloc(1_001), DEFAULT), run, Buffer.concat([write('x'.repeat(999)), bytesOf(ABC)])]) {
    expect(() => decompress(bytes, { maxBytes: 1_000, magic: 2 })).toThrow(tooLarge)
    await expect(decompressAsync(bytes, { maxBytes: 1_000, magic: 2 })).rejects.toEqual(tooLarge)
  }
  // Node accepts no limit of 0, so one byte comes out.
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

test('the asynchronous compression by zstd ends a frame with each write, and has streams of its own for each level', async () => {
  const level7 = { level: 7, magic: 2 }
  for (const options of [DEFAULT, level7, DEFAULT]) await compressAsync(Buffer.from('abc'), options)
  const stream = { chunkSize: 128 << 10, flush: 2 }
  expect(calls.map(({ options }) => options)).toEqual([stream, { ...stream, params: { 100: 7 } }, stream])
  expect(calls[2]?.options).toBe(calls[0]?.options)
})
