import { onTestFinished } from 'vitest'
import { type CommandResult, runCommand } from './command.ts'

/** What a proxy of the command line did while a test used it. */
export interface ProxiedResult<T> extends CommandResult {
  /** What the test returned. */
  readonly used: T
  /** The lines on the standard output. */
  readonly lines: readonly string[]
}

/** How the command is run. */
export interface ProxiedOptions {
  readonly env?: Readonly<Record<string, string>>
  /** How the command ends. Default: SIGINT. */
  readonly signal?: NodeJS.Signals
  /** Called with all of the standard error so far. */
  readonly onStderr?: (text: string) => void
}

const READY = /(127\.0\.0\.1:\d+) leads to /

/**
 * Runs a proxy of the command line, calls the function with its first address when it listens, and
 * ends the proxy afterwards.
 */
export async function proxied<T>(
  args: readonly string[],
  use: (bootstrap: string) => Promise<T>,
  { env = {}, signal = 'SIGINT', onStderr }: ProxiedOptions = {}
): Promise<ProxiedResult<T>> {
  let using: Promise<T> | undefined
  const result = await runCommand([...args, '--listen', '0'], {
    env,
    onStart: child => {
      onTestFinished(() => void child.kill('SIGKILL')) // a test that takes too long leaves no proxy behind
      let text = ''
      child.stderr?.on('data', (chunk: string) => {
        text += chunk
        onStderr?.(text)
        const [, bootstrap] = READY.exec(text) ?? []
        if (bootstrap === undefined || using !== undefined) return
        using = use(bootstrap)
        void using.then(
          () => child.kill(signal),
          () => child.kill(signal)
        )
      })
    }
  })
  if (using === undefined) throw new Error(`the proxy did not listen: ${result.stderr}`)
  return { ...result, used: await using, lines: result.stdout.split('\n').filter(line => line !== '') }
}
