import { absentValues } from '../../protocol/codes/index.ts'
import { malformed } from '../../protocol/primitives/field-errors.ts'
import { COMPRESSION, LENGTH, LOG_OVERHEAD } from '../batch-offsets.ts'
import { type KafkaRecord, RecordView } from './record.ts'
import { RecordSource } from './record-source.ts'

const { NO_TIMESTAMP } = absentValues

// Where the fields of a message are, counted from the start of its offset. Magic 0 has no timestamp
// (KIP-32): the length of the key is in its place.
export const MESSAGE_CRC = 12
export const MESSAGE_MAGIC = 16
export const MESSAGE_ATTRIBUTES = 17
export const MESSAGE_TIMESTAMP = 18

/**
 * Messages one after another: a single message of the log, or the messages in the value of a
 * compressed message.
 */
export interface Messages {
  readonly bytes: Uint8Array
  readonly count: number
  readonly firstOffset: bigint
  /**
   * This is added to the offset in each message: inside a compressed message of magic 1, offsets
   * count from 0 (KIP-31).
   */
  readonly offsetShift: bigint
}

/**
 * Where the key and the value of one message are. A length of −1 means null. The value ends where
 * the message ends.
 */
export interface MessageParts {
  readonly keyLength: number
  readonly keyEnd: number
  readonly valueLength: number
}

/** The least value of a message's length field: that of a message whose key and value are null. */
export function minMessageBytes(magic: number): number {
  return magic === 0 ? 14 : 22
}

/**
 * Checks and counts the messages in the decompressed value of a compressed message of this magic.
 * The last of them has the offset `lastOffset`.
 */
export function findMessages(bytes: Uint8Array, magic: number, lastOffset: bigint): Messages {
  const view = viewOf(bytes)
  let count = 0
  let last = 0n
  for (let at = 0; at < bytes.length; count++) {
    const left = bytes.length - at - LOG_OVERHEAD
    const length = left < minMessageBytes(magic) ? left : view.getInt32(at + LENGTH)
    if (length < minMessageBytes(magic) || length > left) throw malformed(`message of ${length} bytes with ${left} left`, at)
    const inner = view.getInt8(at + MESSAGE_MAGIC)
    if (inner !== magic) throw malformed(`message of magic ${inner} within one of magic ${magic}`, at)
    if ((view.getInt8(at + MESSAGE_ATTRIBUTES) & COMPRESSION) !== 0) throw malformed('compressed message within a compressed one', at)
    last = view.getBigInt64(at)
    at += LOG_OVERHEAD + length
  }
  if (count === 0) throw malformed('compressed message that holds no message', 0)
  const offsetShift = magic === 0 ? 0n : lastOffset - last
  return { bytes, count, firstOffset: BigInt.asIntN(64, view.getBigInt64(0) + offsetShift), offsetShift }
}

/**
 * Reads one message after another. If `timestamp` is given, all of them get it; otherwise each has
 * its own.
 */
export function* readMessages(messages: Messages, magic: number, timestamp: bigint | undefined): Generator<KafkaRecord, undefined> {
  const { bytes, offsetShift } = messages
  const view = viewOf(bytes)
  for (let at = 0; at < bytes.length; ) {
    const end = at + LOG_OVERHEAD + view.getInt32(at + LENGTH)
    const offset = BigInt.asIntN(64, view.getBigInt64(at) + offsetShift)
    const time = timestamp ?? (magic === 0 ? NO_TIMESTAMP : view.getBigInt64(at + MESSAGE_TIMESTAMP))
    const { keyLength, keyEnd, valueLength } = findParts(view, at, end)
    yield new RecordView(new RecordSource(bytes, offset, time, false), 0, 0, keyLength, keyEnd, valueLength, end, end)
    at = end
  }
}

/**
 * Finds the key and the value of the message between `start` and `end`. Throws `KAFKA_PROTOCOL` if
 * the message is shorter or longer.
 */
export function findParts(view: DataView, start: number, end: number): MessageParts {
  const keyAt = start + (view.getInt8(start + MESSAGE_MAGIC) === 0 ? MESSAGE_TIMESTAMP : MESSAGE_TIMESTAMP + 8) + 4
  const keyLength = view.getInt32(keyAt - 4)
  const keyEnd = keyAt + Math.max(keyLength, 0)
  const left = end - keyEnd - 4
  if (keyLength < -1 || left < 0) throw malformed(`key of ${keyLength} bytes with ${end - keyAt - 4} left`, keyAt)
  const valueLength = view.getInt32(keyEnd)
  if (valueLength < -1 || left !== Math.max(valueLength, 0)) throw malformed(`value of ${valueLength} bytes in ${left}`, keyEnd + 4)
  return { keyLength, keyEnd, valueLength }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
