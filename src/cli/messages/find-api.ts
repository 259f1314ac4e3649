import { type Api, apiByKey, apis } from '../../messages.ts'
import { quoted } from '../../quote.ts'
import { CommandError } from '../command-error.ts'

/**
 * The API with a name, in any case and with or without dashes, or with a key. Throws a
 * `CommandError` that names similar APIs.
 */
export function findApi(text: string): Api<unknown, unknown> {
  const wanted = plain(text)
  const found = /^\d+$/.test(text) ? apiByKey(Number(text)) : apis.findLast(({ name }) => plain(name) === wanted)
  if (found !== undefined) return found
  const similar = wanted.length < MIN_SIMILAR ? [] : apis.filter(({ name }) => plain(name).includes(wanted) || wanted.includes(plain(name)))
  const hint = similar.length === 0 ? 'kafkawire api-versions lists their names and keys' : `did you mean ${nameAll(similar)}?`
  throw new CommandError(`there is no API ${quoted(text)}: ${hint}`)
}

/** The version of an API that a flag or an argument names. Throws a `CommandError`. */
export function versionOf({ name, minVersion, maxVersion }: Api<unknown, unknown>, text: string): number {
  const version = Number(text)
  if (/^\d+$/.test(text) && version >= minVersion && version <= maxVersion) return version
  throw new CommandError(`${name} has the versions ${minVersion} to ${maxVersion} in this driver, and not ${quoted(text)}`)
}

const MIN_SIMILAR = 3
const MAX_NAMED = 5

const plain = (name: string): string => name.replaceAll('-', '').toLowerCase()

const nameAll = (found: readonly Api<unknown, unknown>[]): string =>
  found
    .slice(0, MAX_NAMED)
    .map(({ name }) => name)
    .join(' or ')
