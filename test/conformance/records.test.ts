import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../src/errors.ts'
import { absentValues } from '../../src/protocol/codes/index.ts'
import { compressionNumber } from '../../src/records/compression/compression.ts'
import { gzip } from '../../src/records/compression/gzip.ts'
import { lz4 } from '../../src/records/compression/lz4/lz4.ts'
import { snappy } from '../../src/records/compression/snappy/snappy.ts'
import { zstd } from '../../src/records/compression/zstd/zstd.ts'
import {
  type Codec,
  type Compression,
  controlType,
  incrementSequence,
  type KafkaRecord,
  type ReadOptions,
  type RecordBatch,
  readBatches,
  rewriteBatch
} from '../../src/records/index.ts'
import { mutate } from '../support/faults/mutations.ts'
import { Random, seed } from '../support/vectors/random.ts'
import {
  type BatchFacts,
  hexOf,
  type RecordFacts,
  type RecordsVector,
  recordVectors,
  sha256,
  vectorsByFormat
} from '../support/vectors/record-vectors.ts'

type Read = (batch: RecordBatch) => Promise<KafkaRecord[]>

// Both ways to read must give the same result.
const reads: readonly [string, Read][] = [
  ['records()', async batch => [...batch.records()]],
  ['recordsAsync()', async batch => [...(await batch.recordsAsync())]]
]
const formats = [...vectorsByFormat]
const codecs = Object.entries({ gzip, snappy, lz4, ...(zstd && { zstd }) })
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 20_000)

describe('batches written by the Java classes', () => {
  test('the vectors have batches of the Java classes in every format and codec', () => {
    expect(formats.filter(([format]) => !format.includes('-1')).length).toBe(13)
  })

  describe.each(reads)('batches read by %s', (_, read) => {
    test.each(formats)('batches of %s are read to the same fields and records', async (_, vectors) => {
      for (const vector of vectors) await checkVector(vector, read)
    })
  })

  test('batches with zstd are read, and fail on a Node.js without zstd with an error that says what helps', () => {
    const batches = recordVectors.flatMap(({ hex }) => [...readBatches(Buffer.from(hex, 'hex'))])
    const failures = batches.filter(each => each.crcValid && each.compression === 'zstd').map(batch => failureOf(() => batch.records()))
    expect(failures.length).toBeGreaterThan(30)
    const expected =
      zstd === undefined ? expect.objectContaining({ code: 'KAFKA_RECORDS', message: expect.stringContaining('22.15') }) : undefined
    expect(failures).toEqual(failures.map(() => expected))
  })
})

describe('damaged and hostile bytes', () => {
  const limits = { maxDecompressedBytes: 1_000_000, abortedTransactions: [{ producerId: 1n, firstOffset: 0n }] }
  const small = formats
    .filter(([format]) => !format.includes('-1'))
    .map(([format, vectors]): [string, Buffer[]] => [
      format,
      vectors.filter(({ hex }) => hex.length > 0 && hex.length < 1_600).map(({ hex }) => Buffer.from(hex, 'hex'))
    ])

  const uncompressed = small.flatMap(([format, lines]) => (format.includes('none') ? lines.flatMap(line => [...readBatches(line)]) : []))

  test.each(small)('every prefix of bytes of %s gives complete batches or KAFKA_RECORDS', (_, lines) => {
    expect(lines.length).toBeGreaterThan(0)
    for (const bytes of lines) {
      for (let end = 0; end < bytes.length; end++) readEverything(bytes.subarray(0, end), { ...limits, checkCrc: end % 2 === 0 })
    }
  })

  test.each(small)('seeded mutations of %s give records or KAFKA_RECORDS, the same by records and recordsAsync', async (_, lines) => {
    const random = new Random(seed)
    let slowestMs = 0
    for (let round = 0; round < ROUNDS / small.length; round++) {
      const bytes = mutate(random.pick(lines), random.pick(lines), random)
      const options = { ...limits, checkCrc: round % 3 === 0 }
      const began = performance.now()
      const outcome = readEverything(bytes, options)
      slowestMs = Math.max(slowestMs, performance.now() - began)
      if (round % 4 === 1) expect(await readEverythingAsync(bytes, options)).toEqual(outcome)
    }
    expect(slowestMs).toBeLessThan(10_000)
  })

  test.each(codecs)('damaged data inside a batch compressed by %s gives records or KAFKA_RECORDS', (name, codec) => {
    const random = new Random(seed)
    for (let round = 0; round < ROUNDS / 20; round++) {
      const batch = random.pick(uncompressed)
      const records = batch.bytes.subarray(batch.magic === 2 ? 61 : 0)
      const damaged = mutate(Buffer.from(records), Buffer.from(random.pick(uncompressed).bytes), random)
      readEverything(compressed(batch, damaged, name, codec), { ...limits, checkCrc: false })
    }
  })
})

async function checkVector(vector: RecordsVector, read: Read): Promise<void> {
  const label = `${vector.id} ${vector.kind}`
  const reader = readBatches(Buffer.from(vector.hex, 'hex'))
  const batches = [...reader]
  if (vector.error !== undefined) return checkDamagedSet(batches, vector, read, label)
  expect(batches.length, label).toBe(vector.batches.length)
  expect(reader.remainingBytes, label).toBe(vector.trailingBytes)
  for (const [i, batch] of batches.entries()) await checkBatch(batch, vector.batches[i] as BatchFacts, read, `${label} [${i}]`)
}

async function checkBatch(batch: RecordBatch, facts: BatchFacts, read: Read, label: string): Promise<void> {
  expect(batch, label).toMatchObject(expectedHeader(facts))
  if (batch.magic === 2) expect(batch.lastOffset - batch.baseOffset, label).toBe(BigInt(facts.lastOffsetDelta ?? 0))
  if (facts.records === null) {
    await expect(read(batch), label).rejects.toMatchObject({
      code: 'KAFKA_RECORDS',
      offset: batch.magic === 2 ? batch.baseOffset : batch.lastOffset
    })
    return
  }
  if (!isReadable(batch)) return
  expect(batch.baseOffset, label).toBe(BigInt(facts.baseOffset))
  expect(batch.count, label).toBe(facts.records.length)
  const records = batch.isControl ? [...batch.controlRecords()] : await read(batch)
  expect(
    records.map((record, i) => recordFacts(record, batch, facts.records?.[i])),
    label
  ).toEqual(facts.records)
  if (batch.isControl) expect(await read(batch), label).toEqual([])
}

// The line of the Java reader ends at a damaged compressed set. The reader of this package
// continues with the next batches.
async function checkDamagedSet(batches: RecordBatch[], vector: RecordsVector, read: Read, label: string): Promise<void> {
  const crcs = vector.batches.map(({ crcValid }) => crcValid)
  expect(
    batches.slice(0, crcs.length).map(({ crcValid }) => crcValid),
    label
  ).toEqual(crcs)
  expect(crcs, label).toContain(false)
  for (const batch of batches) {
    if (batch.crcValid) expect((await read(batch)).length, label).toBe(batch.count)
    else await expect(read(batch), label).rejects.toMatchObject({ code: 'KAFKA_RECORDS', offset: batch.lastOffset })
  }
}

function isReadable({ compression }: RecordBatch): boolean {
  return compression !== 'zstd' || zstd !== undefined
}

function expectedHeader(facts: BatchFacts): object {
  const common = {
    magic: facts.magic,
    sizeBytes: facts.sizeInBytes,
    crcValid: facts.crcValid,
    crc: facts.crc,
    compression: facts.compression,
    lastOffset: BigInt(facts.lastOffset),
    timestampType: facts.timestampType,
    maxTimestamp: BigInt(facts.maxTimestamp)
  }
  if (facts.magic < 2) return common
  return {
    ...common,
    baseOffset: BigInt(facts.baseOffset),
    partitionLeaderEpoch: facts.partitionLeaderEpoch,
    attributes: facts.attributes,
    baseTimestamp: BigInt(facts.baseTimestamp ?? 0),
    producerId: BigInt(facts.producerId ?? 0),
    producerEpoch: facts.producerEpoch,
    baseSequence: facts.baseSequence,
    lastSequence: facts.lastSequence,
    isTransactional: facts.transactional,
    isControl: facts.control,
    deleteHorizonMs: typeof facts.deleteHorizonMs === 'string' ? BigInt(facts.deleteHorizonMs) : null,
    count: facts.count
  }
}

// The fields of a record in the form of the vector.
function recordFacts(record: KafkaRecord, batch: RecordBatch, expected: RecordFacts | undefined): unknown {
  const { baseSequence } = batch
  return {
    ...expected,
    offset: `${record.offset}`,
    timestamp: `${record.timestamp}`,
    ...(expected?.keySha256 === undefined ? { key: hexOf(record.key) } : { keySha256: sha256(record.key) }),
    ...(expected?.valueSha256 === undefined ? { value: hexOf(record.value) } : { valueSha256: sha256(record.value) }),
    ...(batch.magic === 2 && {
      headers: record.headers.map(([name, value]) => [name, hexOf(value)]),
      sequence:
        baseSequence === absentValues.NO_SEQUENCE
          ? absentValues.NO_SEQUENCE
          : incrementSequence(baseSequence, Number(record.offset - batch.baseOffset))
    }),
    ...(batch.isControl && { controlType: controlType(record) })
  }
}

function failureOf(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}

type Outcome = readonly unknown[]

// Reads all batches, and allows no error except KAFKA_RECORDS. Returns the records or the error of
// each batch.
function readEverything(bytes: Uint8Array, options: ReadOptions): Outcome {
  return [...readBatches(bytes, options)].map(batch => {
    inspectBatch(batch)
    return outcomeOf(() => contentsOf(batch.records()))
  })
}

async function readEverythingAsync(bytes: Uint8Array, options: ReadOptions): Promise<Outcome> {
  const outcomes: unknown[] = []
  for (const batch of readBatches(bytes, options)) {
    const records = await batch.recordsAsync().catch((error: unknown) => error)
    outcomes.push(
      outcomeOf(() => {
        if (records instanceof Error) throw records
        return contentsOf(records as Iterable<KafkaRecord>)
      })
    )
  }
  return outcomes
}

function inspectBatch(batch: RecordBatch): void {
  outcomeOf(() => batch.checkCrc())
  outcomeOf(() => contentsOf(batch.controlRecords()))
  outcomeOf(() => rewriteBatch(batch))
  void [batch.baseOffset, batch.lastOffset, batch.count, batch.lastSequence, batch.compression, batch.crcValid, inspect(batch)]
}

function contentsOf(records: Iterable<KafkaRecord>): unknown[] {
  return [...records].map(record => {
    if ((record.value?.buffer.byteLength ?? 0) > 1_100_000) throw new Error('the limit was not kept to')
    const { offset, timestamp, key, value, headers } = record.copy()
    return [offset, timestamp, hexOf(key), hexOf(value), headers.map(([name, bytes]) => [name, hexOf(bytes)])]
  })
}

function outcomeOf(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (isKafkaError(error, 'KAFKA_RECORDS')) return error.message
    if (isKafkaError(error, 'KAFKA_CONFIGURATION') && /^rewriteBatch: batch\.(magic|timestampType) /.test(error.message)) return undefined
    throw error
  }
}

// A batch, or a message that wraps a set, with the right length and checksum for the given records.
function compressed(batch: RecordBatch, records: Uint8Array, name: string, codec: Codec): Buffer {
  const { magic } = batch
  const value = codec.compress(records, { level: undefined, magic })
  const headBytes = magic === 2 ? 61 : magic === 1 ? 34 : 26
  const head = Buffer.alloc(headBytes)
  head.set(batch.bytes.subarray(0, headBytes))
  const whole = Buffer.concat([head, value])
  whole.writeInt32BE(whole.length - 12, 8)
  whole[magic === 2 ? 22 : 17] = compressionNumber(name as Compression)
  if (magic < 2) whole.writeInt32BE(-1, headBytes - 8)
  if (magic < 2) whole.writeInt32BE(value.length, headBytes - 4)
  return whole
}
