import type { Codec } from '../../../../src/records/index.ts'
import { requirePackage } from './packages.ts'

interface SnappyPackage {
  compressSync(bytes: Uint8Array): Buffer
  uncompressSync(bytes: Uint8Array): Buffer
}

interface Lz4Package {
  compressFrameSync(bytes: Buffer): Buffer
  compressFrame(bytes: Uint8Array): Promise<Buffer>
  decompressFrameSync(bytes: Buffer): Buffer
  decompressFrame(bytes: Uint8Array): Promise<Buffer>
}

interface ZstdPackage {
  init(): Promise<void>
  compress(bytes: Uint8Array, level?: number): Uint8Array
  decompress(bytes: Uint8Array, options: { defaultHeapSize: number }): Uint8Array
}

// The header that the snappy of Java writes before its blocks: 8 bytes of magic, then its version
// and the oldest version that can read it, 4 bytes each.
const XERIAL_MAGIC = Buffer.from('82534e4150505900', 'hex')
const XERIAL_HEAD_BYTES = 16
const ZSTD_HEAP_BYTES = 33_554_432

/** The package `snappy`, written in Rust. It writes raw snappy and reads the framing of Java. */
export function snappyPackage(): Codec {
  const { compressSync, uncompressSync } = requirePackage<SnappyPackage>('snappy')
  return {
    compress: bytes => compressSync(bytes),
    decompress: bytes => Buffer.concat(snappyBlocks(bytes).map(block => uncompressSync(block)))
  }
}

/**
 * The package `lz4-napi`, written in Rust. Its asynchronous functions run on threads of their own.
 */
export function lz4Package(): Codec {
  const lz4 = requirePackage<Lz4Package>('lz4-napi')
  return {
    compress: bytes => lz4.compressFrameSync(asBuffer(bytes)),
    decompress: bytes => lz4.decompressFrameSync(asBuffer(bytes)),
    compressAsync: bytes => lz4.compressFrame(bytes),
    decompressAsync: bytes => lz4.decompressFrame(bytes)
  }
}

/**
 * The package `@bokuweb/zstd-wasm`: the C library as WebAssembly. Its installation needs no
 * compiler and no further download.
 */
export async function zstdPackage(): Promise<Codec> {
  const zstd = await (started ??= startZstd())
  return {
    levels: { min: 1, max: 22 },
    compress: (bytes, { level }) => zstd.compress(bytes, level),
    decompress: (bytes, { maxBytes }) => zstd.decompress(bytes, { defaultHeapSize: Math.min(maxBytes, ZSTD_HEAP_BYTES) })
  }
}

// The library is started only once, because a second start would lose the memory that it works in.
let started: Promise<ZstdPackage> | undefined

async function startZstd(): Promise<ZstdPackage> {
  const zstd = requirePackage<ZstdPackage>('@bokuweb/zstd-wasm')
  await zstd.init()
  return zstd
}

function snappyBlocks(bytes: Uint8Array): Uint8Array[] {
  const framed = asBuffer(bytes)
  if (!framed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return [bytes]
  const blocks: Uint8Array[] = []
  for (let at = XERIAL_HEAD_BYTES; at < framed.length; ) {
    const end = at + 4 + framed.readInt32BE(at)
    blocks.push(framed.subarray(at + 4, end))
    at = end
  }
  return blocks
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
