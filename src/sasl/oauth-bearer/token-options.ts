import { LONGEST_DELAY_MS } from '../../clock.ts'
import type { OptionRule } from '../../options.ts'
import { isObject } from './token-json.ts'

/** Says of each unknown, missing or impossible option what is wrong, and shows no value. One that is undefined counts as not given. */
export function optionProblems(given: unknown, rules: Readonly<Record<string, OptionRule>>): string[] {
  if (!isObject(given)) return ['takes an object of options']
  const names = Object.keys(rules)
  const unknown = Object.keys(given).filter(name => !names.includes(name))
  const impossible = Object.entries(rules).filter(([name, [, isValid, required]]) => {
    const value = given[name]
    return value === undefined ? required !== undefined : !isValid(value)
  })
  return [
    ...unknown.map(name => `${name} is not an option: there are ${names.join(', ')}`),
    ...impossible.map(([name, [expected]]) => `${name} must be ${expected}`)
  ]
}

/** Text that is not empty. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
/** Text, or what gives it. */
export const isCredential = (value: unknown): boolean => isText(value) || typeof value === 'function'

/** A time that a timer can wait. */
export const DURATION: OptionRule = ['a whole number of milliseconds from 1 to 2147483647', isDuration]

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LONGEST_DELAY_MS
}
