import { isKafkaError } from '../../errors.ts'
import { CommandError } from '../command-error.ts'
import { connectionFlags } from '../connection/connection-flags.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command } from './command.ts'
import { commandErrorOf } from './command-failure.ts'
import { type Flags, parseFlags } from './flags.ts'
import { helpText } from './help-text.ts'
import { Output } from './output.ts'

/** The flags that every command has. */
export const commonFlags: Flags = {
  json: { help: 'print JSON, with keys that do not change' },
  help: { help: 'show this text', short: 'h' }
}

/** The text of `kafkawire COMMAND --help`. */
export const helpOf = (command: Command): string => helpText(command, commonFlags, connectionFlags)

/**
 * Runs a command with its command line, and returns the exit code. Errors of the driver become one
 * sentence with the exit code of their step.
 */
export async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  const flags = { ...command.flags, ...(command.connects ? connectionFlags : {}), ...commonFlags }
  const given = parseFlags(command.name, args, flags, command.arguments)
  if (given.is('help')) {
    process.stdout.write(helpOf(command))
    return exitCodes.OK
  }
  const output = new Output(given.is('json'))
  const { signal, exitCode, stop } = interruption()
  try {
    const code = await command.run({ given, output, signal })
    return signal.aborted ? exitCode() : code
  } catch (error) {
    if (signal.aborted) return exitCode()
    if (isKafkaError(error)) throw commandErrorOf(command.name, error)
    throw CommandError.isOne(error) ? error.named(command.name) : error
  } finally {
    output.end()
    stop()
  }
}

const EXIT_CODES = { SIGINT: exitCodes.INTERRUPTED, SIGTERM: exitCodes.TERMINATED, SIGHUP: exitCodes.TERMINATED }

interface Interruption {
  readonly signal: AbortSignal
  exitCode(): number
  stop(): void
}

// The first signal asks the command to end. The second one ends the process at once.
function interruption(): Interruption {
  const ending = new AbortController()
  let code: number = exitCodes.INTERRUPTED
  const names = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[]
  const end = (name: NodeJS.Signals): void => {
    code = EXIT_CODES[name as keyof typeof EXIT_CODES]
    if (ending.signal.aborted) process.exit(code)
    ending.abort(new CommandError(`ended by ${name}`, code))
  }
  for (const name of names) process.on(name, end)
  return {
    signal: ending.signal,
    exitCode: () => code,
    stop: () => {
      for (const name of names) process.off(name, end)
    }
  }
}
