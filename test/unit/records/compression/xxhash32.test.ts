import { describe, expect, test } from 'vitest'
import { XxHash32, xxHash32 } from '../../../../src/records/compression/lz4/xxhash32.ts'
import { Random, seed } from '../../../support/vectors/random.ts'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const hashOf = (bytes: Uint8Array): string => (xxHash32(viewOf(bytes), 0, bytes.length) >>> 0).toString(16).padStart(8, '0')

describe('xxHash32', () => {
  test.each([
    ['', '02cc5d05'],
    ['a', '550d7456'],
    ['abc', '32d153ff'],
    ['Nobody inspects the spammish repetition', 'e2293b2f']
  ])('xxHash32 gives published hashes: %j', (text, hash) => {
    expect(hashOf(Buffer.from(text))).toBe(hash)
  })

  // Hashes of the bytes 3, 10, 17, 24 … by the reference implementation.
  test.each([
    [1, '21ae663a'],
    [3, 'cd3d2242'],
    [4, '725479f2'],
    [15, '82d3c84d'],
    [16, '8845547d'],
    [17, '450e5f84'],
    [31, '1f73d3c7'],
    [32, 'e988ccb7'],
    [33, '94f536d5'],
    [100, '73091a4d'],
    [1_000, 'c85a5152'],
    [65_536, '10554e0d']
  ])('xxHash32 gives the hash of the reference implementation for %d bytes', (length, hash) => {
    expect(hashOf(Buffer.from(Array.from({ length }, (_, i) => i * 7 + 3)))).toBe(hash)
  })

  test('xxHash32 hashes only the bytes from start to end', () => {
    const bytes = new Random(seed).bytes(100)
    for (let length = 0; length < 60; length++) {
      const alone = viewOf(new Uint8Array(bytes.subarray(7, 7 + length)))
      expect(xxHash32(viewOf(bytes), 7, 7 + length)).toBe(xxHash32(alone, 0, length))
    }
  })

  test('xxHash32 gives the same hash if the bytes are added in steps', () => {
    const random = new Random(seed)
    for (let round = 0; round < 200; round++) {
      const bytes = random.bytes(random.below(300))
      const start = random.below(bytes.length + 1)
      const hash = new XxHash32(viewOf(bytes), start)
      for (let at = start; at < bytes.length; at += random.below(40)) hash.advance(at)
      expect(hash.digest(bytes.length), `seed ${seed}, round ${round}`).toBe(xxHash32(viewOf(bytes), start, bytes.length))
    }
  })
})
