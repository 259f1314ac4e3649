import type { KafkaRecord, RecordHeader, RecordInput } from '../../records/index.ts'

/** A record for `produce` of a testing cluster. */
export interface TestRecord extends RecordInput {
  /**
   * The partition to write to. Default: the partition of the key, as Java's producer chooses it;
   * records without a key are spread over the partitions in turn.
   */
  readonly partition?: number | undefined
}

/** A record in the log of a testing cluster, in memory of its own. */
export interface StoredRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Milliseconds since 1970. */
  readonly timestamp: bigint
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
  /** The key as UTF-8; null if the record has no key. */
  readonly keyText: string | null
  /** The value as UTF-8; null for a tombstone. */
  readonly text: string | null
}

/** A copy of a record that was read, with its place. */
export function storedRecord(topic: string, partition: number, record: KafkaRecord): StoredRecord {
  const { offset, timestamp, key, value, headers } = record.copy()
  return { topic, partition, offset, timestamp, key, value, headers, keyText: textOf(key), text: textOf(value) }
}

const textOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString())
