import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makePki } from '../../support/pki.ts'

/** The folder with the packages of these tests. */
export const HERE: string = join(import.meta.dirname, '..')
export const PROGRAM: string = join(HERE, 'program/main.mjs')

const LIMIT_MS = 150_000

/** What a program printed. Rejects with its output if the program fails. */
export async function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { NODE_OPTIONS: _, ...outer } = process.env
  const options = { cwd: HERE, env: { ...outer, ...env }, timeout: LIMIT_MS, maxBuffer: 1 << 26 }
  const { stdout } = await promisify(execFile)(command, args, options)
  return stdout
}

/** The checks of the program that failed, each with its error. */
export function failuresIn(stdout: string): Readonly<Record<string, string>> {
  const outcomes = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Readonly<Record<string, string | null>>
  const failed = Object.entries(outcomes).filter((entry): entry is [string, string] => entry[1] !== null)
  if (Object.keys(outcomes).length < 10) throw new Error(`the program did too little: ${stdout}`)
  return Object.fromEntries(failed)
}

/** Makes a folder for this test file outside of all `node_modules`, with certificates in a file. */
export function makeScratch(): { readonly folder: string; readonly pkiFile: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'kafkawire-runtimes-'))
  const pkiFile = join(folder, 'pki.json')
  writeFileSync(pkiFile, JSON.stringify(makePki()))
  return { folder, pkiFile, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
