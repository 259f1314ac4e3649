import { batchBuilder, readBatches } from '../../../src/records/index.ts'

/** A batch with these values and no keys. */
export function batchOf(
  values: readonly string[],
  fields: { producerId?: bigint; producerEpoch?: number; baseSequence?: number; isTransactional?: boolean; timestamp?: bigint } = {}
): Uint8Array {
  const { timestamp = 1_000n, ...producer } = fields
  const builder = batchBuilder()
  for (const [index, value] of values.entries())
    builder.append({ key: null, value: Buffer.from(value), timestamp: timestamp + BigInt(index) })
  return builder.build(producer)
}

/** Offset and value of each record. */
export function recordsIn(bytes: Uint8Array | null): [offset: bigint, value: string][] {
  return [...readBatches(bytes)].flatMap(batch => [...batch.records()].map(({ offset, value }): [bigint, string] => [offset, text(value)]))
}

const text = (bytes: Uint8Array | null): string => (bytes === null ? 'null' : Buffer.from(bytes).toString())
