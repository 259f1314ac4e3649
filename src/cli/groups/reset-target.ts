import type { Given } from '../frame/flags.ts'

/** Where a group is to begin. */
export type ResetTarget =
  | { readonly to: 'earliest' | 'latest' }
  | { readonly to: 'time'; readonly timestamp: bigint }
  | { readonly to: 'offset'; readonly offset: bigint }
  | { readonly to: 'shift'; readonly by: bigint }

/** The flags that name a target. One of them must be given. */
export const TARGET_FLAGS = ['to-earliest', 'to-latest', 'to-datetime', 'to-offset', 'shift-by'] as const

/** Reads the flags. Throws a `CommandError` for none or several of them, and for a wrong value. */
export function resetTargetOf(given: Given): ResetTarget {
  for (const [index, name] of TARGET_FLAGS.entries()) given.excludes(name, ...TARGET_FLAGS.slice(index + 1))
  if (given.is('to-earliest')) return { to: 'earliest' }
  if (given.is('to-latest')) return { to: 'latest' }
  const time = given.text('to-datetime')
  if (time !== undefined) return { to: 'time', timestamp: timestampOf(given, time) }
  const offset = given.integer('to-offset', { min: 0, max: Number.MAX_SAFE_INTEGER })
  if (offset !== undefined) return { to: 'offset', offset: BigInt(offset) }
  const by = given.integer('shift-by', { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
  if (by !== undefined) return { to: 'shift', by: BigInt(by) }
  throw given.refuse(`reset needs one of ${TARGET_FLAGS.map(name => `--${name}`).join(', ')}`)
}

function timestampOf(given: Given, text: string): bigint {
  const time = /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw given.refuse(`--to-datetime must be a time such as 2026-01-31T12:00:00Z, not "${text}"`)
  return BigInt(time)
}
