import type { Compression } from '../../../../src/records/index.ts'
import type { TextRecord } from '../records/records.ts'

/** A record as another client reports it. */
export type ReadRecord = Required<TextRecord> & { readonly offset: bigint }

/** Another Kafka client. Topics have one partition. */
export interface Client {
  /** Records that show everything that the client can write. The client chooses the timestamps. */
  readonly records: readonly TextRecord[]
  /** Resolves when {@link records} are in the topic. */
  produce(topic: string, compression: Compression): Promise<void>
  /** Reads the first `count` records of a topic. */
  consume(topic: string, count: number): Promise<readonly ReadRecord[]>
}

/** Records that look like lines of a log, so that a batch of them is worth compressing. */
export function plainRecords(count: number, headers: TextRecord['headers'] = []): TextRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `key ${i % 17}`,
    value: `${i}: something happened, and it was seen again`,
    headers
  }))
}

/**
 * Records that most clients can write: {@link plainRecords}, and records that are easy to get
 * wrong.
 */
export const VARIED_RECORDS: readonly TextRecord[] = [
  ...plainRecords(300),
  { key: null, value: 'a null key' },
  { key: 'a null value', value: null },
  { key: '', value: '' },
  { key: 'Schlüssel 🔑', value: 'x'.repeat(20_000), headers: trickyHeaders() }
]

/** Headers that repeat, are null or are empty. */
export function trickyHeaders(): NonNullable<TextRecord['headers']> {
  return [
    ['trace', 'первый'],
    ['trace', 'second'],
    ['null', null],
    ['empty', '']
  ]
}
