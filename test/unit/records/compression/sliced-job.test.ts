import { describe, expect, test } from 'vitest'
import { runInSlices, runNow, type SlicedJob } from '../../../../src/records/compression/sliced-job.ts'

function* job(slices: number, done: number[]): SlicedJob<string> {
  for (let slice = 1; slice <= slices; slice++) {
    done.push(slice)
    if (slice < slices) yield
  }
  return 'made'
}

function* failing(slices: number, done: number[]): SlicedJob<never> {
  yield* job(slices, done)
  throw new Error('spoilt')
}

describe('a job in slices', () => {
  test('a job in slices runs without a break with runNow', () => {
    const done: number[] = []
    expect(runNow(job(3, done))).toBe('made')
    expect(done).toEqual([1, 2, 3])
  })

  test('a job in slices throws its own error with runNow', () => {
    const done: number[] = []
    expect(() => runNow(failing(2, done))).toThrow('spoilt')
    expect(done).toEqual([1, 2])
  })

  test('a job in slices lets the event loop run between its slices', async () => {
    const done: number[] = []
    const seen: number[] = []
    const look = (): void => {
      seen.push(done.length)
      if (done.length < 4) setImmediate(look)
    }
    setImmediate(look)
    const made = runInSlices(job(4, done))
    expect(done).toEqual([1])
    expect(await made).toBe('made')
    expect(seen).toEqual([1, 2, 3])
  })

  test('a job of one slice does not wait for the event loop', async () => {
    let turned = false
    setImmediate(() => {
      turned = true
    })
    expect(await runInSlices(job(1, []))).toBe('made')
    expect(turned).toBe(false)
  })

  test('a job in slices rejects with its own error, in its first slice too', async () => {
    const done: number[] = []
    await expect(runInSlices(failing(3, done))).rejects.toThrow('spoilt')
    expect(done).toEqual([1, 2, 3])
    await expect(runInSlices(failing(1, []))).rejects.toThrow('spoilt')
  })
})
