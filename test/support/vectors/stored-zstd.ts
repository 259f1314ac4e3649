import { Transform } from 'node:stream'
import { walkZstdFrames } from '../../../src/records/compression/zstd/zstd-frames.ts'

const MOST_IN_BLOCK = 128 << 10
const SINGLE_SEGMENT_WITH_SIZE = 0xa0 // the size has four bytes
const RUN = 1

/** The options that a zstd function of `node:zlib` got, and the bytes that it returned. */
export interface ZstdCall {
  readonly work: 'compress' | 'decompress'
  readonly options: {
    readonly chunkSize?: number
    readonly maxOutputLength?: number
    readonly pledgedSrcSize?: number
    readonly flush?: number
    readonly params?: Readonly<Record<number, number>>
  }
  readonly result: Uint8Array
}

/**
 * Stands in for the zstd functions of `node:zlib`, which Node 20 does not have. It does not
 * compress: its frames hold stored blocks. It reads stored blocks and runs, and stops after the
 * first frame like Node. It records each call.
 */
export function storedZstd(calls: ZstdCall[]): Record<string, unknown> {
  const compress = (bytes: Uint8Array, options: ZstdCall['options']): Buffer => {
    const result = frameOf(bytes)
    calls.push({ work: 'compress', options, result })
    return result
  }
  const decompress = (bytes: Uint8Array, options: ZstdCall['options']): Buffer => {
    const result = contentOf(bytes)
    calls.push({ work: 'decompress', options, result })
    const { maxOutputLength = Number.POSITIVE_INFINITY } = options
    if (result.length > maxOutputLength) throw Object.assign(new RangeError('too large'), { code: 'ERR_BUFFER_TOO_LARGE' })
    return result
  }
  return {
    constants: { ZSTD_c_compressionLevel: 100, ZSTD_d_windowLogMax: 100, ZSTD_e_end: 2 },
    zstdCompressSync: compress,
    zstdDecompressSync: decompress,
    createZstdCompress: (options: ZstdCall['options']) =>
      new Transform({ transform: (bytes: Uint8Array, _, done) => done(null, compress(bytes, options)) }),
    zstdDecompress: later(decompress)
  }
}

/** A frame of stored blocks that gives the size of its content. */
function frameOf(bytes: Uint8Array): Buffer {
  const head = Buffer.from('28b52ffd0000000000', 'hex')
  head.writeUInt8(SINGLE_SEGMENT_WITH_SIZE, 4)
  head.writeUInt32LE(bytes.length, 5)
  const pieces: Uint8Array[] = [head]
  for (let at = 0; at === 0 || at < bytes.length; at += MOST_IN_BLOCK) {
    const block = bytes.subarray(at, at + MOST_IN_BLOCK)
    const header = Buffer.alloc(3)
    header.writeUIntLE((block.length << 3) | (at + MOST_IN_BLOCK >= bytes.length ? 1 : 0), 0, 3)
    pieces.push(header, block)
  }
  return Buffer.concat(pieces)
}

function contentOf(bytes: Uint8Array): Buffer {
  const [first] = walkZstdFrames(bytes)
  if (first === undefined) throw new Error('no frame')
  const frame = Buffer.from(bytes.subarray(first.start, first.end))
  const descriptor = frame.readUInt8(4)
  const sizeBytes = [0, 2, 4, 8][descriptor >>> 6] || (descriptor & 0x20 ? 1 : 0)
  let at = 5 + (descriptor & 0x20 ? 0 : 1) + sizeBytes
  const pieces: Buffer[] = []
  for (let isLast = false; !isLast; ) {
    const header = frame.readUIntLE(at, 3)
    const size = header >>> 3
    const isRun = ((header >>> 1) & 3) === RUN
    pieces.push(isRun ? Buffer.alloc(size, frame.readUInt8(at + 3)) : frame.subarray(at + 3, at + 3 + size))
    at += 3 + (isRun ? 1 : size)
    isLast = (header & 1) === 1
  }
  return Buffer.concat(pieces)
}

type Callback = (error: unknown, result?: Buffer) => void

const later =
  (work: (bytes: Uint8Array, options: ZstdCall['options']) => Buffer) =>
  (bytes: Uint8Array, options: ZstdCall['options'], callback: Callback): void => {
    setImmediate(() => {
      try {
        callback(null, work(bytes, options))
      } catch (error) {
        callback(error)
      }
    })
  }
