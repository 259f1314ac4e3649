import type { KafkaRecord } from './record.ts'

/**
 * The type of a control record, by Kafka's name. ABORT and COMMIT end a transaction; the others are
 * written by KRaft controllers. UNKNOWN is a type that is not in this list.
 */
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

/**
 * The type of a control record. Its key holds an int16 version and an int16 type. 'UNKNOWN' if the
 * key is missing, too short, or has a newer type.
 */
export function controlType(record: KafkaRecord): ControlType {
  const { key } = record
  if (key === null || key.length < 4) return 'UNKNOWN'
  return TYPES[new DataView(key.buffer, key.byteOffset, key.byteLength).getInt16(2)] ?? 'UNKNOWN'
}
