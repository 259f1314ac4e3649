import type { Compression } from '../../../../src/records/index.ts'
import type { TextRecord } from '../records/records.ts'

/** A record as a client that is not ours says that it has read it. */
export type ReadRecord = Required<TextRecord> & { readonly offset: bigint }

/** A client that is not ours. Topics have one partition. */
export interface Client {
  /** Records that show all that it can be told to write. It chooses the timestamps. */
  readonly records: readonly TextRecord[]
  /** Resolves when {@link records} are in the topic. */
  produce(topic: string, compression: Compression): Promise<void>
  /** The first `count` records of a topic. */
  consume(topic: string, count: number): Promise<readonly ReadRecord[]>
}

/** Records like those of a log: a batch of them is worth compressing. */
export function plainRecords(count: number, headers: TextRecord['headers'] = []): TextRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `key ${i % 17}`,
    value: `${i}: something happened, and it was seen again`,
    headers
  }))
}

/** What most clients can be told to write: {@link plainRecords}, and all that there is to get wrong. */
export const VARIED_RECORDS: readonly TextRecord[] = [
  ...plainRecords(300),
  { key: null, value: 'a null key' },
  { key: 'a null value', value: null },
  { key: '', value: '' },
  { key: 'Schlüssel 🔑', value: 'x'.repeat(20_000), headers: trickyHeaders() }
]

/** Headers that repeat, and are null or empty. */
export function trickyHeaders(): NonNullable<TextRecord['headers']> {
  return [
    ['trace', 'первый'],
    ['trace', 'second'],
    ['null', null],
    ['empty', '']
  ]
}
