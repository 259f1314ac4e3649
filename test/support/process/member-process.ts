import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { COMMAND } from './command.ts'

/** `kafkawire consume --group` as a process that runs until it is ended. */
export class MemberProcess {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  readonly #described: RegExp

  constructor(bootstrap: string, group: string, topic: string, flags: readonly string[] = []) {
    const args = ['consume', topic, '--group', group, ...flags, '--bootstrap', bootstrap]
    this.child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#described = new RegExp(`.*this member of group ${group} has (.*) of ${topic}\n`, 's')
    for (const name of ['stdout', 'stderr'] as const)
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text
      })
  }

  /** The lines that were printed so far. */
  get lines(): string[] {
    return this.stdout.split('\n').filter(line => line !== '')
  }

  /** The partitions that the member said it has, the last time, such as `partitions 0, 1`. */
  get partitions(): string | undefined {
    return this.#described.exec(this.stderr)?.[1]
  }

  /** Ends the process, and resolves with its exit code. */
  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal)
    if (this.child.exitCode === null) await once(this.child, 'close')
    return this.child.exitCode
  }
}
