import { type CallEntry, type CallLog, type DocumentedLimits, Recorder } from './history.ts'
import { problemOf } from './settled-in-time.ts'

// Timers of a busy machine are late.
const ROOM_MS = 5_000
const MOST_PROBLEMS = 20

/** The calls of a run in real time that may last for hours: a call is checked when it ends, and forgotten. */
export class LiveCalls implements CallLog {
  /** The number of calls that have begun. */
  calls = 0
  /** The calls that failed. */
  failures = 0
  /** The calls that settled too late. The first ones are described in `problems`. */
  late = 0
  readonly problems: string[] = []
  readonly #open = new Set<CallEntry>()
  readonly #limits: DocumentedLimits

  constructor(limits: DocumentedLimits) {
    this.#limits = limits
  }

  /** What writes the calls of one actor. */
  of(actor: string): Recorder {
    return new Recorder(actor, this, this.#limits)
  }

  /** A sentence for each promise of time that was broken, calls that have not settled included. */
  get violations(): readonly string[] {
    return [...this.problems, ...[...this.#open].flatMap(entry => sentenceOf(entry) ?? [])]
  }

  began(entry: CallEntry): void {
    this.calls++
    this.#open.add(entry)
  }

  ended(entry: CallEntry): void {
    this.#open.delete(entry)
    if (entry.error !== undefined) this.failures++
    const problem = sentenceOf(entry)
    if (problem !== undefined && this.late++ < MOST_PROBLEMS) this.problems.push(problem)
  }
}

function sentenceOf(entry: CallEntry): string | undefined {
  const problem = problemOf(entry, ROOM_MS)
  return problem === undefined ? undefined : `${entry.actor}: ${problem}`
}
