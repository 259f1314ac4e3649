import { writeFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { randomSchedule } from '../schedule/random-schedule.ts'
import { runOnSockets } from '../simulation/simulate.ts'
import { growthOf } from './growth.ts'
import { plot, type Series } from './plot.ts'

const SAMPLE_MS = 3_000
const MINUTE_MS = 60_000
const SECOND_MS = 1_000
const MIB = 1_048_576
// The heap of a process settles in its first schedules. With fewer of them growth says nothing.
const LEAST_SCHEDULES = 40
// What is left after each schedule may grow by so much in a minute.
const MAX_HEAP_GROWTH_MIB = 1
const MAX_SOCKET_GROWTH = 0.5
const FILE = 'campaign-soak.svg'

type Points = [minute: number, value: number][]

/** Runs random schedules over real sockets in this process, one after the other, and plots what it holds. */
export class Soak {
  readonly violations: string[] = []
  readonly #beganMs = performance.now()
  readonly #heap: Points = []
  readonly #rest: Points = []
  readonly #rss: Points = []
  readonly #sockets: Points = []
  readonly #restSockets: Points = []
  readonly #timers: Points = []
  readonly #rate: Points = []
  #schedules = 0

  /** Resolves with a summary when the time is over. The picture is in `campaign-soak.svg`. */
  async run(minutes: number, firstSeed: number): Promise<string> {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const timer = setInterval(() => this.#sample(), SAMPLE_MS)
    for (let seed = firstSeed; this.#minute < minutes; seed++) {
      const sinceMs = performance.now()
      const { violations, calls } = await runOnSockets(randomSchedule(seed))
      this.violations.push(...violations.map(violation => `seed ${seed}: ${violation}`))
      this.#rate.push([this.#minute, calls / ((performance.now() - sinceMs) / SECOND_MS)])
      this.#schedules++
      collect()
      this.#rest.push([this.#minute, process.memoryUsage().heapUsed / MIB])
      this.#restSockets.push([this.#minute, held('TCP')])
    }
    clearInterval(timer)
    await writeFile(FILE, plot(`${this.#schedules} schedules over real sockets`, this.#series))
    return this.#verdict()
  }

  get #minute(): number {
    return (performance.now() - this.#beganMs) / MINUTE_MS
  }

  get #series(): Series[] {
    return [
      { name: 'heap', unit: 'MiB', points: this.#heap },
      { name: 'heap at rest', unit: 'MiB', points: this.#rest },
      { name: 'memory (RSS)', unit: 'MiB', points: this.#rss },
      { name: 'TCP sockets', unit: '', points: this.#sockets },
      { name: 'timers', unit: '', points: this.#timers },
      { name: 'calls per second', unit: '', points: this.#rate }
    ]
  }

  #sample(): void {
    const { heapUsed, rss } = process.memoryUsage()
    this.#heap.push([this.#minute, heapUsed / MIB])
    this.#rss.push([this.#minute, rss / MIB])
    this.#sockets.push([this.#minute, held('TCP')])
    this.#timers.push([this.#minute, held('Timeout')])
  }

  #verdict(): string {
    const heap = growthOf(this.#rest)
    const sockets = growthOf(this.#restSockets)
    const isEnough = this.#schedules >= LEAST_SCHEDULES
    if (isEnough && heap > MAX_HEAP_GROWTH_MIB) this.violations.push(`the heap at rest grows by ${heap.toFixed(2)} MiB a minute`)
    if (isEnough && sockets > MAX_SOCKET_GROWTH) this.violations.push(`the sockets at rest grow by ${sockets.toFixed(2)} a minute`)
    const growth = `in the last half the heap at rest grew by ${heap.toFixed(2)} MiB a minute, and the sockets by ${sockets.toFixed(2)}`
    return `${this.#schedules} schedules over real sockets, ${this.violations.length} broken promises; ${growth}; see ${FILE}`
  }
}

const held = (kind: string): number => process.getActiveResourcesInfo().filter(resource => resource.startsWith(kind)).length
