/** The versions of a message, struct or field, ascending. */
export type Versions = readonly number[]

/**
 * Parses a range in the notation of the protocol guide, `3`, `1-4`, `2+` or `none`, within the
 * versions that exist.
 */
export function versionsOf(text: string | undefined, within: Versions): Versions {
  if (text === undefined || text === 'none') return []
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text)
  if (match === null) throw new Error(`'${text}' is not a range of versions`)
  const min = Number(match[1])
  const max = match[2] === '+' ? Number.POSITIVE_INFINITY : Number(match[3] ?? match[1])
  return within.filter(version => version >= min && version <= max)
}

/** All versions of a range such as `0-13`. */
export function allVersions(text: string): Versions {
  return versionsOf(
    text,
    Array.from({ length: 100 }, (_, version) => version)
  )
}

export const both = (a: Versions, b: Versions): Versions => a.filter(version => b.includes(version))
export const without = (a: Versions, b: Versions): Versions => a.filter(version => !b.includes(version))
export const first = (versions: Versions): number => versions[0] ?? 0
export const last = (versions: Versions): number => versions.at(-1) ?? 0

/** Formats a range: `1-4`, `2`, or `3+` where it reaches the last version of `within`. */
export function rangeOf(versions: Versions, within: Versions): string {
  const [min, max] = [first(versions), last(versions)]
  if (max === last(within)) return `${min}+`
  return min === max ? `${min}` : `${min}-${max}`
}

/**
 * The test on `v` that separates these versions from the others of `within`: `true` for all,
 * `false` for none.
 */
export function condition(versions: Versions, within: Versions): string {
  const here = both(within, versions)
  if (here.length === 0) return 'false'
  if (here.length === within.length) return 'true'
  const [min, max] = [first(here), last(here)]
  if (here.length !== within.filter(version => version >= min && version <= max).length) throw new Error(`versions ${here} have a gap`)
  if (max === last(within)) return `v >= ${min}`
  if (min === first(within)) return `v <= ${max}`
  return min === max ? `v === ${min}` : `v >= ${min} && v <= ${max}`
}
