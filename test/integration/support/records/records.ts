import { acks, type Connection, replicaIds, specialOffsets, specialTimestamps, throwIfError } from '../../../../src/index.ts'
import { Fetch, type FetchRequest, ListOffsets, Produce } from '../../../../src/messages.ts'
import { type BuilderOptions, batchBuilder, type Compression, readBatches } from '../../../../src/records/index.ts'
import type { Topic } from '../topics.ts'

/** A record with text instead of bytes. */
export interface TextRecord {
  readonly key: string | null
  readonly value: string | null
  readonly headers?: readonly (readonly [name: string, value: string | null])[]
  readonly timestamp?: bigint
}

/**
 * Records that are easy to get wrong: text beyond ASCII, null and empty keys and values, and
 * headers that repeat, have no value or have no name.
 */
export const TRICKY_RECORDS: readonly TextRecord[] = [
  { key: 'plain', value: 'value', timestamp: 1_700_000_000_000n },
  { key: null, value: 'a null key', timestamp: 1_700_000_000_001n },
  { key: 'a null value', value: null, timestamp: 1_700_000_000_002n },
  { key: '', value: '', timestamp: 1_700_000_000_001n },
  {
    key: 'Schlüssel 🔑',
    value: 'x'.repeat(2_000),
    headers: [
      ['trace', 'первый'],
      ['trace', 'second'],
      ['null', null],
      ['', '']
    ],
    timestamp: 1_700_000_000_500n
  }
]

/** Builds a batch of these records. */
export function batchOf(records: readonly TextRecord[], compression: Compression = 'none', options: BuilderOptions = {}): Uint8Array {
  const builder = batchBuilder({ compression, ...options })
  for (const record of records) builder.append(record)
  return builder.build()
}

/** Builds a batch of these records with `buildAsync`, which does not block the event loop. */
export async function batchOfAsync(
  records: readonly TextRecord[],
  compression: Compression,
  options: BuilderOptions = {}
): Promise<Uint8Array> {
  const builder = batchBuilder({ compression, ...options })
  for (const record of records) builder.append(record)
  return builder.buildAsync()
}

/** The records in the bytes of a Fetch response, as text and with their offsets. */
export function recordsIn(bytes: Uint8Array | null): Required<TextRecord & { offset: bigint }>[] {
  return [...readBatches(bytes)].flatMap(batch =>
    [...batch.records()].map(({ offset, timestamp, key, value, headers }) => ({
      offset,
      timestamp,
      key: textOf(key),
      value: textOf(value),
      headers: headers.map(([name, content]): [string, string | null] => [name, textOf(content)])
    }))
  )
}

/** What `recordsIn` returns if these records are in the log from `baseOffset` on. */
export function asRead(records: readonly TextRecord[], baseOffset = 0n): unknown[] {
  return records.map((record, index) => ({ headers: [], ...record, offset: baseOffset + BigInt(index) }))
}

/**
 * Appends a batch to a partition of a topic, in this version of Produce or in the one that the
 * driver chooses. Resolves with the base offset.
 */
export async function append(connection: Connection, topic: Topic, records: Uint8Array, index = 0, version?: number): Promise<bigint> {
  const partitionData = [{ index, records }]
  const request = { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name: topic.name, partitionData }] }
  const { responses } = throwIfError(await connection.send(Produce, request, { version }))
  return responses[0]?.partitionResponses[0]?.baseOffset ?? specialOffsets.INVALID_OFFSET
}

/** A Fetch request for the first partition, by the name of the topic. */
export function fetchFrom({ name }: Topic, fetchOffset: bigint, maxWaitMs = 0): FetchRequest {
  return { maxWaitMs, minBytes: 1, topics: [{ topic: name, partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_048_576 }] }] }
}

/** All records of the first partition of a topic. */
export async function readAll(connection: Connection, topic: Topic): Promise<ReturnType<typeof recordsIn>> {
  return recordsIn(await fetchBytes(connection, topic))
}

/**
 * The bytes of the first partition of a topic, from offset 0 on, as this version of Fetch returns
 * them.
 */
export async function fetchBytes(connection: Connection, topic: Topic, version?: number): Promise<Uint8Array | null> {
  const { responses } = throwIfError(await connection.send(Fetch, fetchFrom(topic, 0n), { version }))
  return responses[0]?.partitions[0]?.records ?? null
}

/** The offset that the next record of the first partition of a topic will get. */
export async function endOffset(connection: Connection, { name }: Topic): Promise<bigint> {
  const topics = [{ name, partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
  const answer = throwIfError(await connection.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics }))
  return answer.topics[0]?.partitions[0]?.offset ?? specialOffsets.UNKNOWN_OFFSET
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString()
}
