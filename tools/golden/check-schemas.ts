// Compares schemas/ with dumps of Kafka's generated classes, which run.sh makes:
// tsx tools/golden/check-schemas.ts DUMP…
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseSchemas, readSchemaFiles } from '../schemas/folder.ts'
import { compareSchemas, listUnseen } from './compare-schemas.ts'

const schemas = parseSchemas(await readSchemaFiles(join(import.meta.dirname, '../../schemas')))
const comparisons = process.argv.slice(2).map(file => {
  const comparison = compareSchemas(schemas, readFileSync(file, 'utf8'))
  const { equal, contradicted, differences } = comparison
  console.log(
    `${basename(file)}: equal ${equal.length}, contradicted by another release ${contradicted.length}, differing ${differences.length}`
  )
  for (const id of contradicted) console.log(`  contradicted: ${id}`)
  for (const difference of differences) console.log(`  ${difference}`)
  return comparison
})
const unseen = listUnseen(schemas, comparisons)
console.log(`message versions for which there was no class: ${unseen.length}${unseen.length > 0 ? ` (${unseen.join(', ')})` : ''}`)
if (unseen.length > 0 || comparisons.some(c => c.differences.length > 0)) process.exitCode = 1
