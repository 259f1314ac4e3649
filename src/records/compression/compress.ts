import { checkBytes } from '../../protocol/primitives/checks.ts'
import { messageOf } from '../../type-checks.ts'
import { COMPRESSION } from '../batch-offsets.ts'
import { type BatchPlace, unreadable } from '../record-errors.ts'
import { type AnyCodec, type CompressOptions, type DecompressOptions, tooLarge } from './codec.ts'
import { findCodec } from './codec-table.ts'
import { type Compression, compressionOf } from './compression.ts'

/** A codec with the options for it. */
export interface Compressor {
  readonly name: Compression
  readonly codec: AnyCodec
  readonly options: CompressOptions
}

// From these sizes on, the work takes longer than giving it to a thread. Decompression has the
// lower limit, because several times as many bytes come out as go in.
const ASYNC_COMPRESS_BYTES = 65_536
const ASYNC_DECOMPRESS_BYTES = 16_384

/** Compresses the records of a batch. Throws `KAFKA_RECORDS`. */
export function compress({ name, codec, options }: Compressor, bytes: Uint8Array): Uint8Array {
  if (codec.compress === undefined)
    throw unreadable({}, `the registered codec for ${name} has only compressAsync: call buildAsync instead of build`)
  try {
    return checkBytes(codec.compress(bytes, options), 'compress')
  } catch (error) {
    throw incompressible(name, error)
  }
}

/**
 * Compresses the records of a batch. A large batch does not block the event loop, if the codec can.
 * Rejects with `KAFKA_RECORDS`.
 */
export async function compressAsync(compressor: Compressor, bytes: Uint8Array): Promise<Uint8Array> {
  const { name, codec, options } = compressor
  const isLittle = codec.compress !== undefined && bytes.length < ASYNC_COMPRESS_BYTES
  if (codec.compressAsync === undefined || isLittle) return compress(compressor, bytes)
  try {
    return checkBytes(await codec.compressAsync(bytes, options), 'compressAsync')
  } catch (error) {
    throw incompressible(name, error)
  }
}

/**
 * Decompresses the records of a batch, and checks the limit again after the codec. Throws
 * `KAFKA_RECORDS`.
 */
export function decompress(attributes: number, bytes: Uint8Array, options: DecompressOptions, place: BatchPlace): Uint8Array {
  const name = nameOf(attributes, place)
  const codec = findCodec(name, place)
  if (codec.decompress === undefined)
    throw unreadable(place, `the registered codec for ${name} has only decompressAsync: call recordsAsync instead of records`)
  try {
    return checkRecords(codec.decompress(bytes, options), 'decompress', options)
  } catch (error) {
    throw undecompressible(name, error, options, place)
  }
}

/**
 * Decompresses the records of a batch. A large batch does not block the event loop, if the codec
 * can. Rejects with `KAFKA_RECORDS`.
 */
export async function decompressAsync(
  attributes: number,
  bytes: Uint8Array,
  options: DecompressOptions,
  place: BatchPlace
): Promise<Uint8Array> {
  const name = nameOf(attributes, place)
  const codec = findCodec(name, place)
  const isLittle = codec.decompress !== undefined && bytes.length < ASYNC_DECOMPRESS_BYTES
  if (codec.decompressAsync === undefined || isLittle) return decompress(attributes, bytes, options, place)
  try {
    return checkRecords(await codec.decompressAsync(bytes, options), 'decompressAsync', options)
  } catch (error) {
    throw undecompressible(name, error, options, place)
  }
}

function nameOf(attributes: number, place: BatchPlace): Compression {
  const name = compressionOf(attributes)
  if (name === undefined)
    throw unreadable(place, `its attributes have compression ${attributes & COMPRESSION}, which no version of Kafka knows`)
  return name
}

function checkRecords(value: unknown, from: string, options: DecompressOptions): Uint8Array {
  const records = checkBytes(value, from)
  if (records.length > options.maxBytes) throw tooLarge(options)
  return new Uint8Array(records.buffer, records.byteOffset, records.byteLength)
}

function incompressible(name: Compression, error: unknown): Error {
  return unreadable({}, `its records cannot be compressed by ${name}: ${messageOf(error)}`, error)
}

function undecompressible(name: Compression, error: unknown, { maxBytes }: DecompressOptions, place: BatchPlace): Error {
  const isTooLarge = (error as { code?: unknown } | undefined)?.code === 'ERR_BUFFER_TOO_LARGE'
  const advice = 'raise maxDecompressedBytes if you trust its producer'
  const problem = isTooLarge
    ? `its ${name} data decompresses to more than ${maxBytes} bytes; ${advice}`
    : `its ${name} data cannot be decompressed: ${messageOf(error)}`
  return unreadable(place, problem, error)
}
