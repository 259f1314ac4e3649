import { errorCodes, errorFor } from '../../index.ts'
import { quoted } from '../../quote.ts'
import { exitCodes } from '../exit-codes.ts'
import { noGroup } from '../groups/no-group.ts'
import { noTopic } from '../topics/no-topic.ts'
import { brokerExitCode } from './broker-exit-code.ts'
import type { Output } from './output.ts'

// The words of a broker about a name that it does not know have no next step.
const UNKNOWN: Readonly<Record<number, (name: string) => string>> = {
  [errorCodes.UNKNOWN_TOPIC_OR_PARTITION]: noTopic,
  [errorCodes.GROUP_ID_NOT_FOUND]: noGroup
}

/** What a command did to several things: a line for each of them, and one exit code at the end. */
export class Outcomes {
  readonly #output: Output
  readonly #command: string
  readonly #kind: string
  readonly #failures: number[] = []

  constructor(output: Output, command: string, kind: string) {
    this.#output = output
    this.#command = command
    this.#kind = kind
  }

  /** Shows what happened to one of them: what was done, or why it was not done. */
  add(name: string, done: string, errorCode: number, message: string | null | undefined): void {
    const isDone = errorCode === errorCodes.NONE
    const { name: error, meaning } = errorFor(errorCode)
    if (this.#output.isJson)
      this.#output.json({ [this.#kind]: name, result: isDone ? done : null, error: isDone ? null : error, message: message ?? null })
    else if (isDone) this.#output.line(`${name}: ${done}`)
    if (isDone) return
    this.#failures.push(errorCode)
    const said = message === null || message === undefined || message === '' ? '' : ` The broker says: ${quoted(message)}`
    const text = UNKNOWN[errorCode]?.(name) ?? `${this.#kind} ${name}: ${errorCode} ${error}. ${meaning}${said}`
    this.#output.note(`kafkawire: ${this.#command}: ${text}`)
  }

  /** The exit code: that of the worst failure. */
  end(): number {
    if (this.#failures.length === 0) return exitCodes.OK
    return Math.max(...this.#failures.map(brokerExitCode))
  }
}
