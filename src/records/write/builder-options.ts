import { checkOptions, INTEGER, LIMIT, mismatch, type OptionRule, refuseIfAny } from '../../options.ts'
import type { Codec } from '../compression/codec.ts'
import { findCodec } from '../compression/codec-table.ts'
import type { Compressor } from '../compression/compress.ts'
import { type Compression, isCompression } from '../compression/compression.ts'

/** Options of `batchBuilder`. Each may be left out. */
export interface BuilderOptions {
  /** How the records are compressed. Default: 'none'. */
  readonly compression?: Compression | undefined
  /**
   * The level of the compression, for a codec that has levels: gzip −1 to 9, zstd −131,072 to 22.
   * Default: that of the codec.
   */
  readonly level?: number | undefined
  /**
   * The size at which a batch is full, in bytes, header included and before compression. Default:
   * 1,048,576 (1 MiB).
   */
  readonly maxBytes?: number | undefined
  /**
   * The format of the batch. 1 is for brokers before Kafka 0.11 (Produce v2), 0 for brokers before
   * 0.10 (Produce v0 and v1). Default: 2.
   */
  readonly magic?: 0 | 1 | 2 | undefined
  /**
   * For brokers: from this time on compaction may remove the tombstones and markers of the batch
   * (KIP-534), in milliseconds since 1970. The timestamps of the records then count from it.
   * Default: none.
   */
  readonly deleteHorizonMs?: bigint | undefined
}

/** The default of {@link BuilderOptions.maxBytes}. */
export const DEFAULT_MAX_BYTES = 1_048_576

const RULES: Record<keyof BuilderOptions, OptionRule> = {
  compression: ['none, gzip, snappy, lz4 or zstd', isCompression, 'optional', 'name'],
  level: INTEGER,
  maxBytes: LIMIT,
  magic: ['0, 1 or 2', value => value === 0 || value === 1 || value === 2],
  deleteHorizonMs: ['an int64 (bigint) from 0n on', value => typeof value === 'bigint' && value >= 0n && BigInt.asIntN(64, value) === value]
}

/** Checks the options, alone and together. Throws `KAFKA_CONFIGURATION`. */
export function checkBuilderOptions(options: BuilderOptions): void {
  checkOptions('batchBuilder', options, RULES)
  const { magic = 2, compression, deleteHorizonMs } = options
  if (magic === 2) return
  const problems: string[] = []
  if (compression === 'zstd') problems.push(`compression must not be zstd in magic ${magic}: Kafka accepts zstd in magic 2 only (KIP-110)`)
  if (deleteHorizonMs !== undefined)
    problems.push(`deleteHorizonMs must be left out: a batch of magic ${magic} has no such field; use magic 2`)
  refuseIfAny('batchBuilder', problems)
}

/** The codec for these options; undefined without compression. */
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
