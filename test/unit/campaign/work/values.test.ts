import { expect, test } from 'vitest'
import { markOf, valueFor } from '../../../campaign/work/values.ts'

test('a value identifies its record', () => {
  for (const mark of [
    { stream: 0, sequence: 0 },
    { stream: 47, sequence: 1_234_567 }
  ])
    expect(markOf(valueFor(mark))).toEqual(mark)
})

test('a value with any byte changed, cut off or missing is not read as another value', () => {
  const value = valueFor({ stream: 3, sequence: 7 })
  for (let at = 8; at < value.length; at++) {
    const changed = Buffer.from(value)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(markOf(changed)).toBeUndefined()
  }
  expect(markOf(value.subarray(0, -1))).toBeUndefined()
  expect(markOf(null)).toBeUndefined()
})
