import type { Given } from './flags.ts'

/**
 * The values NAME=VALUE of a flag that may be repeated. Throws a `CommandError` for another form.
 */
export const entriesOf = (given: Given, flag: string): [name: string, value: string][] =>
  given.texts(flag).map(text => entryOf(given, `--${flag}`, text))

/** A text NAME=VALUE, split at the first equals sign. Throws a `CommandError` for another form. */
export function entryOf(given: Given, what: string, text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  if (at < 1) throw given.refuse(`${what} must be NAME=VALUE, not "${text}"`)
  return [text.slice(0, at), text.slice(at + 1)]
}
