import { describe, expect, test } from 'vitest'
import { AddressCache } from '../../../../src/conn/opening/address-cache.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

describe('the cache of addresses', () => {
  useOwnClock()

  test('a value of an address is kept for ten minutes from when it was first set, however often it is set again', async () => {
    const remembered = new AddressCache<string>()
    remembered.set('a:9092', 'PLAIN')
    await pass(599_000)
    expect(remembered.get('a:9092')).toBe('PLAIN')
    remembered.set('a:9092', 'PLAIN')
    await pass(1_001)
    expect(remembered.get('a:9092')).toBe(undefined)
    remembered.set('a:9092', 'PLAIN')
    expect(remembered.get('a:9092')).toBe('PLAIN')
    expect(remembered.get('b:9092')).toBe(undefined)
  })

  test('a value of an address is replaced by another one, and deleted by undefined', () => {
    const remembered = new AddressCache<number>()
    remembered.set('a:9092', 3)
    remembered.set('a:9092', 0)
    expect(remembered.get('a:9092')).toBe(0)
    remembered.set('a:9092', undefined)
    expect(remembered.get('a:9092')).toBe(undefined)
  })

  test('values are kept for 1,024 addresses at most', () => {
    const remembered = new AddressCache<number>()
    for (let i = 0; i <= 1_024; i++) remembered.set(`broker-${i}:9092`, i)
    expect(remembered.get('broker-0:9092')).toBe(undefined)
    expect(remembered.get('broker-1024:9092')).toBe(1_024)
  })
})
