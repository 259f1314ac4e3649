import type { Conflict, FieldDefinition } from './definitions.ts'
import { formatVersions, hasVersion } from './versions.ts'

/** The fields of one struct as one release defines them. */
export interface FieldSource {
  readonly release: string
  /** The versions of the message that this release knows. */
  readonly knows: ReadonlySet<number>
  /** The versions among them that no newer release knows: here this release decides. */
  readonly decides: ReadonlySet<number>
  readonly fields: readonly FieldDefinition[]
}

/** The struct whose fields are merged, and the list of conflicts that the merge adds to. */
export interface Scope {
  readonly where: string
  /** All versions of the message, ascending. */
  readonly all: readonly number[]
  /** The versions of the message that have the struct. */
  readonly present: ReadonlySet<number>
  readonly conflicts: Conflict[]
}

interface Candidate extends FieldSource {
  readonly field: FieldDefinition
}

const RANGES = ['versions', 'nullableVersions', 'taggedVersions'] as const
const PROPERTIES = ['type', 'default', 'ignorable', 'mapKey', 'entityType', 'zeroCopy'] as const

/** Merges the definitions of one struct's fields by several releases, given oldest first. */
export function mergeFields(sources: readonly FieldSource[], scope: Scope): FieldDefinition[] {
  const merged: FieldDefinition[] = []
  for (const name of fieldOrder(sources)) {
    const field = mergeField(name, sources, { ...scope, where: `${scope.where}.${name}` })
    if (field) merged.push(field)
  }
  return merged
}

// The newest release gives the order. A field that only an older release has comes behind the field
// that it follows in the older release.
function fieldOrder(sources: readonly FieldSource[]): string[] {
  const order: string[] = []
  for (const { fields } of sources.toReversed()) {
    let at = -1
    for (const { name } of fields) {
      const known = order.indexOf(name)
      if (known < 0) order.splice(at + 1, 0, name)
      at = known < 0 ? at + 1 : known
    }
  }
  return order
}

function mergeField(name: string, sources: readonly FieldSource[], scope: Scope): FieldDefinition | undefined {
  const candidates: Candidate[] = sources.flatMap(source => {
    const field = source.fields.find(f => f.name === name)
    return field ? [{ ...source, field }] : []
  })
  reportDifferences(candidates, scope)
  reportMissing(candidates, sources, scope)
  const versionsWhere = (holds: (field: FieldDefinition, version: number) => boolean): ReadonlySet<number> =>
    new Set(
      candidates.flatMap(c => [...c.decides].filter(v => scope.present.has(v) && hasVersion(c.field.versions, v) && holds(c.field, v)))
    )
  const present = versionsWhere(() => true)
  const newest = candidates.at(-1)?.field
  if (present.size === 0 || newest === undefined) return undefined
  const range = (versions: ReadonlySet<number>): string => contiguous(versions, scope)
  const nullable = versionsWhere((f, v) => hasVersion(f.nullableVersions, v))
  const tagged = versionsWhere((f, v) => hasVersion(f.taggedVersions, v))
  const inflexible = versionsWhere((f, v) => f.flexibleVersions !== undefined && !hasVersion(f.flexibleVersions, v))
  const tag = candidates.map(c => tagOf(c.field)).findLast(t => t !== undefined)
  const inner = candidates.flatMap(c => (c.field.fields ? [{ ...c, fields: c.field.fields }] : []))
  return {
    name,
    type: newest.type,
    versions: range(present),
    ...(nullable.size > 0 && { nullableVersions: range(nullable) }),
    ...(tagged.size > 0 && tag !== undefined && { taggedVersions: range(tagged), tag }),
    ...(inflexible.size > 0 && { flexibleVersions: 'none' }),
    ...(newest.default !== undefined && { default: String(newest.default) }),
    ...(newest.ignorable && { ignorable: true }),
    ...(newest.mapKey !== undefined && { mapKey: newest.mapKey }),
    ...(newest.entityType !== undefined && { entityType: newest.entityType }),
    ...(newest.zeroCopy !== undefined && { zeroCopy: newest.zeroCopy }),
    ...(inner.length > 0 && { fields: mergeFields(inner, { ...scope, present }) })
  }
}

// Two releases that both know a version must define its fields alike. Differences are conflicts.
function reportDifferences(candidates: readonly Candidate[], { where, all, present, conflicts }: Scope): void {
  for (const [i, older] of candidates.entries()) {
    for (const newer of candidates.slice(i + 1)) {
      const report = (kind: keyof FieldDefinition, versions?: readonly number[]): number =>
        conflicts.push({
          where,
          kind,
          ...(versions && { versions }),
          [older.release]: older.field[kind] ?? null,
          [newer.release]: newer.field[kind] ?? null
        })
      const shared = all.filter(v => older.knows.has(v) && newer.knows.has(v) && present.has(v))
      const tags = [tagOf(older.field), tagOf(newer.field)]
      if (!tags.includes(undefined) && tags[0] !== tags[1]) report('tag')
      for (const kind of RANGES) {
        const differing = shared.filter(v => hasVersion(older.field[kind], v) !== hasVersion(newer.field[kind], v))
        if (differing.length > 0) report(kind, differing)
      }
      for (const kind of PROPERTIES) if (String(older.field[kind] ?? false) !== String(newer.field[kind] ?? false)) report(kind)
    }
  }
}

function reportMissing(candidates: readonly Candidate[], sources: readonly FieldSource[], { where, all, present, conflicts }: Scope): void {
  const lacking = sources.filter(s => !candidates.some(c => c.release === s.release))
  for (const { release, knows, field } of candidates) {
    for (const other of lacking) {
      const versions = all.filter(v => knows.has(v) && other.knows.has(v) && present.has(v) && hasVersion(field.versions, v))
      if (versions.length > 0) conflicts.push({ where, kind: `field only in ${release}`, versions })
    }
  }
}

function contiguous(versions: ReadonlySet<number>, { where, all, conflicts }: Scope): string {
  const range = formatVersions(versions, all)
  if (range.includes(',')) conflicts.push({ where, kind: 'versions not contiguous', versions: range })
  return range
}

// Some of Kafka's definitions write the tag as text.
function tagOf({ tag }: FieldDefinition): number | undefined {
  return tag === undefined ? undefined : Number(tag)
}
