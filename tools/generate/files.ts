import type { Notes } from './notes.ts'
import { apiName, printApi, printData, printInfo } from './print.ts'
import type { MessageSchema } from './schema.ts'
import { allVersions } from './versions.ts'

/** Every file of src/protocol/messages by name, with its text. */
export function generateFiles(schemas: readonly MessageSchema[], notes: Notes): Map<string, string> {
  const byName = new Map(schemas.map(schema => [schema.name, schema]))
  const requests = schemas
    .filter(({ type }) => type === 'request')
    .sort((a, b) => (a.apiKey ?? 0) - (b.apiKey ?? 0) || allVersions(a.validVersions).length - allVersions(b.validVersions).length)
  const data = schemas.filter(({ type }) => type === 'data')
  const files = new Map<string, string>()
  for (const request of requests) {
    const api = apiName(request)
    const response = byName.get(`${api}Response`)
    if (response === undefined) throw new Error(`${api} has no response`)
    files.set(fileName(api), printApi(request, response, notes))
  }
  for (const schema of data) files.set(fileName(schema.name), printData(schema, notes))
  files.set('infos.ts', printInfos(requests))
  files.set(
    'index.ts',
    printIndex(
      requests.map(apiName),
      data.map(({ name }) => name)
    )
  )
  return files
}

// Headers depend on which versions are flexible; whoever reads one should not have to load every message for that.
function printInfos(requests: readonly MessageSchema[]): string {
  const infos = requests.map(request => `  { ${printInfo(request)} }`)
  return `// @generated from schemas/ by tools/generate. Do not edit.
import type { ApiInfo } from '../api.ts'

/** What is known of every API without its messages, by ascending key. */
export const apiInfos: readonly ApiInfo[] = [
${infos.join(',\n')}
]

/** The same by key; of two names for one key (74) the newer one. */
export const infoByKey: ReadonlyMap<number, ApiInfo> = new Map(apiInfos.map(info => [info.key, info]))
`
}

/** `AddPartitionsToTxn` lives in `add-partitions-to-txn.ts`. */
const fileName = (name: string): string => `${kebab(name)}.ts`

const kebab = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()

function printIndex(apis: readonly string[], data: readonly string[]): string {
  const all = [...apis, ...data].sort()
  const list = (names: readonly string[]): string[] => names.map((name, i) => `  ${name}${i === names.length - 1 ? '' : ','}`)
  return [
    '// @generated from schemas/ by tools/generate. Do not edit.',
    "import type { Api, Data } from '../api.ts'",
    ...all.map(name => `import { ${name} } from './${fileName(name)}'`),
    '',
    ...all.map(name => `export * from './${fileName(name)}'`),
    '',
    '/** All APIs, by ascending key. */',
    'export const apis: readonly Api<unknown, unknown>[] = [',
    ...list(apis),
    ']',
    '',
    '/** The payloads that travel inside messages and records. */',
    'export const payloads: readonly Data<unknown>[] = [',
    ...list(data),
    ']',
    ''
  ].join('\n')
}
