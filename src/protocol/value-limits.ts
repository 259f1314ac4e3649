import { EMPTY, type ValueVersions, valueVersions } from './value-versions.ts'

/** A value in a request that the chosen version does not understand. */
export interface Misunderstood {
  /** The path of the value, such as `topics[0].partitions[1].timestamp`. */
  readonly path: string
  /** The value as text. */
  readonly shown: string
  readonly row: ValueVersions
}

/**
 * The rules of {@link valueVersions} for one API: which versions can carry the values of a request.
 */
export class ValueLimits {
  readonly #beginning: readonly Row[]
  readonly #ending: readonly Row[]
  /** The first version that understands every value that a version has added. */
  readonly allKnownSince: number
  /** Whether some value ends with a version. */
  readonly hasEnding: boolean

  constructor(rows: readonly ValueVersions[]) {
    const all = rows.map(row => ({ row, steps: stepsOf(row.path) }))
    this.#beginning = all.filter(({ row }) => row.since !== undefined)
    this.#ending = all.filter(({ row }) => row.until !== undefined)
    this.hasEnding = this.#ending.length > 0
    this.allKnownSince = Math.max(0, ...rows.map(({ since = 0 }) => since))
  }

  /**
   * The last version that understands all values of a request. If the caller pinned the version,
   * values that have another meaning in other versions are allowed.
   */
  highestFor(request: unknown, isPinned: boolean): number {
    let highest = Number.POSITIVE_INFINITY
    for (const ending of this.#ending) {
      const { until = highest, isOtherwiseKnown } = ending.row
      if (isPinned && isOtherwiseKnown === true) continue
      if (until < highest && find(ending, request) !== undefined) highest = until
    }
    return highest
  }

  /**
   * The value that `version` does not understand; if there are several, the one that needs the
   * newest version. If the caller pinned the version, values that have another meaning in it are
   * allowed.
   */
  misunderstood(request: unknown, version: number, isPinned: boolean): Misunderstood | undefined {
    let newest = version
    let worst: Misunderstood | undefined
    for (const beginning of this.#beginning) {
      const { row } = beginning
      const { since = 0, isOtherwiseKnown } = row
      if (since <= newest || (isPinned && isOtherwiseKnown === true)) continue
      const found = find(beginning, request)
      if (found === undefined) continue
      newest = since
      worst = { path: found.path, shown: show(found.value), row }
    }
    return worst
  }
}

interface Row {
  readonly row: ValueVersions
  readonly steps: readonly Step[]
}

interface Step {
  readonly name: string
  readonly isEach: boolean
}

const stepsOf = (path: string): Step[] => path.split('.').map(step => ({ name: step.replace('[]', ''), isEach: step.endsWith('[]') }))

/**
 * The rules of each API, by its name. There is no entry if all versions of an API understand the
 * same values.
 */
export const valueLimits: ReadonlyMap<string, ValueLimits> = new Map(
  [...new Set(valueVersions.map(({ api }) => api))].map(name => [name, new ValueLimits(valueVersions.filter(({ api }) => api === name))])
)

// The request is not checked yet, so any value may be in the place of an array or a struct. The
// path is built on the way back.
function find({ row, steps }: Row, request: unknown): Found | undefined {
  return walk(row, steps, 0, request)
}

interface Found {
  readonly path: string
  readonly value: unknown
}

function walk(row: ValueVersions, steps: readonly Step[], at: number, struct: unknown): Found | undefined {
  const step = steps[at]
  if (step === undefined || !isStruct(struct)) return undefined
  const value = struct[step.name]
  if (!step.isEach) return under(step.name, inner(row, steps, at, value, struct))
  if (!Array.isArray(value)) return undefined
  for (let i = 0; i < value.length; i++) {
    const found = inner(row, steps, at, value[i], struct)
    if (found !== undefined) return under(`${step.name}[${i}]`, found)
  }
  return undefined
}

function inner(row: ValueVersions, steps: readonly Step[], at: number, value: unknown, struct: Struct): Found | undefined {
  if (at < steps.length - 1) return walk(row, steps, at + 1, value)
  const sent = value === undefined && row.isDefault ? row.value : value
  return matches(row, sent, struct) ? { path: '', value: sent } : undefined
}

function under(name: string, found: Found | undefined): Found | undefined {
  return found === undefined ? undefined : { path: found.path === '' ? name : `${name}.${found.path}`, value: found.value }
}

function matches({ value: wanted, when }: ValueVersions, value: unknown, struct: Struct): boolean {
  if (wanted === EMPTY ? !isEmpty(value) : wanted !== undefined && wanted !== value) return false
  return when === undefined || when(value, struct)
}

type Struct = Readonly<Record<string, unknown>>

const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0)
const isStruct = (value: unknown): value is Struct => typeof value === 'object' && value !== null

function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || value === null) return String(value)
  return value === '' || isEmpty(value) ? 'empty' : 'set'
}
