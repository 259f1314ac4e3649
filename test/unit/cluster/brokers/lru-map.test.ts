import { describe, expect, test } from 'vitest'
import { Recent } from '../../../../src/cluster/brokers/lru-map.ts'

describe('what was used of late', () => {
  test('is kept, and what nobody used for longest makes room', () => {
    const recent = new Recent<number>(2)
    recent.set('a', 1)
    recent.set('b', 2)
    expect(recent.use('a')).toBe(1)
    recent.set('c', 3)
    expect(['a', 'b', 'c'].map(key => recent.use(key))).toEqual([1, undefined, 3])
    recent.set('a', 4)
    recent.set('d', 5)
    expect(['a', 'c', 'd'].map(key => recent.use(key))).toEqual([4, undefined, 5])
  })

  test('is forgotten by name, by name and value, or by value', () => {
    const recent = new Recent<number>(9)
    for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) recent.set(key, i % 2)
    recent.delete('a', 1)
    recent.delete('b', 1)
    recent.delete('c')
    expect(['a', 'b', 'c', 'd'].map(key => recent.use(key))).toEqual([0, undefined, undefined, 1])
    recent.drop(value => value === 1)
    expect(['a', 'd'].map(key => recent.use(key))).toEqual([0, undefined])
  })
})
