import { absentValues } from '../../protocol/codes/index.ts'
import { malformed } from '../../protocol/primitives/field-errors.ts'
import { COMPRESSION, LENGTH, LOG_OVERHEAD } from '../batch-offsets.ts'
import { type KafkaRecord, RecordView } from './record.ts'
import { RecordSource } from './record-source.ts'

const { NO_TIMESTAMP } = absentValues

// Where the fields of a message are, counted from its offset; magic 0 has the key's length where magic 1 has the timestamp (KIP-32).
export const MESSAGE_CRC = 12
export const MESSAGE_MAGIC = 16
export const MESSAGE_ATTRIBUTES = 17
export const MESSAGE_TIMESTAMP = 18

/** Messages that lie one after another, as they were sent or in the value of a compressed one. */
export interface Messages {
  readonly bytes: Uint8Array
  readonly count: number
  readonly firstOffset: bigint
  /** What is to be added to the offset that each bears: within a compressed message of magic 1 they count from 0 (KIP-31). */
  readonly offsetShift: bigint
}

/** The parts of one message, −1 for null; the value lies at its end. */
export interface MessageParts {
  readonly keyLength: number
  readonly keyEnd: number
  readonly valueLength: number
}

/** The bytes of a message with neither key nor value that its length counts. */
export function minMessageBytes(magic: number): number {
  return magic === 0 ? 14 : 22
}

/** Finds the messages in what a compressed message of that format held, the last of which has the offset `lastOffset`. */
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

/** Reads one message after another; `timestamp` is theirs if it is given, else each has its own. */
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

/** Finds key and value of the message that lies between the two; it must be that long. */
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
