import { KafkaError } from '../errors.ts'
import { describe } from '../protocol/primitives/failures.ts'

/** What one option must be: the words for it, and the test. */
export type OptionRule = readonly [expected: string, isValid: (value: unknown) => boolean]

/** Names every unknown or impossible option at once. An option that is undefined counts as not given. */
export function checkOptions(what: string, options: object, rules: Readonly<Record<string, OptionRule>>): void {
  const problems: string[] = []
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) problems.push(`${name}: unknown; the options are ${Object.keys(rules).join(', ')}`)
    else if (value !== undefined && !rule[1](value)) problems.push(`${name}: ${describe(value)}; expected ${rule[0]}`)
  }
  if (problems.length > 0) throw new KafkaError('KAFKA_CONFIGURATION', `${what}: ${problems.join('; ')}`, { problems })
}

export const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
/** A limit in bytes; Infinity switches it off. */
export const isLimit = (value: unknown): boolean =>
  value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) > 0)
