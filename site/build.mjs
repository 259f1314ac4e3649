// Builds the site into dist/: the pages of docs/, the API reference, and a search over both. Fails if a link leads nowhere.
import { join } from 'node:path'
import { build } from 'vitepress'
import { checkLinks } from './links.mjs'
import { writePages } from './pages.mjs'
import { writeReference } from './reference.mjs'

writePages()
const warnings = await writeReference()
await build(import.meta.dirname)
const problems = checkLinks(join(import.meta.dirname, 'dist'))
if (warnings > 0) problems.push(`typedoc gave ${warnings} warnings`)
for (const problem of problems) console.error(problem)
console.log(`${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
