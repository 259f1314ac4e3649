// Prints src/protocol/messages/ from schemas/ and src/protocol/codes/ from tools/generate/codes/.
// npm run generate [-- --check]
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generateCodes } from './codes/print.ts'
import { generateFiles } from './files.ts'
import { loadNotes } from './notes.ts'
import { loadSchemas } from './schema.ts'

interface Folder {
  /** The path from the root of the repository. */
  readonly path: string
  /** What the files are made from. */
  readonly source: string
  /** Every file of the folder by name, with its text. */
  readonly files: ReadonlyMap<string, string>
}

// An option that is not known is refused: a misspelt --check must not write.
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const root = join(import.meta.dirname, '../..')
const schemas = loadSchemas(join(root, 'schemas'))
const notes = loadNotes(join(import.meta.dirname, 'notes'))
const folders: readonly Folder[] = [
  { path: 'src/protocol/messages', source: 'schemas/ and tools/generate/notes/', files: generateFiles(schemas, notes) },
  { path: 'src/protocol/codes', source: 'tools/generate/codes/', files: generateCodes(schemas) }
]

const isAsPrinted = folders.map(values.check ? check : write).every(Boolean)
if (!isAsPrinted) process.exit(1)

function check(folder: Folder): boolean {
  const { stale, differing } = compare(folder)
  for (const file of stale) console.error(`${folder.path}/${file}: the generator prints no such file`)
  for (const file of differing) console.error(`${folder.path}/${file}: not what the generator prints`)
  if (stale.length + differing.length > 0) {
    console.error(`${folder.path} differs from ${folder.source}: run npm run generate`)
    return false
  }
  console.log(`${folder.path}: ${folder.files.size} files are what the generator prints`)
  return true
}

function write(folder: Folder): boolean {
  const { stale, differing } = compare(folder)
  mkdirSync(join(root, folder.path), { recursive: true })
  for (const file of stale) rmSync(join(root, folder.path, file))
  for (const file of differing) writeFileSync(join(root, folder.path, file), folder.files.get(file) ?? '')
  console.log(`${folder.path}: ${folder.files.size} files, ${differing.length} written, ${stale.length} removed`)
  return true
}

/**
 * The files that are there and should not be, and those that are not there or have another text.
 */
function compare({ path, files }: Folder): { readonly stale: readonly string[]; readonly differing: readonly string[] } {
  const folder = join(root, path)
  const present = existsSync(folder) ? readdirSync(folder) : []
  const isAsPrinted = (file: string, text: string): boolean => present.includes(file) && readFileSync(join(folder, file), 'utf8') === text
  return {
    stale: present.filter(file => !files.has(file)),
    differing: [...files].filter(([file, text]) => !isAsPrinted(file, text)).map(([file]) => file)
  }
}
