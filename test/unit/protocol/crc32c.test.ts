import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { crc32c } from '../../../src/protocol/primitives/crc32c.ts'

const file = join(import.meta.dirname, '../../conformance/vectors/crc.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { data: string; crc32c: number }[]

describe('CRC-32C', () => {
  test('CRC-32C is the same as that of the Java classes of Kafka', () => {
    expect(vectors.length).toBeGreaterThan(50)
    for (const { data, crc32c: expected } of vectors) expect(crc32c(Buffer.from(data, 'hex')), data).toBe(expected)
  })

  test('CRC-32C has the check value of the standard', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  })

  test('CRC-32C can be computed of any part of the bytes', () => {
    const bytes = Buffer.from(Array.from({ length: 100 }, (_, i) => (i * 7) & 0xff))
    for (let start = 0; start < 20; start++) {
      for (let end = start; end <= bytes.length; end++) {
        expect(crc32c(bytes, start, end)).toBe(bitByBit(bytes.subarray(start, end)))
      }
    }
  })

  test('CRC-32C is right for many bytes, where two parts are computed side by side', () => {
    const bytes = Buffer.from(Array.from({ length: 6_200 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff))
    for (const length of [2_046, 2_047, 2_048, 2_049, 2_063, 2_064, 4_095, 4_096, 4_097, 6_143, 6_144, 6_200]) {
      for (const start of [0, 1, 7]) {
        expect(crc32c(bytes, start, length)).toBe(bitByBit(bytes.subarray(start, length)))
        expect(crc32c(bytes, start, length, crc32c(bytes, 0, start))).toBe(bitByBit(bytes.subarray(0, length)))
      }
    }
  })

  test('CRC-32C can be computed piece by piece', () => {
    const bytes = Buffer.from(Array.from({ length: 64 }, (_, i) => 255 - i))
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(crc32c(bytes, cut, bytes.length, crc32c(bytes, 0, cut))).toBe(crc32c(bytes))
    }
  })
})

function bitByBit(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}
