import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { KEY_AND_VALUE, onlyBatch, onlyRecord, rawBatch, text } from './raw-batch.ts'

describe('a record', () => {
  test('a record has different results for null and empty keys, values and headers', () => {
    const records = '0c 00 00 00 01 01 00 0c 00 00 02 00 00 00'
    const [nulls, empties] = onlyBatch(rawBatch({ count: 2, records })).records()
    expect([nulls?.key, nulls?.value]).toEqual([null, null])
    expect([empties?.key, empties?.value]).toEqual([new Uint8Array(0), new Uint8Array(0)])
    const headers = onlyRecord(rawBatch({ records: '16 00 00 00 01 01 04 02 61 01 00 00' })).headers
    expect(headers).toEqual([
      ['a', null],
      ['', new Uint8Array(0)]
    ])
  })

  test('a record keeps the order of headers, also of those with the same name', () => {
    const { headers } = onlyRecord(rawBatch({ records: '24 00 00 00 01 01 06 02 62 02 31 02 61 02 32 02 62 02 33' }))
    expect(headers.map(([name, value]) => [name, text(value)])).toEqual([
      ['b', '1'],
      ['a', '2'],
      ['b', '3']
    ])
  })

  test('a record gives views of the memory that was read', () => {
    const bytes = rawBatch({})
    const record = onlyRecord(bytes)
    expect(record.value?.buffer).toBe(bytes.buffer)
    bytes[bytes.length - 2] = 0x77
    expect(text(record.value)).toBe('w')
  })

  test('a record copies itself into memory of its own', () => {
    const bytes = rawBatch({ baseOffset: 9n, records: '18 00 08 00 02 6b 02 76 02 02 61 02 31' })
    const copy = onlyRecord(bytes).copy()
    bytes.fill(0)
    const [[name, value] = [], ...more] = copy.headers
    expect([copy.offset, copy.timestamp, text(copy.key), text(copy.value)]).toEqual([9n, 1_004n, 'k', 'v'])
    expect([name, text(value), more]).toEqual(['a', '1', []])
    expect(copy.value?.buffer.byteLength).toBeLessThan(10)
    expect(text(copy.copy().key)).toBe('k')
  })

  test('a record gives its key and its value as text, and so does its copy', () => {
    const batch = rawBatch({ count: 3, records: '0c 00 00 00 01 01 00 0c 00 00 02 00 00 00 16 00 00 04 04 c3 a9 06 61 ff 62 00' })
    const records = [...onlyBatch(batch).records()]
    const expected = [
      [null, null],
      ['', ''],
      ['é', 'a\ufffdb']
    ]
    expect(records.map(record => [record.keyText(), record.text()])).toEqual(expected)
    expect(records.map(record => [record.copy().keyText(), record.copy().text()])).toEqual(expected)
  })

  test('a record gives text from a batch that lies in the middle of a buffer', () => {
    const bytes = rawBatch({ records: KEY_AND_VALUE })
    const inside = new Uint8Array(bytes.length + 20).subarray(10, 10 + bytes.length)
    inside.set(bytes)
    expect([onlyRecord(inside).keyText(), onlyRecord(inside).text()]).toEqual(['k', 'v'])
  })

  test('a copy of a record keeps null and empty values as they are', () => {
    const copy = onlyRecord(rawBatch({ records: '0c 00 00 00 01 00 00' })).copy()
    expect([copy.key, copy.value]).toEqual([null, new Uint8Array(0)])
  })

  test.each([
    [2n ** 53n - 1n, 2n ** 53n],
    [2n ** 53n + 1n, 2n ** 53n + 2n],
    [2n ** 62n + 3n, 2n ** 62n + 4n],
    [-3n, -2n]
  ])('a record has exact offsets and timestamps beyond what numbers can hold: %d', (base, next) => {
    const record = onlyRecord(rawBatch({ baseOffset: base, baseTimestamp: base, records: '10 00 02 02 02 6b 02 76 00' }))
    expect([record.offset, record.timestamp]).toEqual([next, next])
  })

  test.each([
    ['fe ff ff ff ff ff ff ff ff 01', 2n ** 63n - 1n],
    ['ff ff ff ff ff ff ff ff ff 01', -(2n ** 63n)],
    ['80 80 80 80 80 80 80 20', 2n ** 53n],
    ['80 80 80 80 20', 2n ** 32n]
  ])('a record takes a timestamp delta of any 64 bits: %s', (delta, timestamp) => {
    const length = (8 + delta.replaceAll(' ', '').length / 2 - 1) * 2
    const records = `${length.toString(16).padStart(2, '0')} 00 ${delta} 00 02 6b 02 76 00`
    expect(onlyRecord(rawBatch({ baseTimestamp: 0n, records })).timestamp).toBe(timestamp)
  })

  test('a record shows its fields in console.log, and so does its batch', () => {
    expect(inspect(onlyRecord(rawBatch({ records: KEY_AND_VALUE })))).toContain('offset: 0n')
    const shown = inspect(onlyBatch(rawBatch({ baseOffset: 6n, producerId: 5n })))
    for (const field of ['baseOffset: 6n', 'count: 1', "compression: 'none'", 'producerId: 5n']) expect(shown).toContain(field)
    expect(shown).not.toContain('bytes')
  })
})
