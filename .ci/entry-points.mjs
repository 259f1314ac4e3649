// Imports every door of the installed package, and its types' files. An argument says where it is installed.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const user = createRequire(join(process.argv[2], 'index.js'))
const packageFile = user.resolve('kafkawire/package.json')
const { exports, dependencies } = JSON.parse(readFileSync(packageFile, 'utf8'))
if (dependencies !== undefined) throw new Error('the package has dependencies')
for (const [door, target] of Object.entries(exports)) {
  if (target === null || typeof target === 'string') continue
  const name = join('kafkawire', door.replace('*', 'metadata'))
  const values = Object.keys(await import(pathToFileURL(user.resolve(name)).href))
  const types = join(dirname(packageFile), target.types.replace('*', 'metadata'))
  if (values.length === 0 || !existsSync(types)) throw new Error(`${name} has ${values.length} values and its types in ${types}`)
  console.log(`${name}: ${values.length} values`)
}
