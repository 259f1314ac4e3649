import { expect, test } from 'vitest'
import { growthOf } from '../../campaign/soak/growth.ts'
import { plot } from '../../campaign/soak/plot.ts'

test('growth is the slope of the last half of the points, whatever came before', () => {
  expect(
    growthOf([
      [0, 100],
      [1, 3],
      [2, 10],
      [3, 12]
    ])
  ).toBeCloseTo(2)
  expect(
    growthOf([
      [0, 9],
      [1, 5],
      [2, 7],
      [3, 7]
    ])
  ).toBe(0)
  expect(growthOf([])).toBe(0)
})

test('the picture has a line for each series', () => {
  const points = [
    [0, 1],
    [1, 2]
  ] as const
  const svg = plot('a run', [
    { name: 'heap', unit: 'MiB', points },
    { name: 'sockets', unit: '', points }
  ])
  expect(svg.match(/<polyline/g)).toHaveLength(2)
  expect(svg).toContain('2 MiB')
})
