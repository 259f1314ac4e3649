import { checkOptions, INTEGER, LIMIT, mismatch, type OptionRule, refuseIfAny } from '../../options.ts'
import type { Codec } from '../compression/codec.ts'
import { findCodec } from '../compression/codec-table.ts'
import type { Compressor } from '../compression/compress.ts'
import { type Compression, isCompression } from '../compression/compression.ts'

/** How to build batches. All of it may be left out. */
export interface BuilderOptions {
  /** 'none' unless given. */
  readonly compression?: Compression | undefined
  /** For codecs that have levels; gzip's are −1 (its default) to 9. */
  readonly level?: number | undefined
  /** The size, header included and before compression, at which a batch is full; 1 MiB unless given. */
  readonly maxBytes?: number | undefined
  /** The format: 2 unless given; 1 for brokers before 0.11 (Produce 2), 0 for those before 0.10 (Produce 0 and 1). */
  readonly magic?: 0 | 1 | 2 | undefined
  /** For brokers: when tombstones and markers in the batch may go (KIP-534); its timestamps then count from there. */
  readonly deleteHorizonMs?: bigint | undefined
}

/** When a batch is full, unless the builder is told. */
export const DEFAULT_MAX_BYTES = 1_048_576

const RULES: Record<keyof BuilderOptions, OptionRule> = {
  compression: ['none, gzip, snappy, lz4 or zstd', isCompression],
  level: INTEGER,
  maxBytes: LIMIT,
  magic: ['0, 1 or 2', value => value === 0 || value === 1 || value === 2],
  deleteHorizonMs: ['an int64 (bigint) from 0n on', value => typeof value === 'bigint' && value >= 0n && BigInt.asIntN(64, value) === value]
}

/** Throws `KAFKA_CONFIGURATION` for options that make no sense, alone or together. */
export function checkBuilderOptions(options: BuilderOptions): void {
  checkOptions('batchBuilder', options, RULES)
  const { magic = 2, compression, deleteHorizonMs } = options
  if (magic === 2) return
  const problems: string[] = []
  if (compression === 'zstd') problems.push(`compression must not be zstd in magic ${magic}: Kafka takes it in magic 2 only (KIP-110)`)
  if (deleteHorizonMs !== undefined) problems.push(`deleteHorizonMs must be left out: magic ${magic} has no place for it, magic 2 has`)
  refuseIfAny('batchBuilder', problems)
}

/** The codec for these options, if any is wanted. */
export function compressorOf({ compression = 'none', level, magic = 2 }: BuilderOptions): Compressor | undefined {
  const codec = compression === 'none' ? undefined : findCodec(compression, {})
  checkLevel(compression, codec?.levels, level)
  return codec && { name: compression, codec, options: { level, magic } }
}

function checkLevel(compression: Compression, levels: Codec['levels'], level: number | undefined): void {
  if (level === undefined) return
  if (levels === undefined) refuseIfAny('batchBuilder', [`level must be left out: compression ${compression} has no levels`])
  else if (level < levels.min || level > levels.max) {
    refuseIfAny('batchBuilder', [mismatch('level', `from ${levels.min} to ${levels.max} for ${compression}`, level)])
  }
}
