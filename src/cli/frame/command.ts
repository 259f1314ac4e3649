import type { Arguments, Flags, Given } from './flags.ts'
import type { Output } from './output.ts'

/**
 * A command: its help, its flags, and what it does. README.md beside this file shows how to add
 * one.
 */
export interface Command {
  readonly name: string
  /** What stands behind the name in the first line of the help, such as `[TOPIC...]`. */
  readonly usage: string
  /** What the command does, in short sentences, one paragraph. */
  readonly description: string
  /** The flags of this command, without those that all commands have. */
  readonly flags: Flags
  /** What is allowed beside flags. Undefined: nothing. */
  readonly arguments?: Arguments | undefined
  /** Whether the command has the connection flags. */
  readonly connects: boolean
  /** Command lines that work, without the leading `kafkawire`. */
  readonly examples: readonly string[]
  /** Further text at the end of the help, such as a table of its exit codes. */
  readonly notes?: string | undefined
  /** Runs the command, and returns its exit code. */
  run(run: Run): Promise<number>
}

/** One run of a command. */
export interface Run {
  readonly given: Given
  readonly output: Output
  /** Aborted by Ctrl-C and SIGTERM. The frame sets the exit code then. */
  readonly signal: AbortSignal
}
