// Prints src/protocol/messages/ from schemas/.  npm run generate [-- --check]
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generateFiles } from './files.ts'
import { loadNotes } from './notes.ts'
import { loadSchemas } from './schema.ts'

// Whatever else is given is refused: a misspelt --check must not write.
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const root = join(import.meta.dirname, '../..')
const folder = join(root, 'src/protocol/messages')
const files = generateFiles(loadSchemas(join(root, 'schemas')), loadNotes(join(import.meta.dirname, 'notes')))
const present = existsSync(folder) ? readdirSync(folder) : []
const stale = present.filter(file => !files.has(file))
const differing = [...files].filter(([file, text]) => !present.includes(file) || readFileSync(join(folder, file), 'utf8') !== text)

if (values.check) {
  for (const file of stale) console.error(`${file}: no schema calls for it`)
  for (const [file] of differing) console.error(`${file}: not what the generator prints`)
  if (stale.length + differing.length > 0) {
    console.error('src/protocol/messages differs from schemas/: run npm run generate')
    process.exit(1)
  }
  console.log(`${files.size} files are what the generator prints`)
} else {
  mkdirSync(folder, { recursive: true })
  for (const file of stale) rmSync(join(folder, file))
  for (const [file, text] of differing) writeFileSync(join(folder, file), text)
  console.log(`${files.size} files, ${differing.length} written, ${stale.length} removed`)
}
