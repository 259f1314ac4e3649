#!/usr/bin/env node
import { isError } from '../type-checks.ts'
import { VERSION } from '../version.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'

// Each command is loaded only when it is called, so that `kafkawire --help` starts at once.
interface Command {
  readonly summary: string
  load(): Promise<{ readonly run: (args: readonly string[]) => Promise<number> }>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  broker: { summary: 'start a Kafka cluster for tests in this process', load: () => import('./broker/broker-command.ts') }
}

const USAGE = `Usage: kafkawire COMMAND [OPTIONS]

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

kafkawire COMMAND --help shows the options of a command, with examples.
kafkawire --version shows the version.
`

const COMMANDS_HINT = `There are: ${Object.keys(COMMANDS).join(', ')}. See kafkawire --help`

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version') return print(`${VERSION}\n`)
  if (name === '--help' || name === '-h') return print(USAGE)
  if (name === undefined) throw new CommandError(`no command was given. ${COMMANDS_HINT}`)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) throw new CommandError(`there is no command ${name}. ${COMMANDS_HINT}`)
  return (await command.load()).run(args)
}

function print(text: string): number {
  process.stdout.write(text)
  return exitCodes.OK
}

process.stdout.on('error', onBrokenPipe)
process.stderr.on('error', onBrokenPipe)

// The reader of our output has gone, as in `kafkawire … | head -1`.
function onBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.OK)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isUsage = CommandError.isOne(error)
  const text = isUsage ? `kafkawire: ${error.message}` : `kafkawire: ${isError(error) ? (error.stack ?? error.message) : String(error)}`
  process.stderr.write(`${text}\n`)
  process.exitCode = isUsage ? error.exitCode : exitCodes.FAILED
}
