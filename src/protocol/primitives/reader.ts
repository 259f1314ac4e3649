import { malformed } from './field-errors.ts'
import { MIN_REUSED_BYTES, notePart } from './frame-memory.ts'

/** The most elements of an array. Kafka 4.4 has the same limit. */
export const MAX_ARRAY_LENGTH = 1_000_000
/** The most tagged fields of a struct. Kafka 4.4 has the same limit. */
export const MAX_TAGGED_FIELDS = 10_000

const MAX_PREALLOCATION = 1_000
const MAX_STRING_BYTES = 0x7fff
/** The uuid that means "none", in Kafka's text form. */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
/** An empty byte string. */
export const EMPTY: Uint8Array = Buffer.alloc(0)

// The heap that one unknown tagged field takes (an entry of a map, and a view), and how much of it
// a message may take per byte.
const TAG_HEAP_BYTES = 400
const TAG_HEAP_PER_BYTE = 24
const TAG_HEAP_ALLOWANCE = 16_384

/**
 * Reads protocol primitives from one message. Every read past the end throws `KAFKA_PROTOCOL`; no
 * read returns a default. Byte fields are views of the frame if the frame owns its memory.
 * Otherwise the first byte field copies the frame, and all byte fields are views of this copy.
 */
export class Reader {
  #bytes: Buffer
  #view: DataView
  #start: number
  #offset: number
  #end: number // of the frame, or of the tagged field being read
  #frameEnd: number
  #owned: boolean
  #tagHeapBytes = 0

  /** @param owned false if the memory is overwritten after the frame has been read */
  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length, owned = true) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#start = this.#offset = start
    this.#end = this.#frameEnd = end
    this.#owned = owned
    if (bytes.length >= MIN_REUSED_BYTES) notePart(bytes, this.#bytes)
  }

  /** Begins to read another frame. */
  reset(bytes: Buffer, start: number, end: number, owned: boolean): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    this.#start = this.#offset = start
    this.#end = this.#frameEnd = end
    this.#owned = owned
    this.#tagHeapBytes = 0
  }

  /** The number of bytes read so far. */
  get offset(): number {
    return this.#offset - this.#start
  }

  get remaining(): number {
    return this.#end - this.#offset
  }

  bool(): boolean {
    return this.#view.getInt8(this.#take(1)) !== 0
  }

  int8(): number {
    return this.#view.getInt8(this.#take(1))
  }

  int16(): number {
    return this.#view.getInt16(this.#take(2))
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2))
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4))
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4))
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.#take(8))
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8))
  }

  /** Reads a uuid, and returns Kafka's text form of it: 22 characters of base64url. */
  uuid(): string {
    const at = this.#take(16)
    if (this.#view.getInt32(at) === 0 && this.#view.getBigInt64(at) === 0n && this.#view.getBigInt64(at + 8) === 0n) return ZERO_UUID
    return this.#bytes.toString('base64url', at, at + 16)
  }

  /**
   * Reads an unsigned 32-bit number in one to five bytes, seven bits each, the lowest first
   * (KIP-482).
   */
  unsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#view.getUint8(this.#take(1))
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = this.#view.getUint8(this.#take(1))
    if (last > 0x0f) throw this.#malformed('varint longer than 32 bits')
    return (value | (last << 28)) >>> 0
  }

  string(): string {
    return this.#text(this.#present(this.int16(), 'string'))
  }

  nullableString(): string | null {
    const length = this.int16()
    return length === -1 ? null : this.#text(length)
  }

  compactString(): string {
    return this.#text(this.#present(this.unsignedVarint() - 1, 'string'))
  }

  compactNullableString(): string | null {
    const length = this.unsignedVarint() - 1
    return length === -1 ? null : this.#text(length)
  }

  bytes(): Uint8Array {
    return this.#cut(this.#present(this.int32(), 'byte string'))
  }

  nullableBytes(): Uint8Array | null {
    const length = this.int32()
    return length === -1 ? null : this.#cut(length)
  }

  compactBytes(): Uint8Array {
    return this.#cut(this.#present(this.unsignedVarint() - 1, 'byte string'))
  }

  compactNullableBytes(): Uint8Array | null {
    const length = this.unsignedVarint() - 1
    return length === -1 ? null : this.#cut(length)
  }

  /**
   * Reads the number of elements of an array. Each takes at least `elementBytes` bytes; it throws
   * if the message is too short for all of them.
   */
  arrayLength(elementBytes: number): number {
    return this.#elements(this.#present(this.int32(), 'array'), elementBytes)
  }

  /**
   * Reads the number of elements of a nullable array, like {@link arrayLength}. Returns −1 for
   * null.
   */
  nullableArrayLength(elementBytes: number): number {
    const length = this.int32()
    return length === -1 ? -1 : this.#elements(length, elementBytes)
  }

  compactArrayLength(elementBytes: number): number {
    return this.#elements(this.#present(this.unsignedVarint() - 1, 'array'), elementBytes)
  }

  compactNullableArrayLength(elementBytes: number): number {
    const length = this.unsignedVarint() - 1
    return length === -1 ? -1 : this.#elements(length, elementBytes)
  }

  /** Reads the byte before a nullable struct. Returns false if it is negative, which means null. */
  isPresent(): boolean {
    return this.int8() >= 0
  }

  /** Reads the number of tagged fields that follow. */
  taggedFields(): number {
    const count = this.unsignedVarint()
    if (count > MAX_TAGGED_FIELDS) throw this.#malformed(`${count} tagged fields, more than ${MAX_TAGGED_FIELDS},`)
    return count
  }

  /** Reads the next tag. It must be above the tag before, because tags ascend (KIP-482). */
  tag(previous: number): number {
    const tag = this.unsignedVarint()
    if (tag <= previous) throw this.#malformed(`tag ${tag} after tag ${previous}`)
    return tag
  }

  /**
   * Moves the end of the reader to the end of the tagged field that begins here. Returns how far
   * the end moved, for {@link leaveTag}.
   */
  enterTag(): number {
    const bytes = this.unsignedVarint()
    const beyond = this.remaining - bytes
    if (beyond < 0) throw this.#short('tagged field', bytes)
    this.#end -= beyond
    return beyond
  }

  /** Checks that the tagged field was read completely, and moves the end of the reader back. */
  leaveTag(beyond: number): void {
    if (this.#offset !== this.#end) throw this.#malformed(`${this.remaining} bytes left over in a tagged field`)
    this.#end += beyond
  }

  /**
   * Keeps a tagged field that this version of the message does not know, so that it can be written
   * back.
   */
  unknownTag(tags: Map<number, Uint8Array> | undefined, tag: number): Map<number, Uint8Array> {
    this.#tagHeapBytes += TAG_HEAP_BYTES
    if (this.#tagHeapBytes > TAG_HEAP_ALLOWANCE + (this.#frameEnd - this.#start) * TAG_HEAP_PER_BYTE) {
      throw this.#malformed(`${this.#tagHeapBytes / TAG_HEAP_BYTES} unknown tagged fields, too many for a message of this size,`)
    }
    return (tags ?? new Map<number, Uint8Array>()).set(tag, this.#cut(this.unsignedVarint()))
  }

  /**
   * Reads the tagged fields of a struct for which this version knows none. Undefined if there are
   * none.
   */
  unknownTags(): Map<number, Uint8Array> | undefined {
    let tags: Map<number, Uint8Array> | undefined
    for (let count = this.taggedFields(), tag = -1; count > 0; count--) {
      tag = this.tag(tag)
      tags = this.unknownTag(tags, tag)
    }
    return tags
  }

  /** All bytes that have not been read. */
  rest(): Uint8Array {
    return this.#cut(this.remaining)
  }

  /** Checks that the message was read to its last byte. */
  finish(): void {
    if (this.remaining > 0) throw this.#malformed(`${this.remaining} bytes left over`)
  }

  #present(length: number, what: string): number {
    if (length === -1) throw this.#malformed(`null ${what} where null is not allowed`)
    return length
  }

  #elements(length: number, elementBytes: number): number {
    if (length < 0 || length > MAX_ARRAY_LENGTH || length * elementBytes > this.remaining) {
      throw this.#malformed(`array of ${length} elements of ${elementBytes} bytes or more with ${this.remaining} bytes left`)
    }
    return length
  }

  #text(length: number): string {
    if (length === 0) return ''
    if (length > MAX_STRING_BYTES) throw this.#malformed(`string of ${length} bytes, more than ${MAX_STRING_BYTES},`)
    const at = this.#take(length)
    return this.#bytes.toString(undefined, at, at + length) // UTF-8 is the default; naming it costs a look-up
  }

  #cut(length: number): Uint8Array {
    if (length === 0) return EMPTY
    if (!this.#owned && length > 0 && length <= this.remaining) this.#own()
    const at = this.#take(length)
    const part = this.#bytes.subarray(at, at + length)
    if (this.#bytes.length >= MIN_REUSED_BYTES) notePart(this.#bytes, part)
    return part
  }

  // One copy for all byte fields of the message: a copy of each field would cost one ArrayBuffer
  // each.
  #own(): void {
    const copy = Buffer.allocUnsafeSlow(this.#frameEnd - this.#start)
    this.#bytes.copy(copy, 0, this.#start, this.#frameEnd)
    this.#bytes = copy
    this.#view = new DataView(copy.buffer)
    this.#offset -= this.#start
    this.#end -= this.#start
    this.#frameEnd -= this.#start
    this.#start = 0
    this.#owned = true
  }

  #take(length: number): number {
    const at = this.#offset
    if (length < 0 || length > this.#end - at) throw this.#short('field', length)
    this.#offset = at + length
    return at
  }

  #short(what: string, length: number): Error {
    return this.#malformed(length < 0 ? `length ${length}` : `${what} of ${length} bytes with ${this.remaining} bytes left`)
  }

  #malformed(problem: string): Error {
    return malformed(problem, this.offset)
  }
}

/**
 * An array for `length` elements that will be read. Memory for at most 1,000 is allocated in
 * advance, because the length may be wrong.
 */
export function newArray<T>(length: number): T[] {
  return length === 0 ? [] : new Array<T>(Math.min(length, MAX_PREALLOCATION))
}
