import { buildIndex } from './api-index.ts'
import type { Conflict, MessageDefinition, MessageFacts, Release, Schemas, StructDefinition } from './definitions.ts'
import { type FieldSource, mergeFields, type Scope } from './merge-fields.ts'
import { formatVersions, hasVersion, listVersions } from './versions.ts'

interface MessageSource extends FieldSource {
  readonly definition: MessageDefinition
}

/**
 * Merges releases, given oldest first. The newest release that knows a version decides its meaning.
 */
export function mergeReleases(releases: readonly Release[]): Schemas {
  const conflicts: Conflict[] = []
  const messages = new Map<string, MessageFacts>()
  for (const name of new Set(releases.flatMap(r => [...r.messages.keys()]).sort())) {
    const message = mergeMessage(name, releases, conflicts)
    if (message) messages.set(name, message)
  }
  return {
    messages,
    index: buildIndex(
      releases.map(r => r.release),
      messages,
      conflicts
    )
  }
}

/** Merges the facts of one message. Undefined if no release has a valid version of the message. */
function mergeMessage(name: string, releases: readonly Release[], conflicts: Conflict[]): MessageFacts | undefined {
  const sources = messageSources(name, releases)
  const newest = sources.at(-1)?.definition
  if (newest === undefined) return undefined
  const all = [...new Set(sources.flatMap(s => [...s.knows]))].sort((a, b) => a - b)
  const scope: Scope = { where: name, all, present: new Set(all), conflicts }
  const flexible = new Set(sources.flatMap(s => [...s.decides].filter(v => hasVersion(s.definition.flexibleVersions, v))))
  const unstable = sources.flatMap(s => (s.definition.latestVersionUnstable ? [...s.decides].filter(v => v === Math.max(...s.knows)) : []))
  reportDifferences(sources, scope)
  const fields = mergeFields(sources, scope)
  const commonStructs = mergeCommonStructs(sources, scope)
  return {
    ...(newest.apiKey !== undefined && { apiKey: newest.apiKey }),
    type: newest.type,
    name: newest.name,
    ...(newest.listeners && { listeners: newest.listeners }),
    validVersions: all.length === 1 ? `${all[0]}` : `${all[0]}-${all.at(-1)}`,
    flexibleVersions: formatVersions(flexible, all),
    ...(newest.latestVersionUnstable && { latestVersionUnstable: true }),
    ...(unstable.length > 0 && { unstableVersions: unstable }),
    releases: Object.fromEntries(
      releases.flatMap(r => {
        const definition = r.messages.get(name)
        return definition ? [[r.release, definition.validVersions]] : []
      })
    ),
    fields,
    ...(commonStructs.length > 0 && { commonStructs })
  }
}

function messageSources(name: string, releases: readonly Release[]): MessageSource[] {
  const newerKnow = new Set<number>()
  const sources: MessageSource[] = []
  for (const { release, messages } of releases.toReversed()) {
    const definition = messages.get(name)
    const knows = new Set(listVersions(definition?.validVersions))
    if (definition === undefined || knows.size === 0) continue
    sources.unshift({ release, knows, decides: new Set([...knows].filter(v => !newerKnow.has(v))), fields: definition.fields, definition })
    for (const version of knows) newerKnow.add(version)
  }
  return sources
}

function reportDifferences(sources: readonly MessageSource[], { where, all, conflicts }: Scope): void {
  for (const version of all) {
    const said = sources.filter(s => s.knows.has(version)).map(s => hasVersion(s.definition.flexibleVersions, version))
    if (new Set(said).size > 1) conflicts.push({ where, kind: 'flexible', versions: [version] })
  }
  const newest = sources.at(-1)?.definition.listeners
  for (const { release, definition } of sources) {
    if (listenersText(definition.listeners) !== listenersText(newest)) {
      conflicts.push({ where, kind: 'listeners', [release]: definition.listeners ?? null, now: newest ?? null })
    }
  }
  if (formatVersions(new Set(all), listVersions(`${all[0]}-${all.at(-1)}`)).includes(',')) {
    conflicts.push({ where, kind: 'valid versions not contiguous', versions: all })
  }
}

// The listener zkBroker was removed with ZooKeeper in Kafka 4.0 (KIP-500).
function listenersText(listeners: readonly string[] = []): string {
  return listeners
    .filter(l => l !== 'zkBroker')
    .sort()
    .join(' ')
}

function mergeCommonStructs(sources: readonly MessageSource[], scope: Scope): StructDefinition[] {
  const names = new Set(sources.flatMap(s => (s.definition.commonStructs ?? []).map(c => c.name)))
  return [...names].flatMap(name => {
    const where = `${scope.where}#${name}`
    const having = sources.flatMap(source => {
      const struct = source.definition.commonStructs?.find(c => c.name === name)
      return struct ? [{ ...source, fields: struct.fields, versions: struct.versions }] : []
    })
    const present = new Set(having.flatMap(h => [...h.decides].filter(v => hasVersion(h.versions, v))))
    if (present.size === 0) return []
    return [{ name, versions: formatVersions(present, scope.all), fields: mergeFields(having, { ...scope, where, present }) }]
  })
}
