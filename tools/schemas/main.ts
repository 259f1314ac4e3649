import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeChanges, describeConflict } from './diff.ts'
import { parseSchemas, printSchemas, readSchemaFiles, type SchemaFiles, writeSchemaFiles } from './folder.ts'
import { fetchRelease } from './jars.ts'
import { mergeReleases } from './merge.ts'
import { compareReleases } from './versions.ts'

const USAGE = `Imports Kafka's message definitions from the kafka-clients jars of the given releases into schemas/.

  tsx tools/schemas/main.ts [--check] [RELEASE…]     without a release: 3.9.2 4.4.0

  --check   write nothing; exit 1 if schemas/ is not what the import would write`

const DEFAULT_RELEASES = ['3.9.2', '4.4.0']
const FOLDER = join(import.meta.dirname, '../../schemas')

try {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    allowPositionals: true
  })
  if (values.help) console.log(USAGE)
  else await importSchemas(positionals.length > 0 ? positionals : DEFAULT_RELEASES, values.check)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function importSchemas(releases: readonly string[], check: boolean): Promise<void> {
  const wrong = releases.find(release => !/^\d+\.\d+\.\d+(-\w+)?$/.test(release))
  if (wrong !== undefined) throw new Error(`'${wrong}' is no release of Kafka: write it as 4.4.0`)
  const sorted = [...new Set(releases)].sort(compareReleases)
  const before = await readSchemaFiles(FOLDER)
  const after = mergeReleases(await Promise.all(sorted.map(fetchRelease)))
  const files = printSchemas(after)
  const changes = [...describeChanges(parseSchemas(before), after)]
  const written = describeFiles(before, files)
  for (const line of changes) console.log(line)
  if (check) {
    if (written === undefined) console.log(`schemas/ is what ${sorted.join(' and ')} give`)
    else throw new Error(`schemas/ is not what ${sorted.join(' and ')} give: ${written}. Run tools/schemas/main.ts, or undo the edit.`)
    return
  }
  await writeSchemaFiles(FOLDER, before, files)
  if (changes.length === 0) console.log(written === undefined ? 'nothing changed' : `nothing changed but the form: ${written}`)
  const { apis, conflicts } = after.index
  const versions = apis.reduce((sum, api) => sum + Object.keys(api.requestHeader).length, 0)
  console.log(
    `${after.messages.size} messages, ${apis.length} APIs in ${versions} versions, ${conflicts.length} conflicts between the releases:`
  )
  for (const conflict of conflicts) console.log(`  ${describeConflict(conflict)}`)
}

// The names of the files that differ, as text. Undefined if no file differs.
function describeFiles(before: SchemaFiles, after: SchemaFiles): string | undefined {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(name => before.get(name) !== after.get(name)).sort()
  if (names.length === 0) return undefined
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return `${names.slice(0, 5).join(', ')}${more} ${names.length === 1 ? 'differs' : 'differ'}`
}
