import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A field in Kafka's message definitions. */
export interface FieldSchema {
  readonly name: string
  readonly type: string
  readonly versions: string
  readonly nullableVersions?: string
  readonly taggedVersions?: string
  readonly tag?: number
  readonly default?: string
  readonly ignorable?: boolean
  readonly entityType?: string
  readonly fields?: readonly FieldSchema[]
}

/**
 * One message: a request, a response, a header, or a payload inside messages and records (`data`).
 */
export interface MessageSchema {
  readonly apiKey?: number
  readonly type: 'request' | 'response' | 'header' | 'data'
  readonly name: string
  readonly validVersions: string
  readonly flexibleVersions: string
  readonly unstableVersions?: readonly number[]
  readonly fields: readonly FieldSchema[]
  readonly commonStructs?: readonly { readonly name: string; readonly versions: string; readonly fields: readonly FieldSchema[] }[]
}

/** Reads all messages of a folder of schemas, in the order of their names. */
export function loadSchemas(folder: string): MessageSchema[] {
  const files = readdirSync(folder).filter(file => file.endsWith('.json') && file !== 'index.json')
  return files.sort().map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as MessageSchema)
}
