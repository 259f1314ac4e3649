import { describe, expect, test } from 'vitest'
import { LruMap } from '../../../../src/cluster/brokers/lru-map.ts'

describe('an LruMap', () => {
  test('an LruMap drops the least recently used entry when it is full', () => {
    const map = new LruMap<number>(2)
    map.set('a', 1)
    map.set('b', 2)
    expect(map.use('a')).toBe(1)
    map.set('c', 3)
    expect(['a', 'b', 'c'].map(key => map.use(key))).toEqual([1, undefined, 3])
    map.set('a', 4)
    map.set('d', 5)
    expect(['a', 'c', 'd'].map(key => map.use(key))).toEqual([4, undefined, 5])
  })

  test('an LruMap deletes an entry by its key, by its key and value, or by its value', () => {
    const map = new LruMap<number>(9)
    for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, i % 2)
    map.delete('a', 1)
    map.delete('b', 1)
    map.delete('c')
    expect(['a', 'b', 'c', 'd'].map(key => map.use(key))).toEqual([0, undefined, undefined, 1])
    map.deleteWhere(value => value === 1)
    expect(['a', 'd'].map(key => map.use(key))).toEqual([0, undefined])
  })
})
