import type { Schedule } from '../schedule/schedule.ts'
import { type Closing, closingsHaveReasons } from './closings.ts'
import { answersAreComplete, incompleteHasReasons } from './complete-answers.ts'
import type { Seen } from './delivery/attempts-of.ts'
import type { DocumentedLimits, History } from './history.ts'
import { gapsAreTold, gapsHaveReasons } from './hopeless-sequences.ts'
import { notGivenUpEarly } from './not-given-up.ts'
import { outagesAreNotSleptThrough, rightBrokersAreFound } from './traffic/outages.ts'
import { silentServersHoldUpNobody } from './traffic/servers.ts'

const DEFAULT_MAX_PAUSE_MS = 1_000
const LEAVING: readonly string[] = ['kill', 'stop', 'restart-elsewhere', 'other-release', 'add-broker', 'remove-broker', 'swapped-cluster']

/** What the checks read of a run. */
export interface Run {
  readonly history: History
  readonly schedule: Schedule
  readonly limits: DocumentedLimits
  readonly closings: readonly Closing[]
  readonly traffic: Seen
  /** When the last fault ended. */
  readonly healedMs: number
}

/** Failures and waits that the faults of a schedule do not explain, and successes that are none. */
export function unexplained({ history, schedule, limits, closings, traffic, healedMs }: Run): string[] {
  const { options = {} } = schedule.settings
  const maxPauseMs = options['retry.maxMs'] ?? DEFAULT_MAX_PAUSE_MS
  // A suspended process hears of nothing for hours.
  const isSuspended = schedule.faults.some(({ fault }) => fault === 'suspended')
  // With fewer connections than brokers, each attempt waits until those before it have given up their connection.
  const isBlocked = schedule.faults.some(({ fault }) => fault === 'blocked-loop')
  const isHeldUp = isSuspended || isBlocked || (options['pool.maxConnections'] ?? Number.POSITIVE_INFINITY) < schedule.settings.brokers
  const canBrokersLeave = schedule.faults.some(({ fault }) => LEAVING.includes(fault))
  return [
    ...answersAreComplete(history),
    ...incompleteHasReasons(history, schedule),
    ...closingsHaveReasons(closings, schedule),
    ...silentServersHoldUpNobody(traffic, schedule),
    ...(isSuspended ? [] : outagesAreNotSleptThrough(history, traffic, schedule, healedMs)),
    ...('retry.maxAttempts' in options
      ? []
      : [
          ...notGivenUpEarly(history, maxPauseMs, canBrokersLeave),
          ...gapsHaveReasons(history, limits.totalMs),
          ...(isSuspended ? [] : rightBrokersAreFound(history, schedule.settings, healedMs))
        ]),
    ...(isHeldUp ? [] : gapsAreTold(history, traffic, limits, maxPauseMs))
  ]
}
