import type { Command } from './frame/command.ts'
import { runCommand } from './frame/run-command.ts'

/** A command as `kafkawire --help` lists it, and how to load it. */
export interface ListedCommand {
  readonly summary: string
  load(): Promise<{ readonly run: (args: readonly string[]) => Promise<number> }>
}

/**
 * All commands by name, in the order of the help. Each is loaded only when it is called, so that it
 * pays for nothing of the others.
 */
export const commandTable: Readonly<Record<string, ListedCommand>> = {
  doctor: {
    summary: 'find what is wrong between this machine and a cluster',
    load: () => framed(import('./commands/doctor-command.ts'))
  },
  metadata: {
    summary: 'show the brokers, topics and partitions of a cluster',
    load: () => framed(import('./commands/metadata-command.ts'))
  },
  topics: {
    summary: 'list, describe, create, change and delete topics',
    load: () => framed(import('./commands/topics-command.ts'))
  },
  groups: {
    summary: 'list, describe and delete groups of all types, and reset their offsets',
    load: () => framed(import('./commands/groups-command.ts'))
  },
  configs: {
    summary: 'show and change settings of topics, brokers and groups',
    load: () => framed(import('./commands/configs-command.ts'))
  },
  produce: {
    summary: 'write the lines of the standard input to a topic',
    load: () => framed(import('./commands/produce-command.ts'))
  },
  consume: {
    summary: 'print the records of a topic',
    load: () => framed(import('./commands/consume-command.ts'))
  },
  raw: {
    summary: 'send one request of any API, written as JSON',
    load: () => framed(import('./commands/raw-command.ts'))
  },
  record: {
    summary: 'show all requests and answers between clients and a cluster',
    load: () => framed(import('./commands/record-command.ts'))
  },
  chaos: {
    summary: 'let requests and connections between clients and a cluster fail on purpose',
    load: () => framed(import('./commands/chaos-command.ts'))
  },
  'api-versions': {
    summary: 'show which versions of each API a broker speaks, or compare two clusters',
    load: () => framed(import('./commands/api-versions-command.ts'))
  },
  decode: {
    summary: 'decode the bytes of a request or a response',
    load: () => framed(import('./commands/decode-command.ts'))
  },
  errcode: {
    summary: 'say what an error code means',
    load: () => framed(import('./commands/errcode-command.ts'))
  },
  broker: { summary: 'start a Kafka cluster for tests in this process', load: () => import('./broker/broker-command.ts') }
}

async function framed(loading: Promise<{ readonly command: Command }>): ReturnType<ListedCommand['load']> {
  const { command } = await loading
  return { run: args => runCommand(command, args) }
}
