import type { Conflict, FieldDefinition, MessageFacts, Schemas } from './definitions.ts'

/** Lists what has changed, one line for each message, version, field, property and conflict. */
export function describeChanges(before: Schemas, after: Schemas): string[] {
  const names = [...new Set([...before.messages.keys(), ...after.messages.keys()])].sort()
  const old = before.index.conflicts.map(describeConflict)
  const now = after.index.conflicts.map(describeConflict)
  return [
    ...describeValues('releases', before.index.releases.join(', '), after.index.releases.join(', ')),
    ...names.flatMap(name => describeMessage(before.messages.get(name), after.messages.get(name))),
    ...now.filter(text => !old.includes(text)).map(text => `new conflict: ${text}`),
    ...old.filter(text => !now.includes(text)).map(text => `resolved conflict: ${text}`)
  ]
}

/** A conflict in one line. */
export function describeConflict({ where, kind, ...details }: Conflict): string {
  const said = Object.entries(details).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : value}`)
  return `${where}: ${kind}${said.length > 0 ? ` (${said.join('; ')})` : ''}`
}

function describeMessage(before: MessageFacts | undefined, after: MessageFacts | undefined): string[] {
  if (before === undefined || after === undefined) {
    const message = after ?? before
    if (message === undefined) return []
    const key = message.apiKey === undefined ? '' : ` of API key ${message.apiKey}`
    return [`${message.name}: ${after ? 'new' : 'removed'} ${message.type}${key}, versions ${message.validVersions}`]
  }
  const names = ['apiKey', 'type', 'listeners', 'validVersions', 'flexibleVersions', 'unstableVersions', 'latestVersionUnstable'] as const
  return [
    ...names.flatMap(name => describeValues(`${after.name}: ${name}`, before[name], after[name])),
    ...describeFields(listFields(before), listFields(after))
  ]
}

function describeFields(before: ReadonlyMap<string, FieldDefinition>, after: ReadonlyMap<string, FieldDefinition>): string[] {
  const changes = [...before].flatMap(([path, field]) => (after.has(path) ? [] : [`${path}: removed field, ${describeField(field)}`]))
  for (const [path, field] of after) {
    const old = before.get(path)
    if (old === undefined) changes.push(`${path}: new field, ${describeField(field)}`)
    else changes.push(...describeProperties(path, old, field))
  }
  const kept = [...after.keys()].filter(path => before.has(path))
  const moved = [...before.keys()].filter(path => after.has(path)).find((path, i) => path !== kept[i])
  return moved === undefined ? changes : [...changes, `${moved}: fields in another order from here on`]
}

function describeProperties(path: string, before: FieldDefinition, after: FieldDefinition): string[] {
  const { fields: _before, ...old } = before
  const { fields: _after, ...now } = after
  const names = new Set([...Object.keys(old), ...Object.keys(now)]) as Set<keyof typeof old>
  return [...names].flatMap(name => describeValues(`${path}: ${name}`, old[name], now[name]))
}

function describeField({ type, versions, tag }: FieldDefinition): string {
  return `${type}, versions ${versions}${tag === undefined ? '' : `, tag ${tag}`}`
}

function describeValues(what: string, before: unknown, after: unknown): string[] {
  const [old, now] = [before, after].map(value => (value === undefined || value === '' ? 'nothing' : String(value)))
  return old === now ? [] : [`${what} ${old} → ${now}`]
}

// Every field of a message by its path. The path of a field in a shared struct begins with
// `Message#Struct`.
function listFields({ name, fields, commonStructs = [] }: MessageFacts): Map<string, FieldDefinition> {
  const list = (path: string, inner: readonly FieldDefinition[]): [string, FieldDefinition][] =>
    inner.flatMap(field => [[`${path}.${field.name}`, field], ...list(`${path}.${field.name}`, field.fields ?? [])])
  return new Map([...list(name, fields), ...commonStructs.flatMap(struct => list(`${name}#${struct.name}`, struct.fields))])
}
