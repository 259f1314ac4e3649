import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { bundleOf } from './bundle.ts'
import type { Choice } from './schedule/choice.ts'
import type { Outcome } from './simulation/simulate.ts'
import { Watchdog } from './watchdog.ts'

/** The schedules of one run of the campaign, and how they are run. */
export interface RunOptions {
  readonly schedules: number
  /** The schedules have the seeds from this one on. */
  readonly firstSeed: number
  /** The number of processes that share the schedules. */
  readonly processes: number
  /** When the last schedule may begin, in milliseconds since 1970. Without it there is no limit. */
  readonly lastBeginMs?: number
  /** One of so many schedules runs in real time over sockets; 0 for none. */
  readonly real?: number
  /** The most schedules that are run. Default: all. */
  readonly maxRuns?: number
  /** Which of the schedules are run. Default: all. */
  readonly choice?: Choice | undefined
  /** Whether the run ends at the first broken promise. The schedule is then not made smaller. */
  readonly isUntilFailure: boolean
  /** The longest CPU time of one schedule, in milliseconds: then its process is ended. */
  readonly watchdogMs: number
  /** The folder of the project. */
  readonly folder: string
}

/** What a run tells. */
export interface RunListener {
  onOutcome(seed: number, outcome: Outcome): void
  /** The report of a schedule that broke a promise. */
  onReport(text: string): void
}

/** What the process of a part tells. */
export type PartMessage =
  | { readonly kind: 'began'; readonly seed: number }
  | { readonly kind: 'outcome'; readonly seed: number; readonly outcome: Outcome }
  | { readonly kind: 'report'; readonly text: string }
  | { readonly kind: 'done' }

// Most memory of a schedule is short-lived. With much room for it, and without threads that collect
// it, a schedule costs a fifth less CPU time.
const FLAGS: readonly string[] = ['--single-threaded-gc', '--max-semi-space-size=64']

const MINUTE_MS = 60_000

/** Runs schedules in several processes. Resolves when all have ended. */
export async function runInProcesses(options: RunOptions, listener: RunListener): Promise<void> {
  await using bundle = await bundleOf(options.folder)
  const run = new Run(options, listener, bundle.file)
  await Promise.all(Array.from({ length: options.processes }, (_, part) => run.runPart(part)))
}

class Run {
  readonly #options: RunOptions
  readonly #listener: RunListener
  readonly #file: string
  readonly #children = new Set<ChildProcess>()
  #isOver = false
  #runs = 0

  constructor(options: RunOptions, listener: RunListener, file: string) {
    this.#options = options
    this.#listener = listener
    this.#file = file
  }

  // A schedule that ends its process is reported, and the next one begins in a new process.
  async runPart(part: number): Promise<void> {
    const { firstSeed, schedules, processes, lastBeginMs = Number.POSITIVE_INFINITY } = this.#options
    for (let seed = firstSeed + part; seed < firstSeed + schedules && Date.now() < lastBeginMs && !this.#isOver; ) {
      const lost = await this.#runFrom(seed)
      if (lost === undefined || this.#isOver) return
      this.#tell(lost.seed, { violations: [lost.why], calls: 0, failures: 0, virtualMs: 0, strikes: [] })
      this.#listener.onReport(
        `seed ${lost.seed} broke a promise:\n  ${lost.why}\nagain: npm run campaign -- --schedules 1 --seed ${lost.seed}`
      )
      seed = lost.seed + processes
    }
  }

  // Resolves with the seed of the schedule that ended the process, and how; else undefined.
  async #runFrom(seed: number): Promise<{ readonly seed: number; readonly why: string } | undefined> {
    const { folder, watchdogMs } = this.#options
    const child = fork(this.#file, this.#argsFrom(seed), { cwd: folder, execArgv: [...FLAGS] })
    this.#children.add(child)
    using watchdog = new Watchdog(child, watchdogMs)
    let at = seed
    let isDone = false
    child.on('message', (message: PartMessage) => {
      if (message.kind === 'began') {
        at = message.seed
        watchdog.again()
      } else if (message.kind === 'outcome') this.#tell(message.seed, message.outcome)
      else if (message.kind === 'report') this.#listener.onReport(message.text)
      else isDone = true
    })
    const [code, signal] = await once(child, 'exit')
    this.#children.delete(child)
    if (isDone || this.#isOver) return undefined
    const ended = `the process of the schedule ended with ${String(code ?? signal)}`
    return { seed: at, why: watchdog.reason ?? ended }
  }

  #argsFrom(seed: number): string[] {
    const { firstSeed, schedules, processes, isUntilFailure, real = 0, choice, lastBeginMs = Number.POSITIVE_INFINITY } = this.#options
    const minutes = Math.max(lastBeginMs - Date.now(), 0) / MINUTE_MS
    const numbers = { part: seed, schedules: firstSeed + schedules - seed, processes, minutes, real }
    return Object.entries(numbers)
      .flatMap(([name, value]) => [`--${name}`, String(value)])
      .concat(isUntilFailure ? ['--until-failure'] : [], choice === undefined ? [] : ['--choice', JSON.stringify(choice)])
  }

  #tell(seed: number, outcome: Outcome): void {
    if (this.#isOver) return
    this.#listener.onOutcome(seed, outcome)
    const { isUntilFailure, maxRuns = Number.POSITIVE_INFINITY } = this.#options
    const hasFailed = isUntilFailure && outcome.violations.length > 0
    if (!hasFailed && ++this.#runs < maxRuns) return
    this.#isOver = true
    for (const child of this.#children) child.kill('SIGKILL')
  }
}
