import * as zlib from 'node:zlib'
import { type Compression, registerCodec } from '../../../../src/records/index.ts'
import { zstdPackage } from './package-codecs.ts'

/** All that Kafka knows. */
export const EVERY_COMPRESSION: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** Those that message sets of magic 0 and 1 may have (KIP-110). */
export const OLD_COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4']

/** Whether this Node has zstd itself. */
export const HAS_ZSTD: boolean = 'zstdCompressSync' in zlib

/** Registers a package's zstd where this Node has none, as its users do. */
export async function registerMissingCodecs(): Promise<void> {
  if (!HAS_ZSTD) registerCodec('zstd', await zstdPackage())
}
