import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { murmur2, partitionForKey } from '../../../src/records/index.ts'
import { bytesOf, failureOf } from './read/raw-batch.ts'

const file = join(import.meta.dirname, '../../conformance/vectors/murmur2.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { key: string; murmur2: number; partition: Record<string, number> }[]

describe('partitionForKey and murmur2', () => {
  test('murmur2 gives the hashes of Java’s clients', () => {
    expect(vectors.length).toBeGreaterThan(200)
    for (const { key, murmur2: hash } of vectors) expect(murmur2(bytesOf(key)), key).toBe(hash)
  })

  test('the partition of a key is the one of Java’s producer, for any number of partitions', () => {
    for (const { key, partition } of vectors) {
      for (const [count, index] of Object.entries(partition)) expect(partitionForKey(bytesOf(key), Number(count)), key).toBe(index)
    }
  })

  test('the partition of a string is that of its UTF-8 bytes', () => {
    for (const key of ['', 'k', 'order-17', 'ключ-鍵-🔑'])
      expect(partitionForKey(key, 1_000)).toBe(partitionForKey(Buffer.from(key), 1_000))
    expect(partitionForKey('ключ', 2_147_483_647)).not.toBe(partitionForKey('????', 2_147_483_647))
  })

  test('partitionForKey hashes only the bytes of a view, not the memory around it', () => {
    expect(murmur2(bytesOf('ff 61 62 63 ff').subarray(1, 4))).toBe(murmur2(bytesOf('61 62 63')))
  })

  test.each<[unknown, unknown, string[]]>([
    [null, 3, ['key must be bytes (Uint8Array) or a string, not null']],
    [undefined, 3, ['key is required: it must be bytes (Uint8Array) or a string']],
    [[1, 2], 3, ['key must be bytes (Uint8Array) or a string, not an array']],
    ['k', 0, ['partitionCount must be an integer from 1 to 2147483647, not 0']],
    ['k', 1.5, ['partitionCount must be an integer from 1 to 2147483647, not 1.5']],
    ['k', 2 ** 31, ['partitionCount must be an integer from 1 to 2147483647, not 2147483648']],
    [7, '3', ['key must be bytes (Uint8Array) or a string, not 7', 'partitionCount must be an integer from 1 to 2147483647, not a string']]
  ])('partitionForKey refuses key %s with partition count %s', (key, count, problems) => {
    expect(failureOf(() => partitionForKey(key as never, count as never))).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
  })

  test('murmur2 refuses a value that is not bytes', () => {
    expect(failureOf(() => murmur2('text' as never))).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: ['bytes must be a Uint8Array, not a string']
    })
  })
})
