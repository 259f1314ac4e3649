import { describe, expect, test } from 'vitest'
import { checkOptions, INTEGER, isLimit, LIMIT, type OptionRules, optionProblems, STRING } from '../../src/options.ts'
import { failureOf } from '../support/process/failure.ts'

const RULES: OptionRules = { host: [STRING[0], STRING[1], 'required'], port: INTEGER, timeouts: { connectMs: LIMIT, requestMs: LIMIT } }

describe('options', () => {
  test('an option may be left out or undefined, unless it is required', () => {
    expect(optionProblems({ host: 'a' }, RULES)).toEqual([])
    expect(optionProblems({ host: 'a', port: undefined, timeouts: undefined }, RULES)).toEqual([])
    expect(optionProblems({ host: 'a', port: 1, timeouts: { connectMs: 1, requestMs: undefined } }, RULES)).toEqual([])
    expect(optionProblems({ host: undefined }, RULES)).toEqual(['host is required: it must be a string'])
  })

  test('wrong options are refused all at once, with the path of each and what was given', () => {
    const options = { host: null, prot: 1, timeouts: { connectms: 1, requestMs: -1 }, port: '9092' }
    const problems = [
      'prot is not an option: there are host, port, timeouts',
      'host must be a string, not null',
      'port must be an integer, not a string',
      'timeouts.connectms is not an option: there are timeouts.connectMs, timeouts.requestMs',
      'timeouts.requestMs must be a positive number, or Infinity for no limit, not -1'
    ]
    const failure = failureOf(() => checkOptions('connect', options, RULES))
    expect(failure).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      delivery: 'not-sent',
      problems,
      message: `connect: ${problems.join('; ')}`
    })
  })

  test.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [5, '5'],
    ['hunter2', 'a string'],
    [[], 'an array'],
    [() => {}, 'a function']
  ])('options must be an object: %j is refused', (value, text) => {
    const expected = value === undefined ? 'options is required: it must be an object' : `options must be an object, not ${text}`
    expect(optionProblems(value, RULES)).toEqual([expected])
    if (value !== undefined) {
      expect(optionProblems({ host: '', timeouts: value }, RULES)).toEqual([`timeouts must be an object, not ${text}`])
    }
  })

  test('names that every object has, such as toString, are unknown options', () => {
    expect(optionProblems({ host: '', toString: 1, constructor: 2 }, RULES)).toHaveLength(2)
  })

  test('the error of wrong options never shows a text, because it may be a secret', () => {
    const options = { host: 5, port: 'hunter2', timeouts: { connectMs: 'hunter2', requestMs: ['hunter2'] } }
    expect(optionProblems(options, RULES).join()).not.toContain('hunter2')
  })
})

describe('a limit', () => {
  test('a limit is a positive number or Infinity', () => {
    expect([1, 0.5, Number.MAX_VALUE, Number.POSITIVE_INFINITY].every(isLimit)).toBe(true)
    const others = [0, -0, -1, Number.NaN, Number.NEGATIVE_INFINITY, 1n, '1', true, null, undefined, {}, [1]]
    expect(others.filter(isLimit)).toEqual([])
  })
})
