import { createGzip, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ZlibStreams } from '../../../../src/records/compression/zlib-streams.ts'

const BYTES = Buffer.from('abc'.repeat(1_000))

function counted(maxKeptLevel: number) {
  const opened: ReturnType<typeof createGzip>[] = []
  const streams = new ZlibStreams(
    ({ level }) => {
      const stream = createGzip({ level, finishFlush: 4, flush: 4 })
      opened.push(stream)
      return stream
    },
    maxKeptLevel,
    stream => (stream as unknown as { reset(): void }).reset()
  )
  const compress = async (level: number | undefined): Promise<void> => {
    const given = await streams.compress(BYTES, { level, magic: 2 })
    expect(gunzipSync(given).equals(BYTES)).toBe(true)
  }
  const open = (): number => opened.filter(({ destroyed }) => !destroyed).length
  return { opened, open, compress }
}

test('a stream is used again for the next batch of its level, and not for another level', async () => {
  const { opened, compress } = counted(9)
  for (const level of [1, 2, 1, undefined, 2, undefined]) await compress(level)
  expect(opened).toHaveLength(3)
})

test('four streams are kept of all levels together: those that were used last', async () => {
  const { opened, open, compress } = counted(9)
  await Promise.all([1, 1, 1, 2, 2, 2].map(compress))
  expect([opened.length, open()]).toEqual([6, 4])
  for (const level of [3, 4, 5, 6]) await compress(level)
  expect([opened.length, open()]).toEqual([10, 4])
  for (const level of [3, 4, 5, 6]) await compress(level)
  expect(opened).toHaveLength(10)
})

test('streams of levels that take too much memory are not kept', async () => {
  const { opened, open, compress } = counted(4)
  for (const level of [5, 5, 4, 4]) await compress(level)
  expect([opened.length, open()]).toEqual([3, 1])
})
