import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { gzip } from '../../../src/records/compression/gzip.ts'
import { zstd } from '../../../src/records/compression/zstd/zstd.ts'
import { batchBuilder, type KafkaRecord, registerCodec } from '../../../src/records/index.ts'
import { samplesOf, writeSamples } from '../../support/sources/samples.ts'
import { onlyBatch, rawBatch, text } from './read/raw-batch.ts'

const samples = samplesOf('records')
const folder = writeSamples(samples)
afterAll(() => folder[Symbol.dispose]())

describe('in docs/records.md', () => {
  afterEach(() => zstd && registerCodec('zstd', zstd))

  test('the loop of docs/records.md that does not block the event loop handles all records', async () => {
    const use = await exported<(records: Uint8Array | null, use: (record: KafkaRecord) => void) => Promise<void>>('useAsync')
    const offsets: bigint[] = []
    await use(Buffer.concat([built(0n, 'a'), built(1n, 'b')]), ({ offset }) => offsets.push(offset))
    expect(offsets).toEqual([0n, 1n])
  })

  test('the mirror of docs/records.md sends records with the same compression, and closes gaps in offsets', async () => {
    const toSendOn = await exported<(records: Uint8Array | null, aborted?: object) => Iterable<Uint8Array>>('toSendOn')
    const old = batchBuilder({ magic: 1, compression: 'gzip' })
    old.append({ value: 'd' })
    const parts = [
      built(5n, 'a', 'b'),
      rawBatch({ baseOffset: 7n, attributes: 0x30, producerId: 1n }),
      rawBatch({ baseOffset: 8n, lastOffsetDelta: 4, records: '10 00 00 04 02 6b 02 63 00' }),
      rawBatch({ baseOffset: 13n, count: 0, lastOffsetDelta: 2, records: '' }),
      old.build({ baseOffset: 16n }),
      rawBatch({ baseOffset: 17n, attributes: 0x10, producerId: 2n })
    ]
    const sent = [...toSendOn(Buffer.concat(parts), [{ producerId: 2n, firstOffset: 17n }])].map(bytes => onlyBatch(bytes))
    expect(sent.map(({ magic, baseOffset, lastOffset, compression }) => [magic, baseOffset, lastOffset, compression])).toEqual([
      [2, 0n, 1n, 'gzip'],
      [2, 0n, 0n, 'none'],
      [2, 0n, 0n, 'gzip']
    ])
    expect(sent.flatMap(batch => [...batch.records()].map(({ value }) => text(value)))).toEqual(['a', 'b', 'c', 'd'])
    expect(Buffer.from(sent[0]?.bytes.subarray(61) ?? [])).toEqual(Buffer.from(parts[0]?.subarray(61) ?? []))
  })

  test('the mirror of docs/records.md keeps the times of the broker for a topic with LogAppendTime', async () => {
    const toSendOn = await exported<(records: Uint8Array | null) => Iterable<Uint8Array>>('toSendOn')
    const whole = timed({ timestampType: 'LogAppendTime', maxTimestamp: 9_000n })
    const withGap = rawBatch({ baseOffset: 8n, attributes: 0x08, lastOffsetDelta: 4, maxTimestamp: 9_001n })
    const old = batchBuilder({ magic: 1, compression: 'gzip' })
    old.append({ value: 'c', timestamp: 5n })
    const set = old.build({ baseOffset: 20n, timestampType: 'LogAppendTime', maxTimestamp: 9_002n })
    const sent = [...toSendOn(Buffer.concat([whole, withGap, set, timed({})]))].map(bytes => onlyBatch(bytes))
    expect(sent.map(({ timestampType, compression }) => [timestampType, compression])).toEqual([
      ['CreateTime', 'gzip'],
      ['CreateTime', 'none'],
      ['CreateTime', 'gzip'],
      ['CreateTime', 'gzip']
    ])
    expect(sent.map(batch => Array.from(batch.records(), ({ timestamp }) => timestamp))).toEqual([
      [9_000n, 9_000n],
      [9_001n],
      [9_002n],
      [5n, 6n]
    ])
    expect(sent.map(({ maxTimestamp }) => maxTimestamp)).toEqual([9_000n, 9_001n, 9_002n, 6n])
  })

  test('the zstd codec of docs/records.md calls the functions of its library, which return promises', async () => {
    const useZstd = await exported<(zstd: object) => void>('useZstd')
    const levels: unknown[] = []
    useZstd({
      async compress(bytes: Uint8Array, level: unknown) {
        levels.push(level)
        return gzip.compress(bytes, { level: undefined, magic: 2 })
      },
      decompress: async (bytes: Uint8Array) => gzip.decompress(bytes, { maxBytes: 1_000, magic: 2 })
    })
    const builder = batchBuilder({ compression: 'zstd', level: 19 })
    builder.append({ value: 'v' })
    const [record] = await onlyBatch(await builder.buildAsync()).recordsAsync()
    expect([text(record?.value), levels]).toEqual(['v', [19]])
  })
})

async function exported<T>(name: string): Promise<T> {
  const sample = samples.find(({ text: source }) => source.includes(name))
  if (sample === undefined) throw new Error(`docs/records.md has no ${name}`)
  return (await folder.run(sample))[name] as T
}

function built(baseOffset: bigint, ...values: string[]): Uint8Array {
  const builder = batchBuilder({ compression: 'gzip' })
  for (const value of values) builder.append({ value })
  return builder.build({ baseOffset, partitionLeaderEpoch: 3 })
}

function timed(fields: Parameters<ReturnType<typeof batchBuilder>['build']>[0]): Uint8Array {
  const builder = batchBuilder({ compression: 'gzip' })
  for (const timestamp of [5n, 6n]) builder.append({ value: 'timed', timestamp })
  return builder.build(fields)
}
