import { LONGEST_DELAY_MS } from '../clock.ts'
import type { OptionRule } from '../options.ts'

/** Text that is not empty. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Text that is not empty, or a function that returns it. */
export const isTextOrFunction = (value: unknown): boolean => isText(value) || typeof value === 'function'

/** An optional credential; it may be empty. */
export const OPTIONAL_CREDENTIAL: OptionRule = ['text, or a function that returns it', isCredential, 'optional', 'secret']
/** A required credential; it may be empty. */
export const CREDENTIAL: OptionRule = ['text, or a function that returns it', isCredential, 'required', 'secret']
/** An optional credential that must not be empty. */
export const FULL_CREDENTIAL: OptionRule = ['text that is not empty, or a function that returns it', isTextOrFunction, 'optional', 'secret']

/** A time that one timer can wait. */
export const DURATION_MS: OptionRule = [
  `a whole number of milliseconds from 1 to ${LONGEST_DELAY_MS}`,
  value => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LONGEST_DELAY_MS
]

function isCredential(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'function'
}
