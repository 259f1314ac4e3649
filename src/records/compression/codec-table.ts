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

/** Makes `codec` the one for `name`, in place of ours if we have one, for every batch read or built from now on. Throws `KAFKA_CONFIGURATION`. */
export function registerCodec(name: Exclude<Compression, 'none'>, codec: Codec | AsyncCodec): void {
  // What else a codec has is its own affair, and its functions may be those of a class.
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

/** The codec of that name. Where there is none, the `KAFKA_RECORDS` for the batch at `place` says what to do. */
export function findCodec(name: Compression, place: BatchPlace): AnyCodec {
  const codec = codecs.get(name)
  if (codec !== undefined) return codec
  const advice = `or call registerCodec('${name}', codec) once, with a library such as @mongodb-js/zstd`
  throw unreadable(
    place,
    `Node.js ${process.versions.node} has no ${name}: 22.15, 23.8 and newer have it built in; use one of them, ${advice}`
  )
}

function missing(codec: AnyCodec, work: 'compress' | 'decompress'): string[] {
  if (codec?.[work] !== undefined || codec?.[`${work}Async`] !== undefined) return []
  return [`codec.${work} is required, or codec.${work}Async: it must be a function`]
}

function isLevels(value: unknown): boolean {
  return isRecord(value) && Number.isInteger(value['min']) && Number.isInteger(value['max'])
}
