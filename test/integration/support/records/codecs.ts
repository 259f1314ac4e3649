import * as zlib from 'node:zlib'
import { type Compression, registerCodec } from '../../../../src/records/index.ts'
import { zstdPackage } from './package-codecs.ts'

/** All compression types of Kafka. */
export const EVERY_COMPRESSION: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** The compression types that message sets of magic 0 and 1 may have (KIP-110). */
export const OLD_COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4']

/** Whether this version of Node has zstd built in. */
export const HAS_ZSTD: boolean = 'zstdCompressSync' in zlib

/** Registers zstd from a package if this version of Node has none, as users of the driver do. */
export async function registerMissingCodecs(): Promise<void> {
  if (!HAS_ZSTD) registerCodec('zstd', await zstdPackage())
}
