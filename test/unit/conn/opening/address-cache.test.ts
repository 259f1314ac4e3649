import { describe, expect, test } from 'vitest'
import { Remembered } from '../../../../src/conn/opening/address-cache.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

describe('what an address was seen to want', () => {
  useOwnClock()

  test('is known for ten minutes from when it was first seen, however often it is seen again', async () => {
    const remembered = new Remembered<string>()
    remembered.remember('a:9092', 'PLAIN')
    await pass(599_000)
    expect(remembered.recall('a:9092')).toBe('PLAIN')
    remembered.remember('a:9092', 'PLAIN')
    await pass(1_001)
    expect(remembered.recall('a:9092')).toBe(undefined)
    remembered.remember('a:9092', 'PLAIN')
    expect(remembered.recall('a:9092')).toBe('PLAIN')
    expect(remembered.recall('b:9092')).toBe(undefined)
  })

  test('is forgotten when it wants something else, or nothing out of the ordinary', () => {
    const remembered = new Remembered<number>()
    remembered.remember('a:9092', 3)
    remembered.remember('a:9092', 0)
    expect(remembered.recall('a:9092')).toBe(0)
    remembered.remember('a:9092', undefined)
    expect(remembered.recall('a:9092')).toBe(undefined)
  })

  test('is kept for 1,024 addresses at most', () => {
    const remembered = new Remembered<number>()
    for (let i = 0; i <= 1_024; i++) remembered.remember(`broker-${i}:9092`, i)
    expect(remembered.recall('broker-0:9092')).toBe(undefined)
    expect(remembered.recall('broker-1024:9092')).toBe(1_024)
  })
})
