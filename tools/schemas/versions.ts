/** Both ends are included. */
export interface Versions {
  readonly min: number
  readonly max: number
}

/** Reads `3+`, `0-4`, `7`; `none` and nothing at all are undefined. */
export function parseVersions(text: string | undefined): Versions | undefined {
  if (text === undefined || text === '' || text === 'none') return undefined
  const [, min, open, max] = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text) ?? []
  if (min === undefined) throw new Error(`'${text}' is no range of versions: 3+, 0-4, 7 and none are`)
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
 * The range of those versions of `all` (ascending) that `has` holds, open where it reaches the end. Where there are gaps, several
 * ranges with commas between them.
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
