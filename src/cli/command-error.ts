import { isError } from '../type-checks.ts'
import { exitCodes } from './exit-codes.ts'

/** An error that is shown as one sentence, without a stack. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.USAGE) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }

  /** Names the command at the beginning of the sentence, unless it does so already. */
  named(command: string): CommandError {
    return this.message.startsWith(`${command}: `) ? this : new CommandError(`${command}: ${this.message}`, this.exitCode)
  }

  static isOne(error: unknown): error is CommandError {
    return isError(error) && error.name === 'CommandError'
  }
}
