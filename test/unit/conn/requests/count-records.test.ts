import { describe, expect, test } from 'vitest'
import { countRecords } from '../../../../src/conn/requests/count-records.ts'
import { batchBuilder } from '../../../../src/records/index.ts'

const MAGIC = 16
const ATTRIBUTES = 22
const CONTROL = 0x20

function batchOf(count: number): Buffer {
  const builder = batchBuilder()
  for (let i = 0; i < count; i++) builder.append({ value: Buffer.alloc(10) })
  return Buffer.from(builder.build())
}

describe('countRecords', () => {
  test('countRecords adds the records of all batches', () => {
    expect(countRecords(Buffer.concat([batchOf(3), batchOf(1), batchOf(200)]))).toBe(204)
    expect(countRecords(Buffer.alloc(0))).toBe(0)
  })

  test('countRecords leaves out a batch that is cut off, and control batches', () => {
    const [first, second] = [batchOf(3), batchOf(4)]
    expect(countRecords(Buffer.concat([first, second.subarray(0, second.length - 1)]))).toBe(3)
    second[ATTRIBUTES] = CONTROL
    expect(countRecords(Buffer.concat([first, second]))).toBe(3)
  })

  test('countRecords returns undefined for older formats, whose headers count no records', () => {
    const old = batchOf(3)
    old[MAGIC] = 1
    expect(countRecords(Buffer.concat([batchOf(2), old]))).toBeUndefined()
  })

  test('countRecords ends on lengths that cannot be right', () => {
    for (const length of [-1, 0, 48, 0x7fff_ffff]) {
      const bad = batchOf(3)
      bad.writeInt32BE(length, 8)
      expect(countRecords(Buffer.concat([batchOf(2), bad]))).toBe(2)
    }
  })
})
