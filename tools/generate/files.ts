import type { Notes } from './notes.ts'
import { apiName, printApi, printData, printInfoRow } from './print.ts'
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

// The version of a header depends on whether the version of its API is flexible. This file says so
// without loading the messages. Rows without the names of fields and APIs keep bundles
// small: the names of the APIs are in the table of their keys, in the same order.
function printInfos(requests: readonly MessageSchema[]): string {
  return `// @generated from schemas/ by tools/generate. Do not edit.
import type { ApiInfo } from '../api.ts'
import { apiKeys } from '../codes/api-keys.ts'

// Row by row in the order of \`apiKeys\`. \`unstable\` are versions that Kafka may still change.
type Row = readonly [min: number, max: number, flexibleFrom: number, unstable?: readonly number[]]

const NEVER = Number.POSITIVE_INFINITY

const rows: readonly Row[] = [
${requests.map(request => `  ${printInfoRow(request)}`).join('\n')}
]

/** The name, key and versions of every API without its messages, by ascending key. */
export const apiInfos: readonly ApiInfo[] = Object.entries(apiKeys).map(([name, key], i) => {
  const [minVersion, maxVersion, flexibleFrom, unstableVersions] = rows[i] as Row
  const info = { name, key, minVersion, maxVersion, flexibleFrom }
  return unstableVersions === undefined ? info : { ...info, unstableVersions }
})

/** The entries of \`apiInfos\` by API key. Two APIs have key 74: the newer one is here. */
export const infoByKey: ReadonlyMap<number, ApiInfo> = new Map(apiInfos.map(info => [info.key, info]))
`
}

/** The file name of an API or payload: `AddPartitionsToTxn` is in `add-partitions-to-txn.ts`. */
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
