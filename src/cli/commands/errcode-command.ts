import { type ErrorCodeEntry, errorCodes, errorCodeTable } from '../../index.ts'
import { quoted } from '../../quote.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'

/** `kafkawire errcode`: what an error code of Kafka means. */
export const command: Command = {
  name: 'errcode',
  usage: '[CODE...]',
  description:
    'Says what an error code of Kafka means, and whether the same request may succeed later. A code is a number or a name, or a part of a name. Without arguments all codes are listed.',
  arguments: { name: 'CODE', min: 0, max: 1_000, hasNegatives: true },
  flags: {},
  connects: false,
  examples: ['errcode 16', 'errcode NOT_LEADER_OR_FOLLOWER', 'errcode coordinator --json'],
  run
}

const HIGHEST = Math.max(...errorCodeTable.map(({ code }) => code))

function run({ given, output }: Run): Promise<number> {
  const texts = given.arguments
  const entries = texts.length === 0 ? errorCodeTable : [...new Set(texts.flatMap(find))]
  if (output.isJson)
    for (const { code, name, retriable, refreshMetadata, meaning } of entries)
      output.json({ code, name, retriable, refreshMetadata, meaning })
  else if (texts.length === 0)
    output.table(
      ['CODE', 'NAME', 'RETRIABLE'],
      entries.map(entry => [entry.code, entry.name, remedyOf(entry)])
    )
  else
    for (const entry of entries)
      output.line(`${output.styled('bold', `${entry.code} ${entry.name}`)}\n  ${entry.meaning}\n  Retriable: ${adviceOf(entry)}`)
  return Promise.resolve(exitCodes.OK)
}

function find(text: string): readonly ErrorCodeEntry[] {
  if (/^-?\d+$/.test(text)) {
    const found = errorCodeTable.find(({ code }) => code === Number(text))
    if (found !== undefined) return [found]
    throw new CommandError(`Kafka 4.4.0 has no error code ${text}: its codes go from -1 to ${HIGHEST}`)
  }
  const wanted = text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  const plain = ({ name }: ErrorCodeEntry): string => name.replaceAll('_', '')
  // Java names its exceptions after the codes: NotCoordinatorException.
  const exact = errorCodeTable.find(entry => plain(entry) === wanted || `${plain(entry)}EXCEPTION` === wanted)
  const found = exact === undefined && wanted !== '' ? errorCodeTable.filter(entry => plain(entry).includes(wanted)) : [exact]
  const known = found.filter(entry => entry !== undefined)
  if (known.length > 0) return known
  throw new CommandError(`no error code of Kafka 4.4.0 has ${quoted(text)} in its name`)
}

const remedyOf = ({ retriable, refreshMetadata }: ErrorCodeEntry): string => (refreshMetadata ? 'after metadata' : retriable ? 'yes' : 'no')

function adviceOf(entry: ErrorCodeEntry): string {
  if (entry.code === errorCodes.NONE) return 'there is nothing to try again, because the request succeeded.'
  if (entry.refreshMetadata) return 'yes, after metadata was fetched again, because what the client knows of the cluster is out of date.'
  return entry.retriable ? 'yes, the same request may succeed later.' : 'no, the same request fails again until its cause is removed.'
}
