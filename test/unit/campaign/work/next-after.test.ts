import { expect, test } from 'vitest'
import { NextAfter } from '../../../campaign/work/next-after.ts'

test('NextAfter resolves for an event that began after the moment, and not for one that began before it', async () => {
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

test('NextAfter rejects with the name of the event that did not happen in time', async () => {
  await expect(new NextAfter().after(performance.now(), 1, 'commit')).rejects.toThrow('no commit within 1 ms')
})
