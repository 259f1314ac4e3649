#!/usr/bin/env node
import { isError } from '../type-checks.ts'
import { VERSION } from '../version.ts'
import { CommandError } from './command-error.ts'
import { commandTable } from './command-table.ts'
import { exitCodes } from './exit-codes.ts'
import { onOutputError } from './frame/broken-pipe.ts'

const NAME_COLUMN = Math.max(...Object.keys(commandTable).map(name => name.length)) + 2

const USAGE = `Usage: kafkawire COMMAND [OPTIONS]

Commands:
${Object.entries(commandTable)
  .map(([name, { summary }]) => `  ${name.padEnd(NAME_COLUMN)}${summary}`)
  .join('\n')}

kafkawire COMMAND --help shows the options of a command, with examples.
kafkawire --version shows the version.
`

const COMMANDS_HINT = `There are: ${Object.keys(commandTable).join(', ')}. See kafkawire --help`

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version') return print(`${VERSION}\n`)
  if (name === '--help' || name === '-h') return print(USAGE)
  if (name === undefined) throw new CommandError(`no command was given. ${COMMANDS_HINT}`)
  const command = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined
  if (command === undefined) throw new CommandError(`there is no command ${name}. ${COMMANDS_HINT}`)
  return (await command.load()).run(args)
}

function print(text: string): number {
  process.stdout.write(text)
  return exitCodes.OK
}

process.stdout.on('error', onOutputError)
process.stderr.on('error', onOutputError)

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isUsage = CommandError.isOne(error)
  const text = isUsage ? `kafkawire: ${error.message}` : `kafkawire: ${isError(error) ? (error.stack ?? error.message) : String(error)}`
  process.stderr.write(`${text}\n`)
  process.exitCode = isUsage ? error.exitCode : exitCodes.FAILED
}
