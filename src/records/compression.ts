import { checkBytes } from '../protocol/primitives/checks.ts'
import { checkOptions, isFunction, isRecord, type OptionRule } from '../protocol/primitives/options.ts'
import type { Codec, CompressOptions, DecompressOptions } from './codecs/codec.ts'
import { gzip } from './codecs/gzip.ts'
import { type BatchPlace, reasonOf, unreadable } from './failures.ts'

/** Kafka's names of the ways to compress a batch, in the order of their numbers. */
export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

const NAMES: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

const codecs = new Map<Compression, Codec>([['gzip', gzip]])

const CODEC_RULES: Record<string, OptionRule> = {
  name: [`one of ${NAMES.slice(1).join(', ')}`, name => isCompression(name) && name !== 'none', 'required'],
  'codec.compress': ['a function', isFunction, 'required'],
  'codec.decompress': ['a function', isFunction, 'required'],
  'codec.levels': ['{ min, max }, two integers', isLevels]
}

/** Makes `codec` the one for `name`, in place of ours if we have one, for every batch read or built from now on. Throws `KAFKA_CONFIGURATION`. */
export function registerCodec(name: Exclude<Compression, 'none'>, codec: Codec): void {
  // What else a codec has is its own affair, and its functions may be those of a class.
  const given = { name, 'codec.compress': codec?.compress, 'codec.decompress': codec?.decompress, 'codec.levels': codec?.levels }
  checkOptions('registerCodec', given, CODEC_RULES)
  codecs.set(name, codec)
}

/** The codec of that name. Where there is none, the `KAFKA_RECORDS` for the batch at `place` says what to do. */
export function findCodec(name: Compression, place: BatchPlace): Codec {
  const codec = codecs.get(name)
  if (codec !== undefined) return codec
  const advice = `call registerCodec('${name}', { compress, decompress }) once, before the first batch`
  throw unreadable(place, `no codec for ${name} is built in yet; ${advice}`)
}

/** The compression whose number the attributes of a batch hold; undefined for 5 to 7, which mean nothing. */
export function compressionOf(attributes: number): Compression | undefined {
  return NAMES[attributes & 0x07]
}

/** The number of a compression in the attributes of a batch. */
export function compressionNumber(name: Compression): number {
  return NAMES.indexOf(name)
}

/** Whether a value names a compression. */
export function isCompression(value: unknown): value is Compression {
  return NAMES.includes(value as Compression)
}

/** Compresses the records of a batch. What goes wrong is `KAFKA_RECORDS`. */
export function compress(name: Compression, codec: Codec, bytes: Uint8Array, options: CompressOptions): Uint8Array {
  try {
    return checkBytes(codec.compress(bytes, options), 'compress')
  } catch (error) {
    throw unreadable({}, `its records cannot be compressed by ${name}: ${reasonOf(error)}`, error)
  }
}

/** Decompresses the records of a batch, and does not rely on a codec to keep to the limit. What goes wrong is `KAFKA_RECORDS`. */
export function decompress(attributes: number, bytes: Uint8Array, options: DecompressOptions, place: BatchPlace): Uint8Array {
  const name = compressionOf(attributes)
  if (name === undefined) throw unreadable(place, `compression ${attributes & 0x07} in its attributes, which no version of Kafka knows`)
  const codec = findCodec(name, place)
  const advice = 'raise maxDecompressedBytes if its producer is to be trusted'
  const tooLarge = `its ${name} data decompresses to more than ${options.maxBytes} bytes; ${advice}`
  let records: Uint8Array
  try {
    records = checkBytes(codec.decompress(bytes, options), 'decompress')
  } catch (error) {
    const isTooLarge = (error as { code?: unknown } | undefined)?.code === 'ERR_BUFFER_TOO_LARGE'
    throw unreadable(place, isTooLarge ? tooLarge : `its ${name} data cannot be decompressed: ${reasonOf(error)}`, error)
  }
  if (records.length > options.maxBytes) throw unreadable(place, tooLarge)
  return new Uint8Array(records.buffer, records.byteOffset, records.byteLength)
}

function isLevels(value: unknown): boolean {
  return isRecord(value) && Number.isInteger(value['min']) && Number.isInteger(value['max'])
}
