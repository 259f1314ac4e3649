// How large each entry point is in a program that uses all of it, bundled into one file and minified.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'

const root = join(import.meta.dirname, '../..')
const budgets = JSON.parse(readFileSync(join(import.meta.dirname, 'size-budgets.json'), 'utf8'))

/** Prints the size of each entry point beside its budget, and returns the problems, a sentence for each. */
export async function checkSizes() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const sizes = {
    'connect and one message': await minifiedBytes('export { connect } from "#index"; export { Metadata } from "#messages/metadata"')
  }
  for (const [path, target] of Object.entries(exports)) {
    if (target?.default === undefined || path.includes('*')) continue
    sizes[path.replace('.', 'kafkawire')] = await minifiedBytes(`export * from ${JSON.stringify(join(root, target.default))}`)
  }
  const problems = []
  for (const name of new Set([...Object.keys(sizes), ...Object.keys(budgets)])) {
    const [bytes, budget] = [sizes[name], budgets[name]]
    console.log(`${name}: ${bytes} bytes, budget ${budget}`)
    if (budget === undefined || bytes === undefined) problems.push(`size-budgets.json and the exports of package.json differ in ${name}`)
    else if (bytes > budget)
      problems.push(
        `${name} has ${bytes} bytes, which is more than its budget of ${budget}: make it smaller, or raise the budget with a reason`
      )
  }
  return problems
}

async function minifiedBytes(code) {
  const { output } = await build({
    input: 'program',
    platform: 'node',
    write: false,
    external: ['@opentelemetry/api'],
    logLevel: 'warn',
    plugins: [{ name: 'program', resolveId, load: id => (id === 'program' ? code : undefined) }],
    output: { minify: true, codeSplitting: false }
  })
  return Buffer.byteLength(output[0].code)
}

function resolveId(id) {
  if (id === 'program') return id
  if (id === '#index') return join(root, 'dist/index.js')
  return id === '#messages/metadata' ? join(root, 'dist/protocol/messages/metadata.js') : undefined
}
