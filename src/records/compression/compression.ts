import { COMPRESSION } from '../batch-offsets.ts'

/** Kafka's names of the ways to compress a batch, in the order of their numbers. */
export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/** All of them, each at the place of its number. */
export const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** The compression whose number the attributes of a batch hold; undefined for 5 to 7, which mean nothing. */
export function compressionOf(attributes: number): Compression | undefined {
  return COMPRESSIONS[attributes & COMPRESSION]
}

/** The number of a compression in the attributes of a batch. */
export function compressionNumber(name: Compression): number {
  return COMPRESSIONS.indexOf(name)
}

/** Whether a value names a compression. */
export function isCompression(value: unknown): value is Compression {
  return COMPRESSIONS.includes(value as Compression)
}
