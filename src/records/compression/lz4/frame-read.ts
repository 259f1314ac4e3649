import { malformed } from '../../../protocol/primitives/field-errors.ts'
import { type DecompressOptions, outputLimit, tooLarge } from '../codec.ts'
import { SLICE_BYTES, type SlicedJob } from '../sliced-job.ts'
import { measureBlock, readBlock } from './block-read.ts'
import { type Bytes, bothForms } from './bytes.ts'
import { decompressByKernel } from './frame-by-kernel.ts'
import { type FrameBlock, type FrameEnd, walkFrames } from './frame-walk.ts'
import { XxHash32, xxHash32 } from './xxhash32.ts'

/** Decompresses frames. Throws `KAFKA_PROTOCOL` for damage. */
export function* decompress(bytes: Uint8Array, options: DecompressOptions): SlicedJob<Uint8Array> {
  const source = bothForms(bytes)
  return decompressByKernel(source, options) ?? (yield* decompressByLoops(source, options))
}

/**
 * Decompresses frames in two passes. The first checks them and counts the bytes that come out;
 * exactly these are allocated. The second decompresses.
 */
export function* decompressByLoops(source: Bytes, options: DecompressOptions): SlicedJob<Uint8Array> {
  const size = yield* measure(source, options)
  const target = bothForms(Buffer.allocUnsafeSlow(size))
  yield* read(source, target, options)
  return target.bytes
}

function* measure(source: Bytes, options: DecompressOptions): SlicedJob<number> {
  const limit = outputLimit(options)
  const pace = new Pace()
  let size = 0
  let frameStart = 0
  for (const part of walkFrames(source, options.magic)) {
    if (part.kind === 'start') frameStart = size
    else if (part.kind === 'block') size += checkBlock(source, part, size - frameStart)
    else checkContentSize(part, size - frameStart)
    if (size > limit) throw tooLarge(options)
    if (pace.isDue(size + part.end)) yield
  }
  return size
}

function* read(source: Bytes, target: Bytes, { magic }: DecompressOptions): SlicedJob<void> {
  const pace = new Pace()
  let hash = new XxHash32(target.view, 0)
  let to = 0
  for (const part of walkFrames(source, magic)) {
    if (part.kind === 'start') hash = new XxHash32(target.view, to)
    else if (part.kind === 'block') {
      to = yield* readFrameBlock(source, part, target, to)
      if (part.header.hasContentChecksum) hash.advance(to)
    } else if (part.checksum !== undefined) checkChecksum('frame', hash.digest(to), part.checksum, part.end)
    if (pace.isDue(to + part.end)) yield
  }
}

function* readFrameBlock(source: Bytes, { start, end, isStored }: FrameBlock, target: Bytes, to: number): SlicedJob<number> {
  if (isStored) {
    target.bytes.set(source.bytes.subarray(start, end), to)
    return to + end - start
  }
  const place = { from: start, end, to }
  while (!readBlock(source, target, place, place.to + SLICE_BYTES)) yield
  return place.to
}

/**
 * Checks a block, and returns the number of bytes to which it decompresses. `history` bytes of its
 * frame come before it.
 */
function checkBlock(source: Bytes, { header, start, end, isStored, checksum }: FrameBlock, history: number): number {
  if (checksum !== undefined) checkChecksum('block', xxHash32(source.view, start, end), checksum, end)
  const size = isStored ? end - start : measureBlock(source.bytes, start, end, header.isLinked ? history : 0)
  if (size <= header.maxBlockBytes) return size
  throw malformed(`LZ4 block that decompresses to ${size} bytes in a frame of blocks of at most ${header.maxBlockBytes}, ending`, end)
}

function checkContentSize({ header, end }: FrameEnd, size: number): void {
  if (header.contentBytes === undefined || header.contentBytes === size) return
  throw malformed(`LZ4 frame that holds ${size} bytes and claims to hold ${header.contentBytes}, ending`, end)
}

function checkChecksum(what: string, actual: number, expected: number, at: number): void {
  if (actual !== expected) throw malformed(`LZ4 ${what} whose checksum is ${hex(actual)} where ${hex(expected)} is written, ending`, at)
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')

/**
 * Tells when a slice is complete. It counts the bytes that came out and those that went in, because
 * many empty parts take time too.
 */
class Pace {
  #next = SLICE_BYTES

  isDue(done: number): boolean {
    if (done < this.#next) return false
    this.#next = done + SLICE_BYTES
    return true
  }
}
