import { isFunction, isRecord, type OptionRule, optionProblems, refuseIfAny } from '../../options.ts'
import { type BatchPlace, unreadable } from '../record-errors.ts'
import type { AnyCodec, AsyncCodec, Codec } from './codec.ts'
import { COMPRESSIONS, type Compression, isCompression } from './compression.ts'
import { gzip } from './gzip.ts'
import { lz4 } from './lz4/lz4.ts'
import { snappy } from './snappy/snappy.ts'
import { zstd } from './zstd/zstd.ts'

const codecs = new Map<Compression, AnyCodec>([
  ['gzip', gzip],
  ['snappy', snappy],
  ['lz4', lz4]
])
if (zstd !== undefined) codecs.set('zstd', zstd)

const RULES: Record<string, OptionRule> = {
  name: [`one of ${COMPRESSIONS.slice(1).join(', ')}`, name => isCompression(name) && name !== 'none', 'required'],
  'codec.compress': ['a function', isFunction],
  'codec.decompress': ['a function', isFunction],
  'codec.compressAsync': ['a function', isFunction],
  'codec.decompressAsync': ['a function', isFunction],
  'codec.levels': ['{ min, max }, two integers', isLevels]
}

/**
 * Registers a codec for a compression, in place of the built-in one. It is used for every batch
 * that is read from now on, and by every builder that is created from now on, in the whole process.
 * Throws `KAFKA_CONFIGURATION`.
 */
export function registerCodec(name: Exclude<Compression, 'none'>, codec: Codec | AsyncCodec): void {
  // Only these properties are checked: a codec may have others, and its functions may be methods of
  // a class.
  const { compress, decompress, compressAsync, decompressAsync, levels }: AnyCodec = codec ?? {}
  const given = {
    name,
    'codec.compress': compress,
    'codec.decompress': decompress,
    'codec.compressAsync': compressAsync,
    'codec.decompressAsync': decompressAsync,
    'codec.levels': levels
  }
  refuseIfAny('registerCodec', [...optionProblems(given, RULES), ...missing(codec, 'compress'), ...missing(codec, 'decompress')])
  codecs.set(name, codec)
}

/**
 * The codec for a compression. Throws `KAFKA_RECORDS` for the batch at `place` if there is none;
 * the text says what to do.
 */
export function findCodec(name: Compression, place: BatchPlace): AnyCodec {
  const codec = codecs.get(name)
  if (codec !== undefined) return codec
  const advice = `or call registerCodec('${name}', codec) once, with a library such as @mongodb-js/zstd`
  throw unreadable(
    place,
    `Node.js ${process.versions.node} has no ${name}: use Node.js 22.15, 23.8 or newer, which has it built in, ${advice}`
  )
}

function missing(codec: AnyCodec, work: 'compress' | 'decompress'): string[] {
  if (codec?.[work] !== undefined || codec?.[`${work}Async`] !== undefined) return []
  return [`codec.${work} is required, or codec.${work}Async: it must be a function`]
}

function isLevels(value: unknown): boolean {
  return isRecord(value) && Number.isInteger(value['min']) && Number.isInteger(value['max'])
}
