import type { KafkaRecord } from './record.ts'

/** Kafka's names of the markers that brokers write. */
export type ControlType =
  | 'ABORT'
  | 'COMMIT'
  | 'LEADER_CHANGE'
  | 'SNAPSHOT_HEADER'
  | 'SNAPSHOT_FOOTER'
  | 'KRAFT_VERSION'
  | 'KRAFT_VOTERS'
  | 'UNKNOWN'

const TYPES: readonly ControlType[] = [
  'ABORT',
  'COMMIT',
  'LEADER_CHANGE',
  'SNAPSHOT_HEADER',
  'SNAPSHOT_FOOTER',
  'KRAFT_VERSION',
  'KRAFT_VOTERS'
]

/** What the key of a control record says it is: an int16 version, and an int16 type. */
export function controlType(record: KafkaRecord): ControlType {
  const { key } = record
  if (key === null || key.length < 4) return 'UNKNOWN'
  return TYPES[new DataView(key.buffer, key.byteOffset, key.byteLength).getInt16(2)] ?? 'UNKNOWN'
}
