import { describeValue, isBytes, isMap } from '../../type-checks.ts'
import { mistyped, unwritable } from './field-errors.ts'

/** A struct that is to be written, if it is one; its place is put before the path by whoever holds it. */
export function checkStruct(value: unknown): void {
  if (typeof value !== 'object' || value === null) throw mistyped('', 'an object', value)
}

/** The unknown tagged fields of a struct, none of which may bear a tag that this version knows (`known`). */
export function checkTags(tags: ReadonlyMap<number, Uint8Array> | undefined, known: readonly number[]): number {
  if (tags === undefined) return 0
  if (!isMap(tags)) throw mistyped('unknownTags', 'a Map', tags)
  for (const tag of tags.keys()) {
    if (typeof tag !== 'number' || tag >>> 0 !== tag) throw unwritable('unknownTags', `has ${describeValue(tag)} as a tag; tags are uint32`)
    if (known.includes(tag)) throw unwritable('unknownTags', `has tag ${tag}, which is a known field of this version`)
  }
  return tags.size
}

/** Refuses a value that the version at hand has no place for; `versions` are those that have. */
export function absent(field: string, version: number, versions: string): Error {
  return unwritable(field, `is set, but version ${version} cannot carry it: it needs version ${versions}`, versions)
}

/** A byte field, if it is one. */
export function checkBytes(value: unknown, field: string): Uint8Array {
  if (!isBytes(value)) throw mistyped(field, 'bytes (Uint8Array)', value)
  return value
}

/** Refuses unknown tagged fields in a version that has no room for any; `versions` are those that have. */
export function checkNoTags(tags: ReadonlyMap<number, Uint8Array> | undefined, version: number, versions: string): void {
  if (tags === undefined || tags?.size === 0) return
  throw versions === 'none'
    ? unwritable('unknownTags', 'is set, but this struct has no tagged fields')
    : absent('unknownTags', version, versions)
}

/** The structs of an array that nobody has looked at yet; of anything else, none. */
export function elements<T extends object>(value: readonly T[] | null | undefined): readonly T[] {
  if (!Array.isArray(value)) return []
  for (let i = 0; i < value.length; i++) if (!isStruct(value[i])) return value.filter(isStruct) // `every` would pass over holes
  return value
}

const isStruct = (value: unknown): boolean => typeof value === 'object' && value !== null
