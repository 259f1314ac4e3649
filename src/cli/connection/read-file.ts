import { readFileSync } from 'node:fs'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder, not a file'
}

/** Reads a file that a flag or a property names. Throws a `CommandError` that names both. */
export function readNamedFile(what: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new CommandError(`${what} ${path}: ${REASONS[code] ?? messageOf(error)}`)
  }
}
