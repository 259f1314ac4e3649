import { expect, test } from 'vitest'
import { type ClusterOptions, connectCluster, errorCodes, replicaIds, specialTimestamps } from '../../../src/index.ts'
import { DescribeCluster, Heartbeat, ListOffsets } from '../../../src/messages.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { turns, until } from '../../support/process/gate.ts'

const NODE = { throttleTimeMs: 0, clusterId: 'c', controllerId: 1, brokers: [], errorCode: 0 }
const ENDS = {
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
}
const ask = { includeClusterAuthorizedOperations: false }

const extremes: readonly (readonly [string, number])[] = [
  ['Infinity', Number.POSITIVE_INFINITY],
  ['100 days', 8_640_000_000],
  ['5e-324 ms', Number.MIN_VALUE]
]

// Timers of Node take 1 to 2³¹ − 1 ms, and print a warning for other values, once per kind.
test.each(extremes)('time limits of a cluster (%s) cause no warning of Node, and calls with short limits end', async (_, ms) => {
  const warnings: unknown[] = []
  const hear = (warning: unknown): unknown => warnings.push(warning)
  process.on('warning', hear)
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  kafka.on(Heartbeat, () => ({ errorCode: 0 }))
  kafka.on(Heartbeat, { times: 3 }, () => ({ errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }))
  kafka.on(DescribeCluster, () => ({ ...NODE, throttleTimeMs: 2 ** 31 - 1 }))
  const isShort = ms < 1
  let retries = 0
  const options: Omit<ClusterOptions, 'bootstrapServers'> = {
    observe: { retry: () => retries++ },
    retry: { initialMs: ms, maxMs: ms, totalMs: isShort ? 5_000 : 2 * ms },
    metadata: { maxAgeMs: ms, minAgeMs: isShort ? ms : 1, attemptMs: isShort ? 5_000 : ms, topicIdleMs: ms, rebootstrapAfterMs: ms },
    pool: { validateMs: ms, breaker: { openMs: ms }, maxDialsPerSecond: isShort ? Number.POSITIVE_INFINITY : 1e9 },
    connection: { timeouts: { requestMs: isShort ? 5_000 : ms, connectMs: isShort ? 5_000 : ms } }
  }
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, ...options })
  for (let i = 0; i < 3; i++) {
    expect(await cluster.send(ListOffsets, ENDS)).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
    await cluster.refresh()
  }
  const { signal } = new AbortController()
  const beat = cluster.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' }, { signal, timeoutMs: isShort ? 5_000 : 2 * ms })
  if (isShort) expect(await beat).toMatchObject({ errorCode: 0 })
  else beat.catch(() => undefined)
  if (Number.isFinite(ms)) await until(() => retries > 0) // the call pauses now, for 100 days
  await cluster.send(DescribeCluster, ask, { to: { nodeId: 1 } })
  const throttled = rejectionOf(cluster.send(DescribeCluster, ask, { to: { nodeId: 1 } }))
  await turns(20)
  await cluster.close({ timeoutMs: 1 })
  expect(await throttled).toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
  await turns(5)
  process.off('warning', hear)
  expect(warnings).toEqual([])
})
