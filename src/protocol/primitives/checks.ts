import { describeValue, isBytes, isMap } from '../../type-checks.ts'
import { mistyped, unwritable } from './field-errors.ts'

/** Checks that a value is a struct. The caller adds the path of the struct to the error. */
export function checkStruct(value: unknown): void {
  if (typeof value !== 'object' || value === null) throw mistyped('', 'an object', value)
}

/**
 * Checks the unknown tagged fields of a struct, and returns their number. None may have a tag of a
 * field that this version knows (`known`).
 */
export function checkTags(tags: ReadonlyMap<number, Uint8Array> | undefined, known: readonly number[]): number {
  if (tags === undefined) return 0
  if (!isMap(tags)) throw mistyped('unknownTags', 'a Map', tags)
  for (const tag of tags.keys()) {
    if (typeof tag !== 'number' || tag >>> 0 !== tag) throw unwritable('unknownTags', `has ${describeValue(tag)} as a tag; tags are uint32`)
    if (known.includes(tag)) throw unwritable('unknownTags', `has tag ${tag}, which is a known field of this version`)
  }
  return tags.size
}

/** The error for a field that `version` does not have. `versions` are those that have it. */
export function absent(field: string, version: number, versions: string): Error {
  return unwritable(field, `is set, but version ${version} cannot carry it: it needs version ${versions}`, versions)
}

/** Returns the value if it is a `Uint8Array`. Throws `KAFKA_ENCODE` otherwise. */
export function checkBytes(value: unknown, field: string): Uint8Array {
  if (!isBytes(value)) throw mistyped(field, 'bytes (Uint8Array)', value)
  return value
}

/**
 * Throws `KAFKA_ENCODE` for unknown tagged fields in a version without tagged fields. `versions`
 * are those that have them.
 */
export function checkNoTags(tags: ReadonlyMap<number, Uint8Array> | undefined, version: number, versions: string): void {
  if (tags === undefined || tags?.size === 0) return
  throw versions === 'none'
    ? unwritable('unknownTags', 'is set, but this struct has no tagged fields')
    : absent('unknownTags', version, versions)
}

/**
 * The structs in an array that is not checked yet. Elements that are not structs are left out; a
 * value that is not an array gives none.
 */
export function elements<T extends object>(value: readonly T[] | null | undefined): readonly T[] {
  if (!Array.isArray(value)) return []
  for (let i = 0; i < value.length; i++) if (!isStruct(value[i])) return value.filter(isStruct) // `every` would skip holes
  return value
}

const isStruct = (value: unknown): boolean => typeof value === 'object' && value !== null
