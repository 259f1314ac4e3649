// The parts of Protocol Buffers that metrics need: https://protobuf.dev/programming-guides/encoding

/** The encoded fields of a message. */
export type Field = Uint8Array

const VARINT = 0
const FIXED64 = 1
const LENGTH_DELIMITED = 2
const TAG_BITS = 3
const MORE = 0x80

/** A field that holds a message, given by its fields. */
export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, Buffer.concat(fields))
}

/** A field that holds text. */
export function stringField(number: number, text: string): Field {
  return bytesField(number, Buffer.from(text))
}

/** A field that holds an enum, or a boolean as 0 or 1. */
export function numberField(number: number, value: number): Field {
  return Buffer.from([...tag(number, VARINT), ...varint(value)])
}

/** A field of type `double`. */
export function doubleField(number: number, value: number): Field {
  return Buffer.concat([Buffer.from(tag(number, FIXED64)), double(value)])
}

/** A field of type `fixed64`. */
export function fixed64Field(number: number, value: bigint): Field {
  return Buffer.concat([Buffer.from(tag(number, FIXED64)), fixed64(value)])
}

/** A packed field of several `double`. */
export function doublesField(number: number, values: readonly number[]): Field {
  return bytesField(number, Buffer.concat(values.map(double)))
}

/** A packed field of several `fixed64`. */
export function fixed64sField(number: number, values: readonly bigint[]): Field {
  return bytesField(number, Buffer.concat(values.map(fixed64)))
}

function bytesField(number: number, bytes: Uint8Array): Field {
  return Buffer.concat([Buffer.from([...tag(number, LENGTH_DELIMITED), ...varint(bytes.length)]), bytes])
}

const tag = (number: number, wireType: number): number[] => varint((number << TAG_BITS) | wireType)

// Seven bits in each byte, the lowest first.
function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  for (; left >= MORE; left = Math.floor(left / MORE)) bytes.push((left % MORE) | MORE)
  return [...bytes, left]
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}

function fixed64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
  return bytes
}
