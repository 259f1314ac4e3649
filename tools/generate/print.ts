import { Code } from './code.ts'
import { apiMeanings } from './codes/api-meanings.ts'
import { printDecoder, printDefault } from './decode.ts'
import { docLines, fieldDoc, structDoc } from './doc.ts'
import { printEncoder, printIsDefault } from './encode.ts'
import { printHighestVersion, printLowestVersion } from './limits.ts'
import { buildMessage, type Message } from './model.ts'
import { Notes } from './notes.ts'
import type { MessageSchema } from './schema.ts'
import { canBeNull, fieldType, structsWithDefault } from './values.ts'
import { allVersions, first, last, type Versions, versionsOf } from './versions.ts'

/** Prints the module of one API: its request and its response. */
export function printApi(request: MessageSchema, response: MessageSchema, notes: Notes = new Notes()): string {
  const api = apiName(request)
  const [asked, answered] = [buildMessage(request), buildMessage(response)]
  const { versions } = asked.root
  const key = request.apiKey ?? -1
  const code = new Code()
  for (const message of [answered, asked]) printInterfaces(code, message, notes)
  code.line('')
  code.lines(docLines([`${api}: key ${key}, versions ${range(versions)}${unstable(request)}.`, notes.api(api) ?? apiMeanings[api]], 0))
  const body = new Code()
  printFunctions(body, [asked, answered])
  const limits = [printHighestVersion(body, asked.root) ? 'highest' : '', printLowestVersion(body, asked.root) ? 'lowest' : '']
  code.block(`export const ${api}: Api<${request.name}, ${response.name}> = {`, () => {
    code.line(`${printInfo(request)},`)
    for (const limit of limits.filter(name => name !== '')) code.line(`${limit}VersionFor: ${limit}${request.name},`)
    code.line(`encodeRequest: encode${request.name},`)
    code.line(`decodeRequest: decode${request.name},`)
    code.line(`encodeResponse: encode${response.name},`)
    code.line(`decodeResponse: decode${response.name}`)
  })
  return finish(`${request.name}.json and ${response.name}.json`, 'Api', `${code}${body}`)
}

/** Prints the module of a payload inside messages or records. */
export function printData(schema: MessageSchema, notes: Notes = new Notes()): string {
  const message = buildMessage(schema)
  const code = new Code()
  printInterfaces(code, message, notes)
  code.line('')
  code.lines(docLines([`${schema.name}, versions ${range(message.root.versions)}.`, notes.api(schema.name)], 0))
  code.block(`export const ${schema.name}: Data<${schema.name}> = {`, () => {
    code.line(`name: '${schema.name}',`)
    code.line(`${rangeFacts(message.root.versions, message.root.flexible).join(', ')},`)
    code.line(`encode: encode${schema.name},`)
    code.line(`decode: decode${schema.name}`)
  })
  printFunctions(code, [message])
  return finish(`${schema.name}.json`, 'Data', `${code}`)
}

export const apiName = (request: MessageSchema): string => request.name.replace(/Request$/, '')

const range = (versions: Versions): string =>
  first(versions) === last(versions) ? `${first(versions)}` : `${first(versions)}-${last(versions)}`

const unstable = ({ unstableVersions }: MessageSchema): string =>
  unstableVersions === undefined ? '' : `, of which Kafka may still change ${unstableVersions.join(', ')}`

/** The facts of an API as the members of an `ApiInfo`. */
export function printInfo(request: MessageSchema): string {
  const versions = allVersions(request.validVersions)
  const facts = [
    `name: '${apiName(request)}'`,
    `key: ${request.apiKey ?? -1}`,
    ...rangeFacts(versions, versionsOf(request.flexibleVersions, versions))
  ]
  if (request.unstableVersions !== undefined) facts.push(`unstableVersions: [${request.unstableVersions.join(', ')}]`)
  return facts.join(', ')
}

/** The facts of an API as a row of `infos.ts`. */
export function printInfoRow(request: MessageSchema): string {
  const versions = allVersions(request.validVersions)
  const flexible = versionsOf(request.flexibleVersions, versions)
  const facts = [first(versions), last(versions), flexible.length === 0 ? 'NEVER' : first(flexible)]
  if (request.unstableVersions !== undefined) facts.push(`[${request.unstableVersions.join(', ')}]`)
  return `[${facts.join(', ')}], // ${apiName(request)}`
}

const rangeFacts = (versions: Versions, flexible: Versions): string[] => [
  `minVersion: ${first(versions)}`,
  `maxVersion: ${last(versions)}`,
  `flexibleFrom: ${flexible.length === 0 ? 'Number.POSITIVE_INFINITY' : first(flexible)}`
]

function printFunctions(code: Code, messages: readonly Message[]): void {
  const structs = messages.flatMap(message => message.structs)
  for (const struct of structs) {
    printEncoder(code, struct)
    printDecoder(code, struct)
  }
  for (const struct of structsWithDefault(structs)) {
    printDefault(code, struct)
    printIsDefault(code, struct)
  }
}

function printInterfaces(code: Code, message: Message, notes: Notes): void {
  for (const struct of [...message.structs].reverse()) {
    code.line('')
    code.lines(structDoc(notes, struct, message))
    code.block(`export interface ${struct.name} extends UnknownTags {`, () => {
      for (const field of struct.fields) {
        code.lines(fieldDoc(notes, struct, field))
        const type = `${fieldType(field)}${canBeNull(field) ? ' | null' : ''}`
        code.line(field.required ? `${field.name}: ${type}` : `${field.name}?: ${type} | undefined`)
      }
    })
  }
}

const IMPORTS: readonly (readonly [string, readonly string[]])[] = [
  ['../primitives/checks.ts', ['absent', 'checkNoTags', 'checkStruct', 'checkTags', 'elements']],
  ['../primitives/field-errors.ts', ['within']],
  ['../primitives/reader.ts', ['EMPTY', 'newArray', 'type Reader', 'ZERO_UUID']],
  ['../primitives/writer.ts', ['type Writer']]
]

function finish(source: string, kind: 'Api' | 'Data', text: string): string {
  const imports = [`import type { ${kind}, Decoded, UnknownTags } from '../api.ts'`]
  for (const [path, names] of IMPORTS) {
    const used = names.filter(name => new RegExp(`\\b${name.replace('type ', '')}\\b`).test(text))
    if (used.length === 0) continue
    const types = used.every(name => name.startsWith('type '))
    const list = types ? used.map(name => name.replace('type ', '')) : used
    imports.push(`import ${types ? 'type ' : ''}{ ${list.join(', ')} } from '${path}'`)
  }
  const header = `// @generated from schemas/${source.replace(' and ', ' and\n// ')} by tools/generate. Do not edit.`
  return `${header}\n${imports.join('\n')}\n${text}`
}
