import type { Schemas } from '../schemas/definitions.ts'
import { hasVersion, listVersions } from '../schemas/versions.ts'
import { printSchema } from './schema-text.ts'

/** The result of a comparison of `schemas/` with the generated classes of one release. */
export interface Comparison {
  /** The message versions that the release has, such as `FetchRequest 12`. */
  readonly seen: readonly string[]
  readonly equal: readonly string[]
  /**
   * The message versions where releases contradict each other and another release decides.
   * `index.json` records them.
   */
  readonly contradicted: readonly string[]
  /** The message versions that differ without such a record, each with both texts. */
  readonly differences: readonly string[]
}

/**
 * Compares schemas with a dump of the SCHEMA constants of generated classes. A line of the dump is
 * `Message version schema`, and ` hN` follows for a header version.
 */
export function compareSchemas(schemas: Schemas, dump: string): Comparison {
  const seen: string[] = []
  const equal: string[] = []
  const contradicted: string[] = []
  const differences: string[] = []
  // The classes of releases before 4.0 do not tell which structs and records may be null.
  const toldBy = dump.includes('?{') ? (schema: string): string => schema : withoutNullability
  for (const line of dump.trim().split('\n')) {
    const { name, version, schema, header } = parseLine(line)
    const id = `${name} ${version}`
    seen.push(id)
    const message = schemas.messages.get(name)
    if (message === undefined || !hasVersion(message.validVersions, version)) {
      differences.push(`${id} is not in schemas/`)
      continue
    }
    const ours = headerVersion(schemas, name, version)
    if (ours !== header) differences.push(`${id} has header version ${ours} in index.json, and ${header} in the class`)
    const facts = printSchema(message, version)
    if (toldBy(facts) === toldBy(schema)) equal.push(id)
    else if (contradicts(schemas, name, version)) contradicted.push(id)
    else differences.push(`${id} differs:\n  schemas/ ${facts}\n  class    ${schema}`)
  }
  return { seen, equal, contradicted, differences }
}

/** Lists the message versions of `schemas/` that none of the compared releases has. */
export function listUnseen(schemas: Schemas, comparisons: readonly Comparison[]): string[] {
  const seen = new Set(comparisons.flatMap(c => c.seen))
  const all = [...schemas.messages.values()].flatMap(m => listVersions(m.validVersions).map(version => `${m.name} ${version}`))
  return all.filter(id => !seen.has(id))
}

function parseLine(line: string): { name: string; version: number; schema: string; header: number | undefined } {
  const [, name = '', version, schema = '', header] = /^(\S+) (\d+) (.*?)(?: h(\d))?$/.exec(line) ?? []
  return { name, version: Number(version), schema, header: header === undefined ? undefined : Number(header) }
}

function headerVersion({ index }: Schemas, name: string, version: number): number | undefined {
  const api = index.apis.find(a => `${a.name}Request` === name || `${a.name}Response` === name)
  return (name.endsWith('Request') ? api?.requestHeader : api?.responseHeader)?.[version]
}

function withoutNullability(schema: string): string {
  return schema.replaceAll('?{', '{').replaceAll('NULLABLE_RECORDS', 'RECORDS')
}

function contradicts({ index }: Schemas, name: string, version: number): boolean {
  return index.conflicts.some(
    ({ where, versions }) => where.startsWith(`${name}.`) && Array.isArray(versions) && versions.includes(version)
  )
}
