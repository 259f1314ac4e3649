import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The program `kafkawire`. */
export const COMMAND: string = join(import.meta.dirname, '../../../dist/cli/main.js')

/** What a run of the command line led to. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a command is run. */
export interface CommandOptions {
  /** Variables of the environment, beside PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** The standard input. Default: none. */
  readonly input?: string | Uint8Array
  readonly cwd?: string
  /** The encoding of what the command prints. Default: utf8. */
  readonly encoding?: BufferEncoding
  /** Called when the process runs, for example to end it. */
  readonly onStart?: (child: ChildProcess) => void
}

/** Runs `kafkawire` with these arguments until it ends. */
export async function runCommand(
  args: readonly string[],
  { env = {}, input = '', cwd, encoding = 'utf8', onStart }: CommandOptions = {}
): Promise<CommandResult> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], ...env },
    ...(cwd === undefined ? {} : { cwd })
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding(encoding).on('data', (text: string) => {
      texts[name] += text
    })
  child.stdin.on('error', () => undefined).end(input) // a command may end before it has read all of it
  onStart?.(child)
  const [code] = await once(child, 'close')
  return { code: code as number | null, ...texts }
}
