import { counted } from './counted.ts'
import type { Given } from './flags.ts'

/** What may follow the name of an action: how many arguments, what they are, as text, and flags. */
export interface Action {
  readonly min: number
  readonly max: number
  readonly of: string
  /** The flags that belong to this action. Those of no action belong to all of them. */
  readonly flags: readonly string[]
}

/**
 * Reads the arguments of a command whose first argument is an action. Throws a `CommandError` for
 * an action that does not exist, for too few or too many arguments, and for a flag of another
 * action.
 */
export function actionOf<T extends string>(
  given: Given,
  actions: Readonly<Record<T, Action>>
): { readonly action: T; readonly names: readonly string[] } {
  const [text = '', ...names] = given.arguments
  const all = Object.keys(actions) as T[]
  const action = all.find(name => name === text)
  if (action === undefined) throw given.refuse(`there is no action ${text}: it is one of ${all.join(', ')}`)
  const { min, max, of, flags } = actions[action]
  if (names.length < min) throw given.refuse(`${action} needs ${of}, and ${following(names.length)}. See kafkawire ${given.command} --help`)
  if (names.length > max) throw given.refuse(`${action} takes ${of}, but got ${names.length}. See kafkawire ${given.command} --help`)
  const other = all.flatMap(name => actions[name].flags).find(flag => given.has(flag) && !flags.includes(flag))
  if (other === undefined) return { action, names }
  const owners = all.filter(name => actions[name].flags.includes(other))
  throw given.refuse(`--${other} belongs to ${owners.join(' and ')}, not to ${action}`)
}

const following = (count: number): string =>
  count === 0 ? 'nothing follows it' : `only ${counted(count, 'argument')} ${count === 1 ? 'follows' : 'follow'} it`
