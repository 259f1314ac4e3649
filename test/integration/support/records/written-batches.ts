import { absentValues, controlRecordTypes } from '../../../../src/protocol/codes/index.ts'
import {
  type BatchFields,
  type BuilderOptions,
  batchBuilder,
  type Compression,
  type RecordInput,
  readBatches,
  rewriteBatch
} from '../../../../src/records/index.ts'
import { Random } from '../../../support/vectors/random.ts'
import { EVERY_COMPRESSION, HAS_ZSTD, OLD_COMPRESSIONS } from './codecs.ts'

/** A batch that the driver writes, with everything that goes into it. */
export interface Written {
  readonly label: string
  /** The name of its test: the format, the codec and how it is built. */
  readonly group: string
  readonly way: 'build' | 'buildAsync'
  readonly options: BuilderOptions
  readonly records: readonly RecordInput[]
  readonly fields: BatchFields
  /** The fields with which the batch is rewritten after it is built. */
  readonly rewritten?: BatchFields
  /** What Java says of the marker in a control batch, besides its bytes. */
  readonly marker?: object
}

/** The timestamp of the first records, in milliseconds. */
const T = 1_700_000_000_000n
const FEW: readonly RecordInput[] = [0n, 1n, 2n, 3n].map(i => ({ key: `k${i}`, value: `v${i}`, timestamp: T + i }))

const random = new Random(20_260_101)

/** Records that every format can carry. Java prints values over 4 KiB as their SHA-256. */
const CONTENTS: Readonly<Record<string, readonly RecordInput[]>> = {
  'one record': [{ key: 'key', value: 'value', timestamp: T }],
  'null and empty keys and values': [
    { key: null, value: 'a null key', timestamp: T },
    { key: 'a null value', value: null, timestamp: T },
    { key: null, value: null, timestamp: T },
    { key: '', value: '', timestamp: T },
    { key: new Uint8Array(0), value: new Uint8Array(0), timestamp: T }
  ],
  'text beyond ASCII, and bytes that are no text': [
    { key: 'ключ-鍵-🔑', value: 'значение-値-💡\u0000\u007f', timestamp: T },
    { key: Uint8Array.of(0xff, 0xfe, 0x80), value: random.bytes(300), timestamp: T + 1n }
  ],
  '1,000 records': Array.from({ length: 1_000 }, (_, i) => ({
    key: i % 7 === 0 ? null : `key ${i}`,
    value: i % 11 === 0 ? null : `value ${i} of ${'some '.repeat(i % 40)}`,
    timestamp: T + BigInt(i * 3)
  })),
  'lengths at which varints grow': [63, 64, 127, 128, 8_191, 8_192].map(length => ({
    key: 'k'.repeat(length),
    value: random.bytes(length),
    timestamp: T
  })),
  'a large value that repeats': [
    { key: 'large', value: 'a large value that repeats, '.repeat(12_000), timestamp: T },
    { key: 'after', value: 'it', timestamp: T }
  ],
  'large values that cannot be compressed': [
    { key: 'noise', value: random.bytes(150_000), timestamp: T },
    { key: 'more noise', value: random.bytes(100_000), timestamp: T }
  ],
  'many blocks of half noise': Array.from({ length: 500 }, (_, i) => ({
    key: `${i}`,
    value: `${random.bytes(300).toString('base64')}${'the same again '.repeat(30)}`,
    timestamp: T + BigInt(i)
  }))
}

/** Records for the formats that have timestamps. */
const TIMES: Readonly<Record<string, readonly RecordInput[]>> = {
  'times that go back, far ahead, and no time': [T, T - 100_000n, T + 10_000_000_000n, 0n, absentValues.NO_TIMESTAMP].map(timestamp => ({
    key: `${timestamp}`,
    value: 'at that time',
    timestamp
  }))
}

/** Records for the format that has headers. */
const HEADERS: Readonly<Record<string, readonly RecordInput[]>> = {
  'headers that repeat, null, empty and nameless': [
    {
      key: 'k',
      value: 'v',
      timestamp: T,
      headers: [
        ['a', '1'],
        ['a', '2'],
        ['null', null],
        ['a', null],
        ['empty', ''],
        ['', 'nameless'],
        ['ключ🔑', '日本'],
        ['bytes', random.bytes(200)]
      ]
    },
    { key: null, value: null, timestamp: T, headers: [['only', 'headers']] },
    { key: 'none', value: 'none', timestamp: T }
  ]
}

const PRODUCER = { producerId: 4_000n, producerEpoch: 3, baseSequence: 17 } as const
const GAPS = FEW.slice(0, 2).map((record, i) => ({ ...record, offsetDelta: [5, 10][i] }))

type Case = Pick<Written, 'label' | 'fields'> & Partial<Written>

const FIELDS: readonly Case[] = [
  { label: 'idempotent', fields: PRODUCER },
  {
    label: 'a sequence that wraps, and the greatest of all',
    fields: { producerId: 2n ** 63n - 1n, producerEpoch: 32_767, baseSequence: 2_147_483_646, partitionLeaderEpoch: 2_147_483_647 }
  },
  { label: 'transactional', fields: { ...PRODUCER, isTransactional: true } },
  { label: 'a great base offset and a leader epoch', fields: { baseOffset: 9_000_000_000_000n, partitionLeaderEpoch: 9 } },
  { label: 'log-append time', fields: { timestampType: 'LogAppendTime', maxTimestamp: T + 77n, baseOffset: 100n } },
  { label: 'a largest timestamp of another record', fields: { maxTimestamp: T + 500n } },
  { label: 'a delete horizon', fields: { ...PRODUCER, isTransactional: true }, options: { deleteHorizonMs: T + 86_400_000n } },
  { label: 'compacted', fields: { baseOffset: 50n, lastOffset: 80n }, records: GAPS },
  { label: 'compacted until empty', fields: { ...PRODUCER, baseOffset: 100n, lastOffset: 120n, partitionLeaderEpoch: 5 }, records: [] },
  { label: 'rewritten', fields: { ...PRODUCER, baseOffset: 7n, partitionLeaderEpoch: 4 }, rewritten: {} },
  { label: 'rewritten for a producer', fields: {}, rewritten: { ...PRODUCER, isTransactional: true, baseOffset: 12n } }
]

const MARKERS: readonly Case[] = [marker(controlRecordTypes.ABORT, 'ABORT', 5), marker(controlRecordTypes.COMMIT, 'COMMIT', 2_147_483_647)]

/**
 * All batches: each kind of record, built both ways, and each kind of batch field, in each format
 * and codec.
 */
export function allWritten(): Written[] {
  return [
    ...OLD_COMPRESSIONS.flatMap(compression => [...contents(0, compression, CONTENTS), ...setFields(0, compression)]),
    ...OLD_COMPRESSIONS.flatMap(compression => [...contents(1, compression, { ...CONTENTS, ...TIMES }), ...setFields(1, compression)]),
    ...EVERY_COMPRESSION.flatMap(compression => contents(2, compression, { ...CONTENTS, ...TIMES, ...HEADERS })),
    ...EVERY_COMPRESSION.flatMap(compression => FIELDS.map(each => written(2, compression, each, 'batch fields'))),
    ...MARKERS.map(each => written(2, 'none', each, 'markers')),
    ...levels('gzip', [-1, 1, 9]),
    ...levels('zstd', [1, 19])
  ]
}

/** Builds the bytes of a batch. */
export async function write({ way, options, records, fields, rewritten }: Written): Promise<Uint8Array> {
  const builder = batchBuilder({ maxBytes: Number.POSITIVE_INFINITY, ...options })
  for (const record of records) if (!builder.append(record)) throw new Error('the builder refused a record as if it were full')
  const bytes = way === 'build' ? builder.build(fields) : await builder.buildAsync(fields)
  if (rewritten === undefined) return bytes
  const [batch] = readBatches(bytes)
  if (batch === undefined) throw new Error('the bytes that were built contain no batch')
  return rewriteBatch(batch, rewritten)
}

function contents(magic: 0 | 1 | 2, compression: Compression, all: Readonly<Record<string, readonly RecordInput[]>>): Written[] {
  return (['build', 'buildAsync'] as const).flatMap(way =>
    Object.entries(all).map(([label, records]) => written(magic, compression, { label, records, way, fields: {} }, `by ${way}`))
  )
}

function setFields(magic: 0 | 1, compression: Compression): Written[] {
  const cases: Case[] = [
    { label: 'a great base offset', fields: { baseOffset: 9_000_000_000_000n } },
    { label: 'gaps between offsets', fields: { baseOffset: 50n }, records: GAPS }
  ]
  const appended: Case = { label: 'log-append time', fields: { timestampType: 'LogAppendTime', maxTimestamp: T + 77n, baseOffset: 3n } }
  return (magic === 1 ? [...cases, appended] : cases).map(each => written(magic, compression, each, 'batch fields'))
}

function levels(compression: Compression, which: readonly number[]): Written[] {
  const records = CONTENTS['many blocks of half noise'] ?? []
  const name = compression === 'zstd' && !HAS_ZSTD ? 'the levels of a registered codec' : 'levels'
  return which.map(level => written(2, compression, { label: `level ${level}`, records, fields: {}, options: { level } }, name))
}

function written(magic: 0 | 1 | 2, compression: Compression, given: Case, group: string): Written {
  const { options = {}, records = FEW, way = 'build' } = given
  return { ...given, way, records, options: { magic, compression, ...options }, group: `magic ${magic}, ${compression}: ${group}` }
}

// Builds a control record (KIP-98). The key has version and type, both int16. The value has version
// (int16) and coordinator epoch (int32).
function marker(type: number, controlType: string, coordinatorEpoch: number): Case {
  const [key, value] = [Buffer.alloc(4), Buffer.alloc(6)]
  key.writeInt16BE(type, 2)
  value.writeInt32BE(coordinatorEpoch, 2)
  return {
    label: controlType,
    records: [{ key, value, timestamp: T }],
    fields: { producerId: 77n, producerEpoch: 2, isTransactional: true, isControl: true, baseOffset: 12_345_678_901n },
    marker: { controlType, controlTypeId: type, coordinatorEpoch }
  }
}
