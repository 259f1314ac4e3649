import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../options.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import { type DataDirProblem, isSystemError } from './data-dir-error.ts'
import type { SavedState } from './saved-state.ts'
import { fromJson } from './state-json.ts'

/** The name of the file with everything but records. */
export const STATE_FILE = 'kafkawire.json'
/** The name of the file before it is complete. */
export const NEXT_STATE_FILE = 'kafkawire.json.next'

const FORMAT = 'kafkawire data directory'
/** The version of the format of the whole folder. It rises when older releases cannot read it. */
const VERSION = 1
const STATE_FIELD = '"state":'

/** The file with the state of a cluster: JSON, with a checksum. */
export class StateFile {
  readonly #path: string
  readonly #nextPath: string
  readonly #problem: DataDirProblem
  #written = ''

  constructor(folder: string, problem: DataDirProblem) {
    this.#path = join(folder, STATE_FILE)
    this.#nextPath = join(folder, NEXT_STATE_FILE)
    this.#problem = problem
  }

  /** Reads the state; undefined if there is none. Throws if it cannot be read. */
  read(): SavedState | undefined {
    const text = this.#readText()
    if (text === undefined) return undefined
    const file = this.#parsed(text)
    if (file['format'] !== FORMAT)
      throw this.#problem.of(`has a ${STATE_FILE} that is not of kafkawire`, 'Name an empty folder, or one that does not exist')
    if (file['version'] !== VERSION) {
      const versions = `it has version ${String(file['version'])} of the format, and this release reads version ${VERSION}`
      throw this.#problem.of(`is of another release of kafkawire: ${versions}`, 'Use that release, or name another folder')
    }
    const state = text.slice(text.indexOf(STATE_FIELD) + STATE_FIELD.length, text.lastIndexOf('}'))
    if (file['crc32c'] !== checksum(state)) throw this.#damaged('its checksum is wrong')
    this.#written = state
    return file['state'] as SavedState
  }

  /** Writes the state if it has changed. At any time the old file or the new one is there. */
  write(state: string): void {
    if (state === this.#written) return
    writeFileSync(this.#nextPath, `{"format":"${FORMAT}","version":${VERSION},"crc32c":${checksum(state)},${STATE_FIELD}${state}}\n`)
    renameSync(this.#nextPath, this.#path)
    this.#written = state
  }

  #readText(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8')
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  #parsed(text: string): Record<string, unknown> {
    try {
      const file = fromJson(text)
      if (isRecord(file)) return file
    } catch {
      // It is damaged: see below.
    }
    throw this.#damaged('it is not JSON')
  }

  #damaged(why: string): Error {
    return this.#problem.of(`has a damaged ${STATE_FILE}: ${why}`, 'Restore the folder from a copy, or remove it to begin with no data')
  }
}

const checksum = (text: string): number => crc32c(Buffer.from(text))
