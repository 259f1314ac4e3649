import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf } from '../../support/sources/samples.ts'
import { HERE, run } from './run.ts'

const ROOT = join(HERE, '../..')

/**
 * Makes a project of the files of a guide. Its packages are those of these tests, and behind them
 * those of the repository. Returns its folder.
 */
export function makeGuide(scratch: string, page: string, folderOf: (name: string) => string = () => ''): string {
  const project = join(scratch, page.replaceAll('/', '-'))
  mkdirSync(project)
  symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'node_modules'))
  symlinkSync(join(HERE, 'node_modules'), join(project, 'node_modules'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  for (const [name, text] of filesOf(page)) {
    mkdirSync(join(project, folderOf(name)), { recursive: true })
    writeFileSync(join(project, folderOf(name), name), text)
  }
  return project
}

/** Compiles a project by its tsconfig.json. Resolves with the errors. */
export const compile = (project: string): Promise<string> =>
  run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project]).catch((error: { stdout?: string }) => {
    if (!error.stdout) throw error
    return error.stdout
  })
