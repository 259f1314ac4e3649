import { KafkaError } from './errors.ts'
import { quoted } from './quote.ts'
import { describeType, describeValue } from './type-checks.ts'

/**
 * The rule of one option: what it must be, in words and as a test; whether it may be left out,
 * which is the default; and whether it may hold a secret, so that an error shows only the type of
 * its value, or is a name, so that an error may show its text.
 */
export type OptionRule = readonly [
  expected: string,
  isValid: (value: unknown) => boolean,
  presence?: 'required' | 'optional',
  secrecy?: 'secret' | 'name'
]

/**
 * The rules of all options by name. An option that is an object of options has a table of its own.
 */
export interface OptionRules {
  readonly [name: string]: OptionRule | OptionRules
}

/**
 * Checks the options of a function. Throws one `KAFKA_CONFIGURATION` for all problems. `what` is
 * the name of the function, for the message.
 */
export function checkOptions(what: string, options: unknown, rules: OptionRules): void {
  refuseIfAny(what, optionProblems(options, rules))
}

/**
 * The problems of options: one sentence for each option that is unknown, missing or impossible. An
 * option that is undefined counts as left out. Options without a problem cost no memory here:
 * lists of names and paths took 2 KB for each check of the options of a connection.
 */
export function optionProblems(options: unknown, rules: OptionRules, path = '', problems: string[] = []): string[] {
  if (!isRecord(options)) {
    problems.push(mismatch(path || 'options', 'an object', options))
    return problems
  }
  for (const name in options) {
    if (Object.hasOwn(rules, name) || !Object.hasOwn(options, name)) continue
    const there = Object.keys(rules).map(each => inner(path, each))
    problems.push(`${inner(path, name)} is not an option: there are ${there.join(', ') || 'none'}`)
  }
  for (const name in rules) {
    if (Object.hasOwn(rules, name)) addProblems(problems, options[name], rules[name] as OptionRule | OptionRules, path, name)
  }
  return problems
}

/**
 * The sentence for a value that does not fit. Numbers and booleans are shown in full, of all other
 * values the type; `describe` can be given for values of which nothing may be shown.
 */
export function mismatch(path: string, expected: string, value: unknown, describe: (value: unknown) => string = describeValue): string {
  return value === undefined ? `${path} is required: it must be ${expected}` : `${path} must be ${expected}, not ${describe(value)}`
}

/** Makes one error for all problems of a call. */
export function configurationError(what: string, problems: readonly string[]): KafkaError<'KAFKA_CONFIGURATION'> {
  return new KafkaError('KAFKA_CONFIGURATION', `${what}: ${problems.join('; ')}`, { problems, delivery: 'not-sent' })
}

/** Throws one `KAFKA_CONFIGURATION` for all problems of a call, if there are any. */
export function refuseIfAny(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw configurationError(what, problems)
}

/** Whether a value is a positive number; `Infinity` switches a limit off. */
export const isLimit = (value: unknown): value is number => typeof value === 'number' && value > 0
/** Whether a value is an object and not an array. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/**
 * The entries of a table without those that are undefined: they count as left out, like options.
 */
export const givenIn = <T>(table: Readonly<Record<string, T>> = {}): Record<string, Exclude<T, undefined>> =>
  Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)) as Record<string, Exclude<T, undefined>>
/** Whether a value can be called. */
export const isFunction = (value: unknown): boolean => typeof value === 'function'

/** The rule of a limit. */
export const LIMIT: OptionRule = ['a positive number, or Infinity for no limit', isLimit]
/** The rule of a boolean. */
export const BOOLEAN: OptionRule = ['a boolean', value => typeof value === 'boolean']
/** The rule of a whole number, of any size and sign. */
export const INTEGER: OptionRule = ['an integer', Number.isInteger]
/** The rule of text of any length. */
export const STRING: OptionRule = ['a string', value => typeof value === 'string']

/** Describes a value that is a name and no secret: text in full. */
export const describeName = (value: unknown): string => (typeof value === 'string' ? quoted(value) : describeValue(value))

const DESCRIPTIONS = { secret: describeType, name: describeName, other: describeValue }

function addProblems(problems: string[], value: unknown, rule: OptionRule | OptionRules, path: string, name: string): void {
  if (!isRule(rule)) {
    if (value !== undefined) optionProblems(value, rule, inner(path, name), problems)
  } else if (value === undefined ? rule[2] === 'required' : !rule[1](value))
    problems.push(mismatch(inner(path, name), rule[0], value, DESCRIPTIONS[rule[3] ?? 'other']))
}

const inner = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
const isRule = (rule: OptionRule | OptionRules): rule is OptionRule => Array.isArray(rule)
