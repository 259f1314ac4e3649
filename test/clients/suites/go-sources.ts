import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../integration/harness/cluster/run.ts'

/** A package of Go as the module in `folder` gets it. */
export interface GoPackage {
  readonly dir: string
  readonly version: string
}

/** Finds a package, and downloads its module if it is not there. */
export async function goPackage(module: string, name: string): Promise<GoPackage> {
  const found = await run('go', ['list', '-C', module, '-f', '{{.Dir}} {{.Module.Version}}', name], { stdoutOnly: true })
  const [dir = '', version = ''] = found.trim().split(' ')
  return { dir, version }
}

const DECLARATION = /^func (?:\([^)]*\) )?(\w+)\(/

/** The tests of a package that call one of these functions, themselves or through other functions of its tests. */
export function testsThatCall(functions: readonly string[], { dir }: GoPackage): string[] {
  const files = readdirSync(dir).filter(name => name.endsWith('_test.go'))
  const texts = files.flatMap(name => readFileSync(join(dir, name), 'utf8').split(/^(?=func )/m))
  const bodies = new Map<string, string>()
  for (const text of texts) {
    const [, name] = DECLARATION.exec(text) ?? []
    if (name !== undefined) bodies.set(name, text.slice(text.indexOf('{')))
  }
  const callers = new Set(functions)
  for (let size = 0; size < callers.size; ) {
    size = callers.size
    const calls = new RegExp(`\\b(${[...callers].join('|')})\\(`)
    for (const [name, body] of bodies) if (calls.test(body)) callers.add(name)
  }
  return [...callers].filter(name => name.startsWith('Test')).sort()
}
