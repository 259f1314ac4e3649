import { docLines } from '../doc.ts'
import type { MessageSchema } from '../schema.ts'
import { absentValues } from './absent-values.ts'
import { administration } from './administration.ts'
import { apiMeanings } from './api-meanings.ts'
import type { CodeValue, Enumeration } from './enumeration.ts'
import { errorRows } from './error-codes.ts'
import { groups } from './groups.ts'
import { produceAndFetch } from './produce-and-fetch.ts'

/** Every file of src/protocol/codes by name, with its text. */
export function generateCodes(schemas: readonly MessageSchema[]): Map<string, string> {
  const files = new Map<string, string>()
  for (const [file, enumerations] of enumerationsByFile(schemas)) files.set(file, printFile(enumerations))
  const index = [...files.keys()].map(file => `export * from './${file}'`)
  files.set('error-meanings.ts', printErrorMeanings())
  files.set('index.ts', `${HEADER}\n${index.join('\n')}\n`)
  return files
}

/** The objects of codes, by the file of src/protocol/codes that holds them. */
export function enumerationsByFile(schemas: readonly MessageSchema[]): Map<string, readonly Enumeration[]> {
  return new Map<string, readonly Enumeration[]>([
    ['absent-values.ts', absentValues],
    ['administration.ts', administration],
    ['api-keys.ts', [apiKeys(schemas)]],
    ['error-codes.ts', [errorCodes]],
    ['groups.ts', groups],
    ['produce-and-fetch.ts', produceAndFetch]
  ])
}

const HEADER = '// @generated from tools/generate/codes/ by tools/generate. Do not edit.'

const errorCodes: Enumeration = {
  name: 'errorCodes',
  type: 'ErrorCode',
  about: "Kafka's error codes up to Kafka 4.4.0, as they stand in the `errorCode` fields of answers.",
  oneOf: 'the error codes',
  entries: errorRows.map(([code, name, , meaning]) => [name, code, meaning])
}

function apiKeys(schemas: readonly MessageSchema[]): Enumeration {
  const requests = schemas.filter(({ type }) => type === 'request')
  const entries = requests.map(({ name, apiKey = -1 }) => {
    const api = name.replace(/Request$/, '')
    const meaning = apiMeanings[api]
    if (meaning === undefined) throw new Error(`api-meanings.ts has no sentence on ${api}`)
    return [api, apiKey, meaning] as const
  })
  const unused = Object.keys(apiMeanings).filter(api => !entries.some(([name]) => name === api))
  if (unused.length > 0) throw new Error(`api-meanings.ts has sentences on what is no API: ${unused.join(', ')}`)
  return {
    name: 'apiKeys',
    type: 'ApiKey',
    about: 'The keys of all APIs of Kafka 3.9 and 4.4, by the names of the APIs. Key 74 has two names.',
    oneOf: 'the API keys',
    entries: entries.toSorted((a, b) => a[1] - b[1])
  }
}

function printFile(enumerations: readonly Enumeration[]): string {
  return `${[HEADER, ...enumerations.map(printEnumeration)].join('\n\n')}\n`
}

function printEnumeration({ name, type, about, oneOf, entries }: Enumeration): string {
  const lines = entries.map(([key, value, meaning], i) => {
    const comma = i === entries.length - 1 ? '' : ','
    return `${printComment(meaning, '  ')}\n  ${key}: ${printValue(value)}${comma}`
  })
  return [
    printComment(about, ''),
    `export const ${name} = {`,
    ...lines,
    '} as const',
    '',
    `/** One of ${oneOf}: a value of {@link ${name}}. */`,
    `export type ${type} = (typeof ${name})[keyof typeof ${name}]`
  ].join('\n')
}

const printComment = (text: string, indent: string): string =>
  docLines([text], indent.length)
    .map(line => indent + line)
    .join('\n')

const printValue = (value: CodeValue): string => (typeof value === 'bigint' ? `${value}n` : `${value}`)

// The codes and names of these rows are those of `errorCodes`, so that a bundle has each of them once.
function printErrorMeanings(): string {
  const rows = errorRows.map(([, , remedy, meaning]) => `  ['${remedy}', ${quoted(meaning)}]`)
  return `${HEADER}

/** What helps against an error: nothing, the same request again, or that with fresh metadata. */
export type ErrorRemedy = 'final' | 'retry' | 'refresh'

/** The remedy and the meaning of each error code, in the order of \`errorCodes\`. */
export const errorMeanings: readonly (readonly [remedy: ErrorRemedy, meaning: string])[] = [
${rows.join(',\n')}
]
`
}

const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`)
