import { configurationError } from '../../options.ts'
import { messageOf } from '../../type-checks.ts'

/** A data directory that cannot be used, as the error that users get. */
export class DataDirProblem {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** An error that says what is wrong with the folder, and what to do. */
  of(problem: string, advice: string): Error {
    return configurationError('startTestingCluster', [`the data directory ${this.#folder} ${problem}. ${advice}`])
  }

  /** Calls a function of the file system. An error of the system becomes one of the folder. */
  guard<T>(action: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isSystemError(error)) throw error
      throw this.of(`cannot be ${action}: ${messageOf(error)}`, 'Check its permissions and the space on its disk, or name another folder')
    }
  }
}

/** Whether a caught value is an error of the file system. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error
}
