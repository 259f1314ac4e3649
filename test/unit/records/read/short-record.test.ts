import { describe, expect, test } from 'vitest'
import { batchBuilder, readBatches } from '../../../../src/records/index.ts'
import { RecordSource } from '../../../../src/records/read/record-source.ts'
import { readShortRecord } from '../../../../src/records/read/short-record.ts'
import { Random, seed } from '../../../support/vectors/random.ts'

interface Parts {
  readonly end: number
  readonly timestamp: bigint
  readonly offset: bigint
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
}

/**
 * Reads a record field by field, with numbers of any size. Undefined if the record has headers, too
 * few bytes or too many.
 */
function readByTheBook(bytes: Uint8Array): Parts | undefined {
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new RangeError('the bytes end')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n)
    }
    throw new RangeError('too long')
  }
  const field = (): Uint8Array | null => {
    const length = Number(varint())
    if (length < -1 || at + length > bytes.length) throw new RangeError('no such length')
    const from = at
    at += Math.max(length, 0)
    return length === -1 ? null : bytes.slice(from, at)
  }
  try {
    const length = Number(varint())
    const end = at + length
    at++
    const parts = { timestamp: varint(), offset: varint(), key: field(), value: field(), headers: varint() }
    if (at !== end || end > bytes.length || parts.headers !== 0n || parts.offset < 0n) return undefined
    return { ...parts, end }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

describe('a short record', () => {
  test('a short record is read to the same result as by the careful path, whatever its bytes', () => {
    const random = new Random(seed)
    let read = 0
    for (let round = 0; round < 30_000; round++) {
      const bytes = randomRecord(random)
      const record = readShortRecord(new RecordSource(bytes, 0n, 0n, false), 0)
      if (record === null) continue
      read++
      const { end, timestamp, offset, key, value } = record
      expect({ end, timestamp, offset, key, value }).toEqual(pick(readByTheBook(bytes)))
    }
    expect(read).toBeGreaterThan(3_000)
  })

  test('a short record has up to 8,191 bytes, and longer records are read by the careful path', () => {
    for (const valueBytes of [0, 1, 63, 64, 127, 128, 8_170, 8_191, 8_192, 8_200, 20_000, 70_000]) {
      const builder = batchBuilder({ maxBytes: 1_000_000 })
      const records = [
        { key: null, value: Buffer.alloc(valueBytes, 7), timestamp: 5n },
        { key: 'k', value: null, timestamp: 3n }
      ]
      for (const record of records) builder.append(record)
      const [batch] = readBatches(builder.build({ baseOffset: 9n }))
      const read = [...(batch?.records() ?? [])]
      expect(read.map(({ offset, timestamp, value }) => [offset, timestamp, value?.length])).toEqual([
        [9n, 5n, valueBytes],
        [10n, 3n, undefined]
      ])
    }
  })
})

const pick = (parts: Parts | undefined): unknown => {
  if (parts === undefined) return undefined
  const { end, timestamp, offset, key, value } = parts
  return { end, timestamp, offset, key, value }
}

// A small record: unchanged, with one byte changed, or cut off.
function randomRecord(random: Random): Uint8Array {
  const builder = batchBuilder()
  builder.append({ value: null, timestamp: 0n })
  const text = (): string | null => (random.below(4) === 0 ? null : 'x'.repeat(random.below(random.below(5) === 0 ? 200 : 9)))
  builder.append({ key: text(), value: text(), timestamp: BigInt(random.below(20_000)), offsetDelta: 1 + random.below(20_000) })
  const bytes = builder.build().slice(68)
  if (random.below(2) === 0) bytes[random.below(bytes.length)] = random.below(256)
  return random.below(8) === 0 ? bytes.slice(0, random.below(bytes.length)) : bytes
}
