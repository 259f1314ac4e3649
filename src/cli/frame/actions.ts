import type { Given } from './flags.ts'

/** What may follow the name of an action: how many arguments, and what they are, as text. */
export interface Action {
  readonly min: number
  readonly max: number
  readonly of: string
}

/**
 * Reads the arguments of a command whose first argument is an action. Throws a `CommandError` for
 * an action that does not exist, and for too few or too many arguments.
 */
export function actionOf<T extends string>(
  given: Given,
  actions: Readonly<Record<T, Action>>
): { readonly action: T; readonly names: readonly string[] } {
  const [text = '', ...names] = given.arguments
  const action = (Object.keys(actions) as T[]).find(name => name === text)
  if (action === undefined) throw given.refuse(`there is no action ${text}: it is one of ${Object.keys(actions).join(', ')}`)
  const { min, max, of } = actions[action]
  if (names.length < min || names.length > max) throw given.refuse(`${action} takes ${of}, and ${names.length} arguments follow it`)
  return { action, names }
}
