import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

const LOOK_MS = 1_000
const TICK_MS = 10
/** Other programs may leave a process only a part of a core. */
const MOST_SLOWED = 15
const LEAST_REAL_MS = 60_000

/**
 * Ends a process whose work takes more than a time of CPU, or much more of real time. The load of
 * the machine alone does not make it end.
 */
export class Watchdog implements Disposable {
  /** Why it ended the process; undefined while it has not. */
  reason: string | undefined
  readonly #child: ChildProcess
  readonly #limitMs: number
  readonly #timer: NodeJS.Timeout
  #began = { realMs: 0, cpuMs: 0 }

  /** @param limitMs the longest time of CPU of one piece of work */
  constructor(child: ChildProcess, limitMs: number) {
    this.#child = child
    this.#limitMs = limitMs
    this.#timer = setInterval(() => this.#look(), Math.min(LOOK_MS, limitMs))
    this.again()
  }

  /** The process begins a piece of work. */
  again(): void {
    this.#began = this.#now
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  get #now(): { readonly realMs: number; readonly cpuMs: number } {
    const realMs = performance.now()
    return { realMs, cpuMs: cpuMsOf(this.#child.pid) ?? realMs }
  }

  #look(): void {
    const { realMs, cpuMs } = this.#now
    if (cpuMs - this.#began.cpuMs > this.#limitMs) this.#end(`${this.#limitMs / 1_000} s of CPU time`)
    const longestMs = Math.max(this.#limitMs * MOST_SLOWED, LEAST_REAL_MS)
    if (realMs - this.#began.realMs > longestMs) this.#end(`${longestMs / 1_000} s of real time`)
  }

  #end(time: string): void {
    this.reason ??= `the schedule did not end within ${time}`
    this.#child.kill('SIGKILL')
  }
}

/** The CPU time of a process until now; undefined where only Linux would tell it (proc(5)). */
export function cpuMsOf(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program is in parentheses, and may have spaces.
    const [userTicks, systemTicks] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    return (Number(userTicks) + Number(systemTicks)) * TICK_MS
  } catch {
    return undefined
  }
}
