import { expect } from 'vitest'
import { absentValues, type Connection, throwIfError } from '../../../../src/index.ts'
import { Fetch } from '../../../../src/messages.ts'
import { type Compression, readBatches } from '../../../../src/records/index.ts'
import { plainRecords } from '../clients/client.ts'
import type { Topic } from '../topics.ts'
import { append, batchOf, batchOfAsync, fetchFrom, recordsIn, type TextRecord } from './records.ts'

/** The record formats: message sets are 0 and 1, batches are 2. */
export type Magic = 0 | 1 | 2

/** The newest record format of a Fetch answer in this version. */
export const magicOfFetch = (version: number): Magic => (version < 2 ? 0 : version < 4 ? 1 : 2)

/**
 * The oldest of these formats. It decides what is left of records that went through all of them.
 */
export const oldest = (...magics: Magic[]): Magic => (magics.includes(0) ? 0 : magics.includes(1) ? 1 : 2)

/** Records that every format can carry. */
export const OLD_RECORDS: readonly TextRecord[] = [
  ...plainRecords(200),
  { key: null, value: 'a null key' },
  { key: 'a null value', value: null },
  { key: '', value: '' },
  { key: 'Schlüssel 🔑', value: 'x'.repeat(20_000) }
].map((record, i) => ({ ...record, timestamp: 1_700_000_000_000n + BigInt(i) }))

/** The number of {@link OLD_RECORDS}. */
export const OLD_COUNT: bigint = BigInt(OLD_RECORDS.length)

/**
 * What `recordsIn` returns for records that went through several formats, of which `magic` is the
 * oldest.
 */
export function asReadIn(magic: Magic, records: readonly TextRecord[], baseOffset = 0n): unknown[] {
  const lost = { ...(magic < 2 && { headers: [] }), ...(magic < 1 && { timestamp: absentValues.NO_TIMESTAMP }) }
  return records.map((record, i) => ({ headers: [], ...record, ...lost, offset: baseOffset + BigInt(i) }))
}

/** Appends {@link OLD_RECORDS} twice: once built with `build`, and once with `buildAsync`. */
export async function appendTwice(
  connection: Connection,
  topic: Topic,
  version: number,
  magic: Magic,
  compression: Compression
): Promise<void> {
  const first = batchOf(OLD_RECORDS, compression, { magic })
  const second = await batchOfAsync(OLD_RECORDS, compression, { magic })
  expect(await append(connection, topic, first, 0, version)).toBe(0n)
  expect(await append(connection, topic, second, 0, version)).toBe(OLD_COUNT)
}

/** The content of a log, as a version of Fetch returns it. */
export interface OldLog {
  readonly records: ReturnType<typeof recordsIn>
  /** The format and the compression of the batches, each pair once. */
  readonly formats: readonly { readonly magic: number; readonly compression: Compression | null }[]
}

/**
 * Reads the first partition of a topic to its end. Converted records may need more room than the
 * broker planned. It then cuts them off, and the next answer continues with them.
 */
export async function readLog(connection: Connection, topic: Topic, version: number): Promise<OldLog> {
  const records: OldLog['records'] = []
  const formats = new Map<string, OldLog['formats'][number]>()
  for (let [offset, end] = [0n, -1n]; offset !== end; ) {
    const { responses } = throwIfError(await connection.send(Fetch, fetchFrom(topic, offset), { version }))
    const partition = responses[0]?.partitions[0]
    const batches = [...readBatches(partition?.records ?? null)]
    const last = batches.at(-1)
    if (partition === undefined || last === undefined) throw new Error(`Fetch v${version} returned no records from offset ${offset} on`)
    for (const { magic, compression } of batches) formats.set(`${magic} ${compression}`, { magic, compression })
    records.push(...recordsIn(partition.records))
    offset = last.lastOffset + 1n
    end = partition.highWatermark
  }
  return { records, formats: [...formats.values()] }
}
