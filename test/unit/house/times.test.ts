import { describe, expect, test } from 'vitest'
import { inMs } from '../../../src/errors.ts'
import { readSources } from '../../support/sources/sources.ts'

const sources = readSources(['src'], ['.ts']).filter(({ path }) => path !== 'src/errors.ts')

/** Places in a template text where a value is given in milliseconds or seconds without rounding. */
function unrounded(text: string): string[] {
  return [...text.matchAll(/\$\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\} ?(?:ms|s|seconds|milliseconds)\b/g)]
    .map(([place, value = '']) => ({ place, value }))
    .filter(({ value }) => !/^Math\.(?:round|ceil|floor)\(/.test(value))
    .map(({ place }) => place)
}

describe('times in the texts of src', () => {
  test('are whole numbers, by inMs, and none is a fraction such as 1978.4627460000002 ms', () => {
    const found = sources.flatMap(({ path, text }) => unrounded(text).map(place => `${path}: ${place}: write \${inMs(…)}`))
    expect(found).toEqual([])
  })

  test('would be found like this', () => {
    const text = (value: string, unit: string): string => `the limit is $\{${value}} ${unit} here`.replace('\\', '')
    expect(unrounded(text('timeoutMs', 'ms'))).toHaveLength(1)
    expect(unrounded(text('this.#limit({ a }).ms', 'ms'))).toHaveLength(1)
    expect(unrounded(text('seconds', 's'))).toHaveLength(1)
    expect(unrounded(text('Math.round(seconds)', 's'))).toEqual([])
    expect(unrounded(text('bytes', 'bytes'))).toEqual([])
  })

  test('are rounded', () => {
    expect(inMs(1978.4627460000002)).toBe('1978 ms')
    expect(inMs(5)).toBe('5 ms')
    expect(inMs(Number.POSITIVE_INFINITY)).toBe('Infinity ms')
  })
})
