import { expect, test } from 'vitest'
import { NextAfter } from '../../campaign/next-after.ts'

test('what began before the moment does not count, and what began after it does', async () => {
  const next = new NextAfter()
  const sinceMs = performance.now()
  let heard = 0
  const wait = next.after(sinceMs, 20_000, 'it').then(() => heard++)
  next.happened(sinceMs - 1)
  await Promise.resolve()
  expect(heard).toBe(0)
  next.happened(sinceMs + 1)
  await wait
  expect(heard).toBe(1)
})

test('whoever waits for it in vain hears what did not happen', async () => {
  await expect(new NextAfter().after(performance.now(), 1, 'a commit')).rejects.toThrow('a commit: nothing in 1 ms')
})
