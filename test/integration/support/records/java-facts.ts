import { absentValues, specialOffsets } from '../../../../src/protocol/codes/index.ts'
import type { RecordBytes, RecordInput } from '../../../../src/records/index.ts'
import { type BatchFacts, hexOf, type RecordFacts, sha256 } from '../../../support/vectors/record-vectors.ts'
import { EVERY_COMPRESSION } from './codecs.ts'
import type { Written } from './written-batches.ts'

/** What tools/golden/java/RecordReader prints about one line of input. */
export interface LineFacts {
  readonly validBytes: number
  readonly trailingBytes: number
  readonly batches: readonly BatchFacts[]
}

const LONG_VALUE_BYTES = 4_096
const SEQUENCES = 2 ** 31
const LOG_OVERHEAD = 12
const MESSAGE_HEAD_BYTES = { 0: 14, 1: 22 } as const
const MESSAGE_CRC = 12
const BATCH_CRC = 17

/**
 * What Java must read. It is computed from the records that were written, not by the reader of the
 * driver. Only the checksum is taken from the bytes.
 */
export function factsOf(written: Written, bytes: Uint8Array): LineFacts {
  const { magic = 2, compression = 'none' } = written.options
  const crcAt = (at: number): number => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32BE(at)
  const batches =
    magic === 2
      ? [batchFacts(written, bytes.length, crcAt(BATCH_CRC))]
      : compression === 'none'
        ? messageFacts(written, magic, crcAt)
        : [wrapperFacts(written, magic, bytes.length, crcAt(MESSAGE_CRC))]
  return { validBytes: bytes.length, trailingBytes: 0, batches }
}

function batchFacts(written: Written, sizeInBytes: number, crc: number): BatchFacts {
  const { options, records } = written
  const fields = written.rewritten ?? written.fields
  const {
    producerId = absentValues.NO_PRODUCER_ID,
    producerEpoch = absentValues.NO_PRODUCER_EPOCH,
    baseSequence = absentValues.NO_SEQUENCE,
    isTransactional = false,
    isControl = false
  } = fields
  const { baseOffset = 0n, partitionLeaderEpoch = absentValues.NO_PARTITION_LEADER_EPOCH, timestampType = 'CreateTime' } = fields
  const deltas = offsetDeltas(records)
  const lastOffset = fields.lastOffset ?? baseOffset + BigInt(deltas.at(-1) ?? -1)
  const lastOffsetDelta = Number(lastOffset - baseOffset)
  const maxTimestamp = fields.maxTimestamp ?? latest(records)
  const compression = records.length === 0 ? 'none' : (options.compression ?? 'none')
  const deleteHorizonMs = written.rewritten === undefined ? (options.deleteHorizonMs ?? null) : null
  const bits = [timestampType === 'LogAppendTime', isTransactional, isControl, deleteHorizonMs !== null]
  const time = timestampType === 'LogAppendTime' ? maxTimestamp : undefined
  return {
    magic: 2,
    sizeInBytes,
    crcValid: true,
    crc,
    compression,
    baseOffset: `${baseOffset}`,
    lastOffset: `${lastOffset}`,
    timestampType,
    maxTimestamp: `${maxTimestamp}`,
    partitionLeaderEpoch,
    attributes: bits.reduce((sum, is, bit) => sum | (Number(is) << (3 + bit)), EVERY_COMPRESSION.indexOf(compression)),
    lastOffsetDelta,
    baseTimestamp: `${deleteHorizonMs ?? records[0]?.timestamp ?? absentValues.NO_TIMESTAMP}`,
    producerId: `${producerId}`,
    producerEpoch,
    baseSequence,
    lastSequence: sequence(baseSequence, lastOffsetDelta),
    transactional: isTransactional,
    control: isControl,
    deleteHorizonMs: deleteHorizonMs === null ? null : `${deleteHorizonMs}`,
    count: records.length,
    records: records.map((record, i) => {
      const delta = deltas[i] ?? 0
      const headers = (record.headers ?? []).map(([name, value]): [string, string | null] => [name, hex(value)])
      const more = { sequence: sequence(baseSequence, delta), headers, ...written.marker }
      return { ...recordFacts(record, baseOffset + BigInt(delta), time), ...more }
    })
  }
}

/** Java reads each message of an uncompressed set as a batch of its own. */
function messageFacts({ records, fields }: Written, magic: 0 | 1, crcAt: (at: number) => number): BatchFacts[] {
  const { baseOffset = 0n, maxTimestamp } = fields
  let start = 0
  const deltas = offsetDeltas(records)
  return records.map((record, i) => {
    const offset = baseOffset + BigInt(deltas[i] ?? 0)
    const sizeInBytes = LOG_OVERHEAD + MESSAGE_HEAD_BYTES[magic] + (bytesOf(record.key)?.length ?? 0) + (bytesOf(record.value)?.length ?? 0)
    const facts = recordFacts(record, offset, magic === 0 ? absentValues.NO_TIMESTAMP : maxTimestamp)
    const crc = crcAt(start + MESSAGE_CRC)
    start += sizeInBytes
    const offsets = { baseOffset: `${offset}`, lastOffset: `${offset}` }
    const time = { timestampType: timestampTypeOf(fields, magic), maxTimestamp: facts.timestamp }
    return { magic, sizeInBytes, crcValid: true, crc, compression: 'none', ...offsets, ...time, records: [facts] }
  })
}

function wrapperFacts({ options, records, fields }: Written, magic: 0 | 1, sizeInBytes: number, crc: number): BatchFacts {
  const { baseOffset = 0n } = fields
  const offsets = offsetDeltas(records).map(delta => baseOffset + BigInt(delta))
  return {
    magic,
    sizeInBytes,
    crcValid: true,
    crc,
    compression: options.compression ?? 'none',
    baseOffset: `${offsets[0]}`,
    lastOffset: `${offsets.at(-1)}`,
    timestampType: timestampTypeOf(fields, magic),
    maxTimestamp: `${magic === 0 ? absentValues.NO_TIMESTAMP : (fields.maxTimestamp ?? latest(records))}`,
    records: records.map((record, i) =>
      recordFacts(record, offsets[i] ?? specialOffsets.INVALID_OFFSET, magic === 0 ? absentValues.NO_TIMESTAMP : fields.maxTimestamp)
    )
  }
}

function recordFacts(record: RecordInput, offset: bigint, time: bigint | undefined): RecordFacts {
  const times = { offset: `${offset}`, timestamp: `${time ?? record.timestamp}` }
  return { ...times, ...fieldFacts('key', record.key), ...fieldFacts('value', record.value) }
}

function fieldFacts(name: string, value: RecordBytes | null | undefined): object {
  const bytes = bytesOf(value)
  if (bytes === null || bytes.length <= LONG_VALUE_BYTES) return { [name]: hexOf(bytes) }
  return { [`${name}Sha256`]: sha256(bytes), [`${name}Length`]: bytes.length }
}

function offsetDeltas(records: readonly RecordInput[]): number[] {
  return records.map(({ offsetDelta }, i) => offsetDelta ?? i)
}

function latest(records: readonly RecordInput[]): bigint {
  return records.reduce(
    (most, { timestamp = absentValues.NO_TIMESTAMP }) => (timestamp > most ? timestamp : most),
    absentValues.NO_TIMESTAMP as bigint
  )
}

function sequence(baseSequence: number, delta: number): number {
  return baseSequence === absentValues.NO_SEQUENCE ? absentValues.NO_SEQUENCE : (baseSequence + delta) % SEQUENCES
}

function timestampTypeOf({ timestampType = 'CreateTime' }: Written['fields'], magic: 0 | 1): string {
  return magic === 0 ? 'NoTimestampType' : timestampType
}

function hex(value: RecordBytes | null): string | null {
  return hexOf(bytesOf(value))
}

function bytesOf(value: RecordBytes | null | undefined): Uint8Array | null {
  return typeof value === 'string' ? Buffer.from(value) : (value ?? null)
}
