import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isKafkaError } from '../../src/errors.ts'
import {
  batchBuilder,
  controlType,
  incrementSequence,
  type KafkaRecord,
  type ReadOptions,
  type RecordBatch,
  readBatches
} from '../../src/records/index.ts'
import { Random, seed } from '../support/random.ts'

interface RecordFacts {
  offset: string
  timestamp: string
  sequence?: number
  key?: string | null
  keySha256?: string
  value?: string | null
  valueSha256?: string
  headers?: [string, string | null][]
  controlType?: string
}

interface BatchFacts {
  magic: number
  sizeInBytes: number
  crcValid: boolean
  crc: number
  compression: string
  baseOffset: string
  lastOffset: string
  timestampType: string
  maxTimestamp: string
  partitionLeaderEpoch?: number
  attributes?: number
  lastOffsetDelta?: number
  baseTimestamp?: string
  producerId?: string
  producerEpoch?: number
  baseSequence?: number
  lastSequence?: number
  transactional?: boolean
  control?: boolean
  deleteHorizonMs?: string | null
  count?: number
  records: RecordFacts[] | null
}

interface RecordsVector {
  id: number
  kind: string
  magic: number
  compression: string
  hex: string
  validBytes: number
  trailingBytes: number
  batches: BatchFacts[]
  error?: string
}

const BUILT_IN = ['none', 'gzip']
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 20_000)

const file = join(import.meta.dirname, 'vectors/records.jsonl.gz')
const vectors = gunzipSync(readFileSync(file))
  .toString('utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as RecordsVector)
const byFormat = new Map<string, RecordsVector[]>()
for (const vector of vectors) {
  const format = `magic ${vector.magic}, ${vector.compression}`
  byFormat.set(format, [...(byFormat.get(format) ?? []), vector])
}

describe('batches written by the Java classes', () => {
  it('are there in every format and codec', () => {
    expect([...byFormat.keys()].filter(format => !format.includes('-1')).length).toBe(13)
  })

  it.each([...byFormat])('of %s read to the same fields and records', (_, lines) => {
    for (const vector of lines) checkVector(vector)
  })

  it('are built to the same bytes where nothing is compressed', () => {
    let built = 0
    for (const { hex, batches, kind, id } of vectors) {
      let at = 0
      for (const batch of batches) {
        const bytes = Buffer.from(hex.slice(at * 2, (at + batch.sizeInBytes) * 2), 'hex')
        at += batch.sizeInBytes
        if (!canBeBuilt(batch)) continue
        expect(hexOf(rebuild(bytes)), `${id} ${kind}`).toBe(hexOf(bytes))
        built++
      }
    }
    expect(built).toBeGreaterThan(50)
  })

  it('are built from what was read to batches that read the same, by gzip too', () => {
    for (const { hex, kind, id, magic, compression } of vectors) {
      if (magic !== 2 || !BUILT_IN.includes(compression)) continue
      for (const batch of readBatches(Buffer.from(hex, 'hex'))) {
        if (!batch.crcValid || batch.count === 0 || batch.isControl) continue
        const builder = batchBuilder({ compression: 'gzip', maxBytes: Number.POSITIVE_INFINITY })
        for (const record of batch.records()) expect(builder.append(record)).toBe(true)
        const [again] = readBatches(builder.build())
        const [before, after] = [[...batch.records()], [...(again?.records() ?? [])]]
        expect(after.map(contentOf), `${id} ${kind}`).toEqual(before.map(contentOf))
      }
    }
  })
})

describe('damaged and hostile bytes', () => {
  const small = vectors.filter(({ hex }) => hex.length > 0 && hex.length < 1_600)

  it('in every prefix give whole batches or KAFKA_RECORDS', () => {
    for (const { hex } of small) {
      const bytes = Buffer.from(hex, 'hex')
      for (let end = 0; end < bytes.length; end++) readEverything(bytes.subarray(0, end), {})
    }
  })

  it('in seeded mutations give records or KAFKA_RECORDS, whether CRCs are checked or not', () => {
    const random = new Random(seed)
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = Buffer.from(small[random.below(small.length)]?.hex ?? '', 'hex')
      mutate(bytes, random)
      readEverything(bytes, { checkCrc: round % 4 === 0, maxDecompressedBytes: 1_000_000 })
    }
  })
})

function checkVector(vector: RecordsVector): void {
  const label = `${vector.id} ${vector.kind}`
  const reader = readBatches(Buffer.from(vector.hex, 'hex'))
  const batches = [...reader]
  if (vector.error !== undefined) return checkDamagedSet(batches, vector, label)
  expect(batches.length, label).toBe(vector.batches.length)
  expect(reader.remainingBytes, label).toBe(vector.trailingBytes)
  for (const [i, batch] of batches.entries()) checkBatch(batch, vector.batches[i] as BatchFacts, `${label} [${i}]`)
}

function checkBatch(batch: RecordBatch, facts: BatchFacts, label: string): void {
  expect(batch, label).toMatchObject(expectedHeader(facts))
  if (batch.magic === 2) expect(batch.lastOffset - batch.baseOffset, label).toBe(BigInt(facts.lastOffsetDelta ?? 0))
  if (!BUILT_IN.includes(facts.compression)) {
    expect(() => batch.records(), label).toThrow(facts.crcValid ? `no codec for ${facts.compression}` : 'CRC')
    expect(
      failureOf(() => batch.records()),
      label
    ).toMatchObject({ code: 'KAFKA_RECORDS' })
    return
  }
  if (facts.records === null) {
    expect(
      failureOf(() => batch.records()),
      label
    ).toMatchObject({ code: 'KAFKA_RECORDS', offset: batch.baseOffset })
    return
  }
  expect(batch.baseOffset, label).toBe(BigInt(facts.baseOffset))
  expect(batch.count, label).toBe(facts.records.length)
  const records = [...(batch.isControl ? batch.controlRecords() : batch.records())]
  expect(
    records.map((record, i) => recordFacts(record, batch, facts.records?.[i])),
    label
  ).toEqual(facts.records)
  if (batch.isControl) expect([...batch.records()], label).toEqual([])
}

// Where the Java reader gave up at a damaged compressed set, its line ends; this one reads the neighbours.
function checkDamagedSet(batches: RecordBatch[], vector: RecordsVector, label: string): void {
  const crcs = vector.batches.map(({ crcValid }) => crcValid)
  expect(
    batches.slice(0, crcs.length).map(({ crcValid }) => crcValid),
    label
  ).toEqual(crcs)
  expect(crcs, label).toContain(false)
  for (const batch of batches) {
    const failure = failureOf(() => [...batch.records()])
    if (batch.crcValid && BUILT_IN.includes(batch.compression ?? '')) expect(failure, label).toBe(undefined)
    else expect(failure, label).toMatchObject({ code: 'KAFKA_RECORDS', offset: batch.lastOffset })
  }
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

// The facts that the vector has of a record, taken from what was read.
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
      sequence: baseSequence === -1 ? -1 : incrementSequence(baseSequence, Number(record.offset - batch.baseOffset))
    }),
    ...(batch.isControl && { controlType: controlType(record) })
  }
}

// A builder numbers records from 0 on without gaps, and knows neither the broker's clock nor delete horizons.
function canBeBuilt({
  magic,
  compression,
  crcValid,
  attributes = 0,
  count = 0,
  lastOffsetDelta,
  baseSequence = -1,
  ...rest
}: BatchFacts): boolean {
  if (magic !== 2 || compression !== 'none' || !crcValid || (attributes & ~0x30) !== 0) return false
  if (count === 0 || lastOffsetDelta !== count - 1) return false
  return rest.records?.every(({ offset }, i) => BigInt(offset) === BigInt(rest.baseOffset) + BigInt(i)) ?? false
}

function rebuild(bytes: Uint8Array): Uint8Array {
  const [batch] = readBatches(bytes)
  if (batch === undefined) throw new Error('no batch')
  const builder = batchBuilder({ maxBytes: bytes.length })
  for (const record of batch.isControl ? batch.controlRecords() : batch.records()) expect(builder.append(record)).toBe(true)
  expect(builder.sizeBytes).toBe(bytes.length)
  const { baseOffset, partitionLeaderEpoch, producerId, producerEpoch, baseSequence, isTransactional, isControl } = batch
  return builder.build({ baseOffset, partitionLeaderEpoch, producerId, producerEpoch, baseSequence, isTransactional, isControl })
}

function contentOf({ timestamp, key, value, headers }: KafkaRecord): unknown {
  return { timestamp, key: hexOf(key), value: hexOf(value), headers: headers.map(([name, bytes]) => [name, hexOf(bytes)]) }
}

// Reads whatever can be read, and lets no error through but KAFKA_RECORDS.
function readEverything(bytes: Uint8Array, options: ReadOptions): void {
  const aborted = [{ producerId: 1n, firstOffset: 0n }]
  for (const batch of readBatches(bytes, { ...options, abortedTransactions: aborted })) {
    attempt(() => batch.checkCrc())
    attempt(() => readRecords(batch.records()))
    attempt(() => readRecords(batch.controlRecords()))
    void [batch.baseOffset, batch.lastOffset, batch.count, batch.lastSequence, batch.compression, batch.crcValid]
  }
}

function readRecords(records: Iterable<KafkaRecord>): void {
  for (const record of records) void [contentOf(record), record.offset, record.copy()]
}

function attempt(read: () => void): void {
  const failure = failureOf(read)
  if (failure !== undefined && !isKafkaError(failure, 'KAFKA_RECORDS')) throw failure
}

function failureOf(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}

function mutate(bytes: Buffer, random: Random): void {
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(bytes.length)
    const extremes = [0x00, 0x01, 0x7f, 0x80, 0xff]
    bytes[at] = random.below(2) === 0 ? random.below(256) : (extremes[random.below(extremes.length)] as number)
  }
}

function hexOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

function sha256(bytes: Uint8Array | null): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
}
