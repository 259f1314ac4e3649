import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { until } from '../../../support/process/gate.ts'

/** A new folder, which is removed at the end of the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kafkawire-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * A copy of a folder that is in use, as if its process had been killed now. `isWritten` says whether
 * the state has everything that the copy must have.
 */
export async function killedCopy(folder: string, isWritten: (state: string) => boolean): Promise<string> {
  await until(() => isWritten(readFileSync(join(folder, 'kafkawire.json'), 'utf8')))
  const copy = newFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** The paths of all files with records. */
export function logsIn(folder: string): string[] {
  return readdirSync(join(folder, 'logs'))
    .sort()
    .map(name => join(folder, 'logs', name))
}
