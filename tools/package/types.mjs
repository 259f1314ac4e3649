import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const FLAGS = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,esnext.disposable', '--module', 'nodenext', '--types', 'node']

/** Checks a program with the oldest TypeScript that can read the declarations. Returns the problems. */
export function checkTypes(tarball, folder) {
  const modules = join(folder, 'user/node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  execFileSync('tar', ['-xf', tarball, '-C', modules])
  cpSync(join(modules, 'package'), join(modules, 'kafkawire'), { recursive: true })
  cpSync(join(here, 'node_modules/types-node-oldest'), join(modules, '@types/node'), { recursive: true })
  cpSync(join(here, 'node_modules/undici-types'), join(modules, 'undici-types'), { recursive: true })
  cpSync(join(here, '../../node_modules/@opentelemetry/api'), join(modules, '@opentelemetry/api'), { recursive: true })
  cpSync(join(here, 'uses-every-entry-point.mts'), join(folder, 'user/program.mts'))
  try {
    execFileSync(process.execPath, [join(here, 'node_modules/typescript-oldest/bin/tsc'), ...FLAGS, 'program.mts'], {
      cwd: join(folder, 'user'),
      encoding: 'utf8'
    })
    return []
  } catch ({ stdout }) {
    return [`TypeScript 5.2 cannot use the declarations of the package:\n${stdout}`]
  }
}
