import type { Given } from '../frame/flags.ts'
import { findApi } from '../messages/find-api.ts'

/** Which APIs are shown, by their keys. */
export type ApiFilter = (apiKey: number) => boolean

/** Reads `--api` and `--exclude`. Throws a `CommandError`. */
export function apiFilter(given: Given): ApiFilter {
  given.excludes('api', 'exclude')
  const [wanted, unwanted] = [keysOf(given, 'api'), keysOf(given, 'exclude')]
  if (given.has('api')) return key => wanted.includes(key)
  return key => !unwanted.includes(key)
}

function keysOf(given: Given, flag: string): readonly number[] {
  const names = given.texts(flag).flatMap(text => text.split(','))
  return names.map(name => findApi(name.trim()).key)
}
