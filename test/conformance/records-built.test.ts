import { describe, expect, test } from 'vitest'
import { absentValues } from '../../src/protocol/codes/index.ts'
import { gzip } from '../../src/records/compression/gzip.ts'
import { lz4 } from '../../src/records/compression/lz4/lz4.ts'
import { snappy } from '../../src/records/compression/snappy/snappy.ts'
import { zstd } from '../../src/records/compression/zstd/zstd.ts'
import {
  type BatchBuilder,
  type BatchFields,
  batchBuilder,
  type Compression,
  type KafkaRecord,
  type RecordBatch,
  readBatches,
  rewriteBatch
} from '../../src/records/index.ts'
import { hexOf, recordVectors } from '../support/vectors/record-vectors.ts'

type Build = (builder: BatchBuilder, fields?: BatchFields) => Promise<Uint8Array>

// Both ways to build must give the same result.
const builds: readonly [string, Build][] = [
  ['build()', async (builder, fields) => builder.build(fields)],
  ['buildAsync()', (builder, fields) => builder.buildAsync(fields)]
]
const codecs: readonly Compression[] = zstd === undefined ? ['gzip', 'snappy', 'lz4'] : ['gzip', 'snappy', 'lz4', 'zstd']

const LOG_APPEND_TIME = 0x08

/** Batches whose bytes are sound, and in which line they are. */
const batches = recordVectors.flatMap(({ hex, id, kind }) =>
  [...readBatches(Buffer.from(hex, 'hex'))]
    .filter(({ crcValid, compression }) => crcValid && (compression !== 'zstd' || zstd !== undefined))
    .map(batch => ({ batch, label: `${id} ${kind}` }))
)
const newest = batches.filter(({ batch }) => batch.magic === 2)

describe.each(builds)('records built by %s', (_, build) => {
  test('batches of magic 2 without compression have the bytes of the Java classes', async () => {
    const uncompressed = newest.filter(({ batch }) => batch.compression === 'none')
    expect(uncompressed.length).toBeGreaterThan(75)
    for (const { batch, label } of uncompressed) expect(hexOf(await rebuild(batch, build)), label).toBe(hexOf(batch.bytes))
  })

  test('message sets without compression have the bytes of the Java classes', async () => {
    const lines = recordVectors.filter(({ magic, compression, validBytes }) => magic < 2 && compression === 'none' && validBytes > 0)
    const sets = lines.filter(line => line.batches.every(({ crcValid }) => crcValid))
    expect(sets.length).toBeGreaterThan(30)
    for (const { hex, validBytes, id, kind } of sets) {
      const bytes = Buffer.from(hex, 'hex').subarray(0, validBytes)
      expect(hexOf(await rebuildSet([...readBatches(bytes)], 'none', build)), `${id} ${kind}`).toBe(hexOf(bytes))
    }
  })

  test('compressed message sets have the same messages inside as those of the Java classes', async () => {
    const compressed = batches.filter(({ batch }) => batch.magic < 2 && batch.compression !== 'none')
    expect(compressed.length).toBeGreaterThan(100)
    for (const { batch, label } of compressed) {
      const built = await rebuildSet([batch], batch.compression ?? 'none', build)
      const [again] = readBatches(built)
      expect(hexOf(innerSet(built)), label).toBe(hexOf(innerSet(batch.bytes)))
      expect(again, label).toMatchObject(headerOf(batch))
      expect([...(again?.records() ?? [])].map(contentOf), label).toEqual([...batch.records()].map(contentOf))
    }
  })

  test.each(codecs)('batches of magic 2 compressed by %s are read to the same records', async compression => {
    for (const { batch, label } of newest) {
      if (batch.count === 0 || batch.isControl) continue
      const builder = batchBuilder({ compression, maxBytes: Number.POSITIVE_INFINITY })
      const before = [...batch.records()]
      for (const record of before) expect(builder.append(record)).toBe(true)
      const [again] = readBatches(await build(builder))
      expect(again?.compression, label).toBe(compression)
      expect([...(again?.records() ?? [])].map(contentOf), label).toEqual(
        before.map((record, i) => ({ ...contentOf(record), offset: BigInt(i) }))
      )
    }
  })
})

describe('batches that rewriteBatch gives a new header', () => {
  test('batches with the same header again have the bytes of the Java classes, compressed or not', () => {
    expect(newest.length).toBeGreaterThan(200)
    for (const { batch, label } of newest) {
      if (batch.deleteHorizonMs !== null) continue
      expect(hexOf(rewriteBatch(batch, fieldsOf(batch))), label).toBe(hexOf(batch.bytes))
    }
  })

  test('batches with a new header have the same bytes of records, and a header as a producer writes it', () => {
    const plain = {
      baseOffset: 0n,
      partitionLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
      producerId: absentValues.NO_PRODUCER_ID,
      baseSequence: absentValues.NO_SEQUENCE,
      deleteHorizonMs: null,
      isTransactional: false
    }
    for (const { batch, label } of newest) {
      if (batch.count === 0 || batch.isControl) continue
      const { count, timestampType } = batch
      // The type of the broker is kept only if it is given. Magic 2 has only these two types.
      const bytes = rewriteBatch(batch, { timestampType: timestampType === 'LogAppendTime' ? timestampType : undefined })
      const [again] = readBatches(bytes)
      expect(again, label).toMatchObject({ ...plain, crcValid: true, count, timestampType })
      expect(hexOf(bytes.subarray(61)), label).toBe(hexOf(batch.bytes.subarray(61)))
      expect([...(again?.records() ?? [])].map(contentOf), label).toEqual(
        [...batch.records()].map(record => ({ ...contentOf(record), offset: record.offset - batch.baseOffset }))
      )
    }
  })
})

function rebuild(batch: RecordBatch, build: Build): Promise<Uint8Array> {
  const builder = batchBuilder({ maxBytes: batch.sizeBytes, deleteHorizonMs: batch.deleteHorizonMs ?? undefined })
  const source = batch.timestampType === 'LogAppendTime' ? withoutLogAppendTime(batch) : batch
  for (const record of batch.isControl ? source.controlRecords() : source.records()) {
    expect(builder.append({ ...partsOf(record), offsetDelta: Number(record.offset - batch.baseOffset) })).toBe(true)
  }
  expect(builder.sizeBytes).toBe(batch.sizeBytes)
  return build(builder, fieldsOf(batch))
}

async function rebuildSet(set: readonly RecordBatch[], compression: Compression, build: Build): Promise<Uint8Array> {
  const [first] = set
  if (first === undefined || first.magic === 2) throw new Error('no message set')
  const builder = batchBuilder({ magic: first.magic === 1 ? 1 : 0, compression, maxBytes: Number.POSITIVE_INFINITY })
  const { baseOffset, timestampType, maxTimestamp } = first
  for (const record of set.flatMap(batch => [...batch.records()])) {
    expect(builder.append({ ...partsOf(record), offsetDelta: Number(record.offset - baseOffset) })).toBe(true)
  }
  const { sizeBytes } = builder
  const built = await build(builder, { baseOffset, ...(timestampType === 'LogAppendTime' && { timestampType, maxTimestamp }) })
  if (compression === 'none') expect(built.length).toBe(sizeBytes)
  return built
}

function fieldsOf(batch: RecordBatch): BatchFields {
  const { baseOffset, lastOffset, partitionLeaderEpoch, producerId, producerEpoch, baseSequence, isTransactional, isControl } = batch
  const timestampType = batch.timestampType === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime'
  const producer = { producerId, producerEpoch, baseSequence, isTransactional }
  return { ...producer, baseOffset, lastOffset, partitionLeaderEpoch, isControl, timestampType, maxTimestamp: batch.maxTimestamp }
}

// The records still have the timestamps of the producer, although the header has that of the
// broker.
function withoutLogAppendTime(batch: RecordBatch): RecordBatch {
  const bytes = Buffer.from(batch.bytes)
  bytes.writeInt16BE(batch.attributes & ~LOG_APPEND_TIME, 21)
  const [again] = readBatches(bytes, { checkCrc: false })
  if (again === undefined) throw new Error('no batch')
  return again
}

// The value of the wrapper message, after a key that is null.
function innerSet(wrapper: Uint8Array): Uint8Array {
  const [magic, attributes] = [wrapper[16] as number, wrapper[17] as number]
  const codec = [undefined, gzip, snappy, lz4][attributes & 0x07]
  if (codec === undefined) throw new Error(`no codec for ${attributes}`)
  return codec.decompress(wrapper.subarray(magic === 0 ? 26 : 34), { maxBytes: 1e9, magic })
}

function headerOf({ magic, baseOffset, lastOffset, count, attributes, timestampType, maxTimestamp }: RecordBatch): object {
  return { magic, baseOffset, lastOffset, count, attributes, timestampType, maxTimestamp, crcValid: true }
}

function partsOf({ key, value, headers, timestamp }: KafkaRecord): Pick<KafkaRecord, 'key' | 'value' | 'headers' | 'timestamp'> {
  return { key, value, headers, timestamp }
}

function contentOf({ offset, timestamp, key, value, headers }: KafkaRecord): object {
  return { offset, timestamp, key: hexOf(key), value: hexOf(value), headers: headers.map(([name, bytes]) => [name, hexOf(bytes)]) }
}
