import type { Schedule } from '../schedule/schedule.ts'
import { type Closing, closingsHaveReasons } from './closings.ts'
import { answersAreComplete } from './complete-answers.ts'
import type { History } from './history.ts'
import { notGivenUpEarly } from './not-given-up.ts'

const DEFAULT_MAX_PAUSE_MS = 1_000

/** Failures that the faults of a schedule do not explain, and successes that are none. */
export function unexplained(history: History, schedule: Schedule, closings: readonly Closing[]): string[] {
  const { options = {} } = schedule.settings
  const maxPauseMs = options['retry.maxMs'] ?? DEFAULT_MAX_PAUSE_MS
  return [
    ...answersAreComplete(history),
    ...closingsHaveReasons(closings, schedule),
    ...('retry.maxAttempts' in options ? [] : notGivenUpEarly(history, maxPauseMs))
  ]
}
