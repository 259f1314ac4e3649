// Imports each entry point of the installed package, and checks that it has values and a file with
// its types. The first argument is the folder in which the package is installed.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const user = createRequire(join(process.argv[2], 'index.js'))
const packageFile = user.resolve('kafkawire/package.json')
const { exports, dependencies } = JSON.parse(readFileSync(packageFile, 'utf8'))
if (dependencies !== undefined) throw new Error('the package has dependencies')
for (const [entryPoint, target] of Object.entries(exports)) {
  if (target === null || typeof target === 'string') continue
  const name = join('kafkawire', entryPoint.replace('*', 'metadata'))
  const values = Object.keys(await import(pathToFileURL(user.resolve(name)).href))
  const types = join(dirname(packageFile), target.types.replace('*', 'metadata'))
  if (values.length === 0 || !existsSync(types))
    throw new Error(`${name} must export values and have types: it has ${values.length} values, and its types should be in ${types}`)
  console.log(`${name}: ${values.length} values`)
}

const command = join(process.argv[2], 'node_modules/.bin/kafkawire')
console.log(`kafkawire --version: ${execFileSync(command, ['--version'], { encoding: 'utf8' }).trim()}`)
