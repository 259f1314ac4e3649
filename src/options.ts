import { KafkaError } from './errors.ts'
import { describeValue } from './type-checks.ts'

/** What one option must be: the words for it, the test, and whether it may be left out. */
export type OptionRule = readonly [expected: string, isValid: (value: unknown) => boolean, required?: 'required']

/** The rules of all options by name; those of an object inside are a table inside. */
export interface OptionRules {
  readonly [name: string]: OptionRule | OptionRules
}

/** Throws `KAFKA_CONFIGURATION` with every problem there is; `what` was called with the options. */
export function checkOptions(what: string, options: unknown, rules: OptionRules): void {
  refuseIfAny(what, optionProblems(options, rules))
}

/** Says of each unknown, missing or impossible option what is wrong. One that is undefined counts as not given. */
export function optionProblems(options: unknown, rules: OptionRules, path = ''): string[] {
  if (!isRecord(options)) return [mismatch(path || 'options', 'an object', options)]
  const inner = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const problems: string[] = []
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(rules, name)) continue
    problems.push(`${inner(name)} is not an option: there are ${Object.keys(rules).map(inner).join(', ')}`)
  }
  for (const name of Object.keys(rules)) addProblems(problems, options[name], rules[name] as OptionRule | OptionRules, inner(name))
  return problems
}

/** The sentence for a value that does not fit. What may be a secret is not shown. */
export function mismatch(path: string, expected: string, value: unknown): string {
  return value === undefined ? `${path} is required: it must be ${expected}` : `${path} must be ${expected}, not ${describeValue(value)}`
}

/** One error for all problems of a call. */
export function configurationError(what: string, problems: readonly string[]): KafkaError<'KAFKA_CONFIGURATION'> {
  return new KafkaError('KAFKA_CONFIGURATION', `${what}: ${problems.join('; ')}`, { problems, delivery: 'not-sent' })
}

/** Throws that error unless all is well. */
export function refuseIfAny(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw configurationError(what, problems)
}

/** A positive number; `Infinity` switches the limit off. */
export const isLimit = (value: unknown): value is number => typeof value === 'number' && value > 0
/** An object that is no array. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** The entries of a table that are given: one that is undefined counts as left out, like any other option. */
export const givenIn = <T>(table: Readonly<Record<string, T>> = {}): Record<string, Exclude<T, undefined>> =>
  Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)) as Record<string, Exclude<T, undefined>>
/** Anything that can be called. */
export const isFunction = (value: unknown): boolean => typeof value === 'function'

/** What many options are. */
export const LIMIT: OptionRule = ['a positive number, or Infinity for no limit', isLimit]
/** True or false. */
export const BOOLEAN: OptionRule = ['a boolean', value => typeof value === 'boolean']
/** A whole number, of any size and sign. */
export const INTEGER: OptionRule = ['an integer', Number.isInteger]
/** Text of any length. */
export const STRING: OptionRule = ['a string', value => typeof value === 'string']

function addProblems(problems: string[], value: unknown, rule: OptionRule | OptionRules, path: string): void {
  if (isRule(rule)) {
    const [expected, isValid, required] = rule
    const fits = value === undefined ? required === undefined : isValid(value)
    if (!fits) problems.push(mismatch(path, expected, value))
  } else if (value !== undefined) problems.push(...optionProblems(value, rule, path))
}

const isRule = (rule: OptionRule | OptionRules): rule is OptionRule => Array.isArray(rule)
