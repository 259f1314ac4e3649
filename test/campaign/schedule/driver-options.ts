import type { Random } from '../../support/vectors/random.ts'

/**
 * The options of the driver that change its control flow, by the paths of their names, and values
 * that are far from their defaults. What is left out of a schedule has its default.
 */
export const OPTION_VALUES: Readonly<Record<string, readonly number[]>> = {
  'retry.totalMs': [2_000, 10_000],
  'retry.maxAttempts': [1, 2, 3],
  'retry.initialMs': [5, 1_000],
  'retry.maxMs': [100, 5_000],
  'metadata.maxAgeMs': [200, 3_000],
  'metadata.minAgeMs': [1, 1_000],
  'metadata.attemptMs': [300, 1_000],
  'metadata.topicIdleMs': [500, 3_000],
  'metadata.rebootstrapAfterMs': [1_000, 5_000],
  'pool.backoff.initialMs': [10, 500],
  'pool.backoff.maxMs': [1_500, 3_000],
  'pool.breaker.failures': [1, 2],
  'pool.breaker.openMs': [1_000, 5_000],
  'pool.maxConnections': [2, 4, 8],
  'pool.maxDialsPerSecond': [1, 5],
  'pool.validateMs': [50, 1_000],
  'pool.pongMs': [100, 1_000],
  'connection.limits.maxInFlight': [1, 2, 5],
  'connection.limits.maxQueuedBytes': [20_000, 100_000],
  'connection.timeouts.connectMs': [1_000, 3_000],
  'connection.timeouts.idleMs': [200, 2_000],
  'connection.timeouts.pingMs': [100, 1_000],
  'connection.timeouts.pongTimeoutMs': [200, 1_000],
  'connection.timeouts.maxThrottleMs': [200, 1_000]
}

const MAX_OPTIONS = 4
const DIALS = 'pool.maxDialsPerSecond'
const IDLE = 'connection.timeouts.idleMs'

/** Options of the driver for a schedule. Half of the schedules have none. */
export function randomOptions(random: Random): Readonly<Record<string, number>> {
  const count = random.once(2) ? 0 : 1 + random.below(MAX_OPTIONS)
  const paths = Array.from({ length: count }, () => random.pick(Object.keys(OPTION_VALUES)))
  const options = Object.fromEntries(paths.map(path => [path, random.pick(OPTION_VALUES[path] ?? [])]))
  // With one dial a second, connections that last 200 ms are too few for the heartbeats of a group.
  if (options[DIALS] === 1 && options[IDLE] === 200) delete options[IDLE]
  return options
}
