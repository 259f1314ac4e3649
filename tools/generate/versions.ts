/** The versions in which something is there, ascending. */
export type Versions = readonly number[]

/** Reads the protocol guide's own notation, `3`, `1-4`, `2+` or `none`, within the versions that exist. */
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

/** `3+`, `1-4` or `2`, where the end of `within` is the end of time. */
export function rangeOf(versions: Versions, within: Versions): string {
  const [min, max] = [first(versions), last(versions)]
  if (max === last(within)) return `${min}+`
  return min === max ? `${min}` : `${min}-${max}`
}

/** The test on `v` that tells these versions from the others of `within`: `true` or `false` where there is nothing to tell. */
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
