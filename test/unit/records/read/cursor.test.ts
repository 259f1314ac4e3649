import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { batchBuilder } from '../../../../src/records/index.ts'
import { Cursor } from '../../../../src/records/read/cursor.ts'
import { bytesOf } from './raw-batch.ts'

const file = join(import.meta.dirname, '../../../conformance/vectors/varint.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { value: string; varint?: string; varlong?: string }[]

describe('the varints of records', () => {
  test('the varints of records are read as the Java classes write them', () => {
    expect(vectors.length).toBeGreaterThan(400)
    for (const { value, varint, varlong } of vectors) {
      if (varint !== undefined)
        expect(
          readAll(varint, cursor => cursor.varint()),
          value
        ).toBe(Number(value))
      if (varlong === undefined) continue
      const read = readAll(varlong, cursor => cursor.varlong())
      expect(BigInt(read), value).toBe(BigInt(value))
      expect(typeof read, value).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint')
    }
  })

  test('the varints of records are written to the same bytes', () => {
    let written = 0
    for (const { value, varlong } of vectors) {
      const delta = BigInt(value)
      if (varlong === undefined) continue
      const base = delta < 0n ? 2n ** 63n - 1n : 0n
      expect(timestampDelta(base, base + delta, varlong.length / 2), value).toBe(varlong)
      written++
    }
    expect(written).toBeGreaterThan(200)
  })

  test.each(['', '80', '80 80 80 80', 'ff ff ff ff 10', '80 80 80 80 80 00'])(
    'varints of 32 bits are refused if they end early or never: %s',
    hex => {
      expect(() => readAll(hex, cursor => cursor.varint())).toThrow(expect.objectContaining({ code: 'KAFKA_PROTOCOL' }))
    }
  )

  test.each(['', '80', '80 80 80 80 80 80 80 80 80', 'ff ff ff ff ff ff ff ff ff 02'])(
    'varints of 64 bits are refused if they end early or never: %s',
    hex => {
      expect(() => readAll(hex, cursor => cursor.varlong())).toThrow(expect.objectContaining({ code: 'KAFKA_PROTOCOL' }))
    }
  )

  test('varints are not read beyond the given end', () => {
    const bytes = bytesOf('80 01 02')
    expect(() => new Cursor(bytes, 0, 1).varint()).toThrow('2 bytes wanted with 1 left at byte 0')
    expect(() => new Cursor(bytes, 1, 1).varint()).toThrow('1 bytes wanted with 0 left at byte 1')
    expect(() => new Cursor(bytes, 0, 1).varlong()).toThrow('2 bytes wanted with 1 left at byte 0')
  })
})

function readAll<T>(hex: string, read: (cursor: Cursor) => T): T {
  const bytes = bytesOf(hex)
  const cursor = new Cursor(bytes, 0, bytes.length)
  const value = read(cursor)
  cursor.finish()
  return value
}

// The delta follows the length and the attributes of the second record. The other fields of this
// record take five bytes.
function timestampDelta(first: bigint, second: bigint, bytes: number): string {
  const builder = batchBuilder()
  builder.append({ value: null, timestamp: first })
  builder.append({ value: null, timestamp: second })
  const { sizeBytes } = builder
  const batch = builder.build()
  expect(batch.length).toBe(sizeBytes)
  return Buffer.from(batch).toString('hex', batch.length - 4 - bytes, batch.length - 4)
}
