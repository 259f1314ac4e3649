import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { printCompactJson } from './compact-json.ts'
import type { MessageFacts, SchemaIndex, Schemas } from './definitions.ts'

const INDEX = 'index.json'
const NOTHING: SchemaIndex = { releases: [], apis: [], data: [], headers: [], removedAliases: [], conflicts: [] }

/** The text of each file of `schemas/`, by file name. */
export type SchemaFiles = ReadonlyMap<string, string>

/** Prints schemas as the files of `schemas/`. */
export function printSchemas({ messages, index }: Schemas): SchemaFiles {
  const files = new Map<string, unknown>([...messages].map(([name, facts]) => [`${name}.json`, facts]))
  files.set(INDEX, index)
  return new Map([...files].map(([name, value]) => [name, `${printCompactJson(value)}\n`]))
}

/** Parses the files of `schemas/`. Throws an error with the name of a file that is not JSON. */
export function parseSchemas(files: SchemaFiles): Schemas {
  const messages = new Map<string, MessageFacts>()
  let index = NOTHING
  for (const [name, text] of files) {
    const value = parse(name, text)
    if (name === INDEX) index = value as SchemaIndex
    else messages.set(name.replace(/\.json$/, ''), value as MessageFacts)
  }
  return { messages, index }
}

/** Reads the files of a folder. A folder that does not exist is created, and has none. */
export async function readSchemaFiles(folder: string): Promise<SchemaFiles> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort()
  return new Map(await Promise.all(names.map(async name => [name, await readFile(join(folder, name), 'utf8')] as const)))
}

/** Writes the files that differ from `before`, and removes the files that `files` lacks. */
export async function writeSchemaFiles(folder: string, before: SchemaFiles, files: SchemaFiles): Promise<void> {
  for (const name of before.keys()) if (!files.has(name)) await rm(join(folder, name))
  for (const [name, text] of files) if (before.get(name) !== text) await writeFile(join(folder, name), text)
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`schemas/${name} is not JSON: delete it, and import again`, { cause })
  }
}
