import { describe, expect, test } from 'vitest'
import { inMs } from '../../../src/errors.ts'
import { readSources } from '../../support/sources/sources.ts'

const sources = readSources(['src'], ['.ts']).filter(({ path }) => path !== 'src/errors.ts')

/** The places in a template text where a value has the unit ms or s and is not rounded. */
function unrounded(text: string): string[] {
  return [...text.matchAll(/\$\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\} ?(?:ms|s|seconds|milliseconds)\b/g)]
    .map(([place, value = '']) => ({ place, value }))
    .filter(({ value }) => !/^Math\.(?:round|ceil|floor)\(/.test(value))
    .map(({ place }) => place)
}

describe('times in the texts of src', () => {
  test('times in the texts of src are rounded by inMs, so that none is a fraction such as 1978.4627460000002 ms', () => {
    const found = sources.flatMap(({ path, text }) => unrounded(text).map(place => `${path}: ${place}: write \${inMs(…)}`))
    expect(found).toEqual([])
  })

  test('the check of times finds values that are not rounded', () => {
    const text = (value: string, unit: string): string => `the limit is $\{${value}} ${unit} here`.replace('\\', '')
    expect(unrounded(text('timeoutMs', 'ms'))).toHaveLength(1)
    expect(unrounded(text('this.#limit({ a }).ms', 'ms'))).toHaveLength(1)
    expect(unrounded(text('seconds', 's'))).toHaveLength(1)
    expect(unrounded(text('Math.round(seconds)', 's'))).toEqual([])
    expect(unrounded(text('bytes', 'bytes'))).toEqual([])
  })

  test('inMs rounds a time to whole milliseconds', () => {
    expect(inMs(1978.4627460000002)).toBe('1978 ms')
    expect(inMs(5)).toBe('5 ms')
    expect(inMs(Number.POSITIVE_INFINITY)).toBe('Infinity ms')
  })
})
