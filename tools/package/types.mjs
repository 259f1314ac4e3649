import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const FLAGS = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext']
const COMPILERS = [
  {
    name: 'TypeScript 5.2',
    path: 'node_modules/typescript-oldest/bin/tsc',
    flags: ['--lib', 'es2022,esnext.disposable', '--types', 'node']
  },
  // Since TypeScript 6 a program without the option `types` loads no types by itself.
  { name: 'the newest TypeScript', path: '../../node_modules/typescript/bin/tsc', flags: [] }
]

/** Checks a program with the oldest TypeScript that can read the declarations, and with the newest. Returns the problems. */
export function checkTypes(tarball, folder) {
  const modules = join(folder, 'user/node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  execFileSync('tar', ['-xf', tarball, '-C', modules])
  cpSync(join(modules, 'package'), join(modules, 'kafkawire'), { recursive: true })
  cpSync(join(here, 'node_modules/types-node-oldest'), join(modules, '@types/node'), { recursive: true })
  cpSync(join(here, 'node_modules/undici-types'), join(modules, 'undici-types'), { recursive: true })
  cpSync(join(here, '../../node_modules/@opentelemetry/api'), join(modules, '@opentelemetry/api'), { recursive: true })
  cpSync(join(here, 'uses-every-entry-point.mts'), join(folder, 'user/program.mts'))
  return COMPILERS.flatMap(({ name, path, flags }) => {
    try {
      execFileSync(process.execPath, [join(here, path), ...FLAGS, ...flags, 'program.mts'], { cwd: join(folder, 'user'), encoding: 'utf8' })
      return []
    } catch ({ stdout }) {
      return [`${name} cannot use the declarations of the package:\n${stdout}`]
    }
  })
}
