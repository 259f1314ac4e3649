/** A range of versions. Both ends are included. */
export interface Versions {
  readonly min: number
  readonly max: number
}

/**
 * Parses a range such as `3+`, `0-4` or `7`. `none`, the empty text and undefined give undefined.
 */
export function parseVersions(text: string | undefined): Versions | undefined {
  if (text === undefined || text === '' || text === 'none') return undefined
  const [, min, open, max] = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text) ?? []
  if (min === undefined) throw new Error(`'${text}' is no range of versions: expected a form such as 3+, 0-4, 7 or none`)
  return { min: Number(min), max: open ? Number.POSITIVE_INFINITY : Number(max ?? min) }
}

/** Whether a range in text form holds the version. */
export function hasVersion(text: string | undefined, version: number): boolean {
  const versions = parseVersions(text)
  return versions !== undefined && version >= versions.min && version <= versions.max
}

/** Every version of a closed range, ascending. */
export function listVersions(text: string | undefined): number[] {
  const versions = parseVersions(text)
  if (versions === undefined) return []
  return Array.from({ length: versions.max - versions.min + 1 }, (_, i) => versions.min + i)
}

/**
 * Formats the versions in `has` as a range such as `1-3`, or `2+` where it reaches the last version
 * of `all` (ascending). Versions with gaps give several ranges with commas between them.
 */
export function formatVersions(has: ReadonlySet<number>, all: readonly number[]): string {
  const ranges: string[] = []
  for (let i = 0; i < all.length; i++) {
    if (!has.has(all[i] ?? -1)) continue
    const first = i
    while (i + 1 < all.length && has.has(all[i + 1] ?? -1)) i++
    ranges.push(i === all.length - 1 ? `${all[first]}+` : i === first ? `${all[i]}` : `${all[first]}-${all[i]}`)
  }
  return ranges.length === 0 ? 'none' : ranges.join(',')
}

/** Compares release numbers, for sorting: 3.9.2 comes before 3.10.0. */
export function compareReleases(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
