import type { Schedule } from '../schedule/schedule.ts'
import { type Closing, closingsHaveReasons } from './closings.ts'
import { answersAreComplete } from './complete-answers.ts'
import type { DocumentedLimits, History } from './history.ts'
import { gapsAreTold, gapsHaveReasons } from './hopeless-sequences.ts'
import { notGivenUpEarly } from './not-given-up.ts'

const DEFAULT_MAX_PAUSE_MS = 1_000
const LEAVING: readonly string[] = ['kill', 'stop', 'restart-elsewhere', 'other-release', 'add-broker', 'remove-broker', 'swapped-cluster']

/** What the checks read of a run. */
export interface Run {
  readonly history: History
  readonly schedule: Schedule
  readonly limits: DocumentedLimits
  readonly closings: readonly Closing[]
}

/** Failures and waits that the faults of a schedule do not explain, and successes that are none. */
export function unexplained({ history, schedule, limits, closings }: Run): string[] {
  const { options = {} } = schedule.settings
  const maxPauseMs = options['retry.maxMs'] ?? DEFAULT_MAX_PAUSE_MS
  // A suspended process hears of nothing for hours. With few connections, each attempt waits until
  // those before it have given up their connection.
  const isHeldUp = 'pool.maxConnections' in options || schedule.faults.some(({ fault }) => fault === 'suspended')
  const canBrokersLeave = schedule.faults.some(({ fault }) => LEAVING.includes(fault))
  return [
    ...answersAreComplete(history),
    ...closingsHaveReasons(closings, schedule),
    ...('retry.maxAttempts' in options
      ? []
      : [...notGivenUpEarly(history, maxPauseMs, canBrokersLeave), ...gapsHaveReasons(history, limits.totalMs)]),
    ...(isHeldUp ? [] : gapsAreTold(history, limits, maxPauseMs))
  ]
}
