import { expect } from 'vitest'
import { type CommandResult, runCommand } from '../../support/process/command.ts'
import { eventually } from './eventually.ts'
import { uniqueName } from './topics.ts'

/** Runs commands of the command line as processes, with one cluster. */
export interface Shell {
  /** Runs a command. The flags of the connection are added. */
  run(args: readonly string[], input?: string): Promise<CommandResult>
  /** Runs a command that must succeed, and returns what it prints. */
  text(args: readonly string[], input?: string): Promise<string>
  /** Runs a command with `--json` that must succeed, and returns each line that it prints. */
  json(args: readonly string[], input?: string): Promise<unknown[]>
  /** Creates a topic, and resolves when its partitions have leaders. Disposing of it deletes it. */
  topic(...flags: readonly string[]): Promise<{ readonly name: string } & AsyncDisposable>
}

/** A shell whose commands get these flags of the connection, and variables of the environment. */
export function shellFor(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Shell {
  const run: Shell['run'] = (args, input) => runCommand([...args, ...flags], { env, ...(input !== undefined && { input }) })
  const text: Shell['text'] = async (args, input) => {
    const { code, stdout, stderr } = await run(args, input)
    expect([code, stderr], stdout).toEqual([0, ''])
    return stdout
  }
  const json: Shell['json'] = async (args, input) => jsonLines(await text([...args, '--json'], input))
  const topic: Shell['topic'] = async (...more) => {
    const name = uniqueName('cli')
    await text(['topics', 'create', name, ...(more.length > 0 ? more : ['--partitions', '1'])])
    // A new topic is in the metadata a moment before its leaders have it.
    await eventually(async () => {
      const [{ partitions }] = (await json(['topics', 'describe', name])) as [{ partitions: { endOffset: string | null }[] }]
      expect(partitions.every(({ endOffset }) => endOffset === '0')).toBe(true)
    })
    return { name, [Symbol.asyncDispose]: async () => void (await text(['topics', 'delete', name, '--yes'])) }
  }
  return { run, text, json, topic }
}

/** The values in lines of JSON. */
export const jsonLines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as unknown)
