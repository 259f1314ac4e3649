import { checkBytes, checkTags } from './checks.ts'
import { mistyped, unwritable } from './field-errors.ts'
import { BORROW_BYTES } from './memory-in-use.ts'
import { ZERO_UUID } from './reader.ts'

const SLAB_BYTES = 65_536

// The least room in a slab to begin a frame: more than a header, so that few frames are split
// between slabs.
const FRAME_ROOM_BYTES = 64
const MAX_STRING_BYTES = 0x7fff

// Up to this length text and bytes are written by a loop, because a call into the runtime costs
// more than copying them.
const LOOP_CHARACTERS = 24

// The bytes reserved for the length of a text, and the most bytes that one UTF-16 unit takes.
const LENGTH_ROOM_BYTES = 5
const MAX_CHARACTER_BYTES = 3

const UUID = /^[A-Za-z0-9_-]{22}$/

/** Whether a value is a uuid in Kafka's text form: 22 characters of base64url. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/**
 * Where the bytes of a frame are: a piece of one slab, or a list of chunks if the frame has large
 * byte fields or crosses slabs.
 */
export interface FrameBytes {
  slab: Buffer | undefined
  start: number
  end: number
  chunks: readonly Uint8Array[] | undefined
}

/**
 * Appends protocol primitives. The result is a list of chunks: pieces of slabs, and large byte
 * fields as the caller gave them, without a copy. Every value is checked; a wrong one throws
 * `KAFKA_ENCODE`, with `field` as its name.
 */
export class Writer {
  #slab: Buffer
  #view: DataView
  #start = 0
  #offset = 0
  #chunks: Uint8Array[] = []
  #chunkBytes = 0
  #tagWriter: Writer | undefined

  constructor(capacity = 256) {
    // From Node's pool of 8 KiB: an ArrayBuffer of its own takes 0.3 KB for each connection.
    this.#slab = Buffer.allocUnsafe(capacity)
    this.#view = viewOf(this.#slab)
  }

  /** The number of bytes that were written and not taken yet. */
  get size(): number {
    return this.#chunkBytes + this.#offset - this.#start
  }

  /**
   * Begins a frame with space for its length, which {@link endFrame} fills in. Bytes that were not
   * taken before are dropped.
   */
  beginFrame(): void {
    if (this.#chunks.length > 0) this.#chunks = []
    this.#chunkBytes = 0
    this.#start = this.#offset
    this.#ensure(FRAME_ROOM_BYTES)
    this.#offset += 4
  }

  /** Ends the frame, and sets `frame` to where its bytes are. */
  endFrame(frame: FrameBytes): void {
    const first = this.#chunks[0]
    if (first === undefined) {
      this.#view.setInt32(this.#start, this.#offset - this.#start - 4)
      frame.slab = this.#slab
      frame.start = this.#start
      frame.end = this.#start = this.#offset
      return
    }
    new DataView(first.buffer, first.byteOffset).setInt32(0, this.size - 4)
    frame.chunks = this.take()
  }

  /** Returns all chunks written so far. The next write begins a new list. */
  take(): Uint8Array[] {
    this.#seal()
    const chunks = this.#chunks
    this.#chunks = []
    this.#chunkBytes = 0
    return chunks
  }

  /**
   * Returns a copy of all bytes written so far, in one piece. The writer uses its own memory again.
   */
  takeBytes(): Uint8Array {
    if (this.#chunks.length > 0) return Buffer.concat(this.take())
    const bytes = Buffer.allocUnsafe(this.#offset - this.#start)
    this.#slab.copy(bytes, 0, this.#start, this.#offset)
    this.#offset = this.#start
    return bytes
  }

  bool(value: boolean, field: string): void {
    if (typeof value !== 'boolean') throw mistyped(field, 'a boolean', value)
    this.#ensure(1)
    this.#view.setInt8(this.#offset++, value ? 1 : 0)
  }

  int8(value: number, field: string): void {
    if (typeof value !== 'number' || (value << 24) >> 24 !== value) throw mistyped(field, 'an int8', value)
    this.#ensure(1)
    this.#view.setInt8(this.#offset++, value)
  }

  int16(value: number, field: string): void {
    if (typeof value !== 'number' || (value << 16) >> 16 !== value) throw mistyped(field, 'an int16', value)
    this.#putInt16(value)
  }

  uint16(value: number, field: string): void {
    if (typeof value !== 'number' || (value & 0xffff) !== value) throw mistyped(field, 'a uint16', value)
    this.#ensure(2)
    this.#view.setUint16(this.#offset, value)
    this.#offset += 2
  }

  int32(value: number, field: string): void {
    if (typeof value !== 'number' || (value | 0) !== value) throw mistyped(field, 'an int32', value)
    this.#putInt32(value)
  }

  uint32(value: number, field: string): void {
    if (typeof value !== 'number' || value >>> 0 !== value) throw mistyped(field, 'a uint32', value)
    this.#ensure(4)
    this.#view.setUint32(this.#offset, value)
    this.#offset += 4
  }

  int64(value: bigint, field: string): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw mistyped(field, 'an int64 (bigint)', value)
    this.#ensure(8)
    this.#view.setBigInt64(this.#offset, value)
    this.#offset += 8
  }

  float64(value: number, field: string): void {
    if (typeof value !== 'number') throw mistyped(field, 'a float64', value)
    this.#ensure(8)
    this.#view.setFloat64(this.#offset, value)
    this.#offset += 8
  }

  /** Writes a uuid that is given in Kafka's text form: 22 characters of base64url. */
  uuid(value: string, field: string): void {
    if (value !== ZERO_UUID && !isUuid(value)) throw mistyped(field, 'a uuid of 22 characters (base64url)', value)
    const at = this.#reserve(16)
    if (value === ZERO_UUID) {
      this.#view.setBigInt64(at, 0n)
      this.#view.setBigInt64(at + 8, 0n)
    } else this.#slab.write(value, at, 'base64url')
  }

  unsignedVarint(value: number): void {
    this.#ensure(5)
    let at = this.#offset
    while (value > 0x7f) {
      this.#slab[at++] = (value & 0x7f) | 0x80
      value >>>= 7
    }
    this.#slab[at++] = value
    this.#offset = at
  }

  string(value: string, field: string): void {
    this.#ensureText(value, field)
    const bytes = this.#text(value, this.#offset + 2, field)
    this.#view.setInt16(this.#offset, bytes)
    this.#offset += 2 + bytes
  }

  nullableString(value: string | null, field: string): void {
    if (value === null) this.#putInt16(-1)
    else this.string(value, field)
  }

  compactString(value: string, field: string): void {
    this.#ensureText(value, field)
    const at = this.#offset + varintBytes(value.length + 1)
    const bytes = this.#text(value, at, field)
    // The length of text that is not ASCII may take more bytes than were left for it.
    const moved = this.#offset + varintBytes(bytes + 1)
    if (moved !== at) this.#slab.copyWithin(moved, at, at + bytes)
    this.unsignedVarint(bytes + 1)
    this.#offset += bytes
  }

  compactNullableString(value: string | null, field: string): void {
    if (value === null) this.unsignedVarint(0)
    else this.compactString(value, field)
  }

  bytes(value: Uint8Array, field: string): void {
    const bytes = checkBytes(value, field)
    this.#putInt32(bytes.length)
    this.raw(bytes)
  }

  nullableBytes(value: Uint8Array | null, field: string): void {
    if (value === null) this.#putInt32(-1)
    else this.bytes(value, field)
  }

  compactBytes(value: Uint8Array, field: string): void {
    const bytes = checkBytes(value, field)
    this.unsignedVarint(bytes.length + 1)
    this.raw(bytes)
  }

  compactNullableBytes(value: Uint8Array | null, field: string): void {
    if (value === null) this.unsignedVarint(0)
    else this.compactBytes(value, field)
  }

  /** Writes bytes without a length. */
  raw(bytes: Uint8Array): void {
    if (bytes.length < BORROW_BYTES) {
      const at = this.#reserve(bytes.length)
      if (bytes.length > LOOP_CHARACTERS) this.#slab.set(bytes, at)
      else for (let i = 0; i < bytes.length; i++) this.#slab[at + i] = bytes[i] as number
      return
    }
    this.#seal()
    this.#chunks.push(bytes)
    this.#chunkBytes += bytes.length
  }

  /** Writes the length of an array. Returns its elements, which the caller then writes. */
  array<T>(value: readonly T[], field: string, compact: boolean): readonly T[] {
    if (!Array.isArray(value)) throw mistyped(field, 'an array', value)
    if (compact) this.unsignedVarint(value.length + 1)
    else this.#putInt32(value.length)
    return value
  }

  /** Writes the length of a nullable array, like {@link array}. Null has no elements. */
  nullableArray<T>(value: readonly T[] | null, field: string, compact: boolean): readonly T[] {
    if (value !== null) return this.array(value, field, compact)
    if (compact) this.unsignedVarint(0)
    else this.#putInt32(-1)
    return []
  }

  /** Returns a writer for the content of a tagged field; give it to {@link endTag}. */
  beginTag(): Writer {
    this.#tagWriter ??= new Writer()
    this.#tagWriter.take()
    return this.#tagWriter
  }

  /** Writes a tagged field with the content that was written since {@link beginTag}. */
  endTag(tag: number, content: Writer): void {
    this.unsignedVarint(tag)
    this.unsignedVarint(content.size)
    for (const chunk of content.take()) this.raw(chunk)
  }

  /**
   * Writes the unknown tagged fields of a struct that has no others, in ascending order as KIP-482
   * demands.
   */
  unknownTags(tags: ReadonlyMap<number, Uint8Array> | undefined): void {
    this.unsignedVarint(checkTags(tags, []))
    this.unknownTagsBetween(tags, 0, 0x1_0000_0000)
  }

  /**
   * Writes the unknown tagged fields with `from <= tag < before`, for structs that have tagged
   * fields of their own.
   */
  unknownTagsBetween(tags: ReadonlyMap<number, Uint8Array> | undefined, from: number, before: number): void {
    if (tags === undefined || tags.size === 0) return
    for (const tag of [...tags.keys()].sort((a, b) => a - b)) {
      if (tag < from || tag >= before) continue
      const bytes = checkBytes(tags.get(tag), `unknownTags.${tag}`)
      this.unsignedVarint(tag)
      this.unsignedVarint(bytes.length)
      this.raw(bytes)
    }
  }

  // Ensures room for a length and the text. The room is the most that the text can take; only at
  // the end of a slab is the text measured, because measuring costs as much as writing.
  #ensureText(value: string, field: string): void {
    if (typeof value !== 'string') throw mistyped(field, 'a string', value)
    if (value.length > MAX_STRING_BYTES) throw tooLong(field, Buffer.byteLength(value))
    const longest = LENGTH_ROOM_BYTES + value.length * MAX_CHARACTER_BYTES
    if (this.#offset + longest > this.#slab.length) this.#ensure(LENGTH_ROOM_BYTES + Buffer.byteLength(value))
  }

  // Writes the text, and returns its number of bytes.
  #text(value: string, at: number, field: string): number {
    if (value.length <= LOOP_CHARACTERS && this.#ascii(value, at)) return value.length
    const bytes = this.#slab.write(value, at)
    if (bytes === value.length) return bytes
    if (!value.isWellFormed()) throw unwritable(field, 'has half of a surrogate pair, which UTF-8 cannot express')
    if (bytes > MAX_STRING_BYTES) throw tooLong(field, bytes)
    return bytes
  }

  // Writes the text if it is ASCII. Returns false at the first other character.
  #ascii(value: string, at: number): boolean {
    const slab = this.#slab
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      slab[at + i] = code
    }
    return true
  }

  #putInt16(value: number): void {
    this.#ensure(2)
    this.#view.setInt16(this.#offset, value)
    this.#offset += 2
  }

  #putInt32(value: number): void {
    this.#ensure(4)
    this.#view.setInt32(this.#offset, value)
    this.#offset += 4
  }

  // Reserves bytes, and returns where to write them. It may begin a new slab, so read `#slab` and
  // `#view` after the call.
  #reserve(bytes: number): number {
    this.#ensure(bytes)
    const at = this.#offset
    this.#offset = at + bytes
    return at
  }

  #ensure(bytes: number): void {
    if (this.#offset + bytes <= this.#slab.length) return
    this.#seal()
    this.#use(Buffer.allocUnsafeSlow(Math.max(bytes, Math.min(SLAB_BYTES, this.#slab.length * 2))))
    this.#start = this.#offset = 0
  }

  #use(slab: Buffer): void {
    if (slab === this.#slab) return
    this.#slab = slab
    this.#view = viewOf(slab)
  }

  #seal(): void {
    if (this.#offset === this.#start) return
    this.#chunks.push(this.#slab.subarray(this.#start, this.#offset))
    this.#chunkBytes += this.#offset - this.#start
    this.#start = this.#offset
  }
}

const varintBytes = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : 3)

function tooLong(field: string, bytes: number): Error {
  return unwritable(field, `is a string of ${bytes} bytes; the limit is ${MAX_STRING_BYTES}`)
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView => new DataView(buffer, byteOffset, byteLength)
