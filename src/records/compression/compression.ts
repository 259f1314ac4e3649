import { COMPRESSION } from '../batch-offsets.ts'

/** How the records of a batch are compressed, by Kafka's names. */
export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/** All compressions. The index of each is its number in the attributes of a batch. */
export const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/**
 * The compression in the attributes of a batch; undefined for the numbers 5 to 7, which Kafka does
 * not use.
 */
export function compressionOf(attributes: number): Compression | undefined {
  return COMPRESSIONS[attributes & COMPRESSION]
}

/** The number of a compression in the attributes of a batch. */
export function compressionNumber(name: Compression): number {
  return COMPRESSIONS.indexOf(name)
}

/** Whether a value is the name of a compression. */
export function isCompression(value: unknown): value is Compression {
  return COMPRESSIONS.includes(value as Compression)
}
