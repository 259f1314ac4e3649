import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { Ring } from '../../../src/waiting/ring.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

describe('a queue of requests', () => {
  test('a ring gives back its items, the oldest first', () => {
    const queue = new Ring<number>()
    expect([queue.size, queue.peek(), queue.shift()]).toEqual([0, undefined, undefined])
    for (const each of [1, 2, 3]) queue.push(each)
    expect([queue.size, queue.peek(), queue.shift(), queue.size]).toEqual([3, 1, 1, 2])
    expect([...queue]).toEqual([2, 3])
    expect(queue.takeAll()).toEqual([2, 3])
    expect([queue.size, queue.peek(), queue.shift(), ...queue]).toEqual([0, undefined, undefined])
  })

  test('a ring keeps its order when it wraps around and grows, wherever its head is', () => {
    for (let head = 0; head < 64; head++) {
      const queue = new Ring<number>()
      for (let i = 0; i < head; i++) queue.push(-1)
      for (let i = 0; i < head; i++) queue.shift()
      for (let i = 0; i < 300; i++) queue.push(i)
      expect(queue.size).toBe(300)
      expect([...queue]).toEqual(Array.from({ length: 300 }, (_, i) => i))
      for (let i = 0; i < 300; i++) expect(queue.shift()).toBe(i)
      expect(queue.shift()).toBeUndefined()
    }
  })

  test('a ring agrees with an array over many pushes and shifts', () => {
    const queue = new Ring<number>()
    const array: number[] = []
    for (let i = 0, seed = 1; i < 20_000; i++) {
      seed = (seed * 48_271) % 0x7fff_ffff
      if (seed % 5 < (i < 10_000 ? 3 : 2)) {
        queue.push(i)
        array.push(i)
      } else expect(queue.shift()).toBe(array.shift())
      expect(queue.size).toBe(array.length)
      expect(queue.peek()).toBe(array[0])
    }
    expect(queue.takeAll()).toEqual(array)
    queue.push(7)
    expect([...queue]).toEqual([7])
  })

  test('a ring does not keep items alive that were taken out', async () => {
    const queue = new Ring<object>()
    const pushed = (): WeakRef<object> => {
      const request = {}
      queue.push(request)
      return new WeakRef(request)
    }
    const [shifted, drained] = [pushed(), pushed()]
    queue.shift()
    await new Promise(resolve => setImmediate(resolve))
    gc()
    expect(shifted.deref()).toBeUndefined()
    expect(drained.deref()).toBe(queue.peek())
    queue.takeAll()
    await new Promise(resolve => setImmediate(resolve))
    gc()
    expect(drained.deref()).toBeUndefined()
  })
})
