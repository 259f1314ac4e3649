import { tracingChannel } from 'node:diagnostics_channel'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  acks,
  type Cluster,
  connectCluster,
  quotaMatchTypes,
  type RequestTrace,
  type RetryEvent,
  type ThrottleEvent,
  throwIfError
} from '../../../src/index.ts'
import { AlterClientQuotas, CreateTopics, DeleteTopics, DescribeClientQuotas, Produce } from '../../../src/messages.ts'
import { brokers } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { batchOf } from '../support/records/records.ts'
import { uniqueName } from '../support/topics.ts'

const QUOTA_BYTES_PER_SECOND = 200_000
const BATCH_BYTES = 50_000
const CALLERS = 8
/**
 * Brokers measure the rate over the last ten seconds (quota.window.num 11,
 * quota.window.size.seconds 1), so a producer reaches its quota only after this time.
 */
const WARM_UP_MS = 11_000
const MEASURED_MS = 12_000
/**
 * A broker reads nothing for 250 ms after each batch, and eight requests are in flight. The last
 * one therefore waits longer than these two timeouts together.
 */
const [REQUEST_MS, PRODUCE_MS] = [800, 400]
// A timer may fire early by this time.
const TIMER_MS = 5
const TEST_MS = 120_000

const newest = brokers().filter(({ version = '4.4.0' }) => version === '4.4.0')

test.each(newest)(
  'a producer on $name keeps to its quota on average, and no request times out',
  { timeout: TEST_MS },
  async ({ bootstrap }) => {
    const [retries, throttles]: [RetryEvent[], ThrottleEvent[]] = [[], []]
    const clientId = uniqueName('throttled')
    const connection = { clientId, timeouts: { requestMs: REQUEST_MS } }
    let quietUntilMs = 0
    const throttle = (event: ThrottleEvent) => {
      throttles.push(event)
      quietUntilMs = Math.max(quietUntilMs, performance.now() + event.throttleTimeMs)
    }
    const observe = { retry: (event: RetryEvent) => retries.push(event), throttle }
    await using other = await connectCluster({ bootstrapServers: bootstrap })
    await using cluster = await connectCluster({ bootstrapServers: bootstrap, connection, observe })
    const topic = await makeTopic(other)
    await setQuota(other, clientId, QUOTA_BYTES_PER_SECOND)

    await produce(cluster, topic, WARM_UP_MS, QUOTA_BYTES_PER_SECOND)
    throttles.length = 0
    const early = await requestsBefore(
      () => quietUntilMs - TIMER_MS,
      async () => {
        const { bytes, elapsedMs } = await produce(cluster, topic, MEASURED_MS)
        const rate = (bytes / elapsedMs) * 1_000
        expect({ rate, isKept: rate > QUOTA_BYTES_PER_SECOND * 0.75 && rate < QUOTA_BYTES_PER_SECOND * 1.25 }).toMatchObject({
          isKept: true
        })
      }
    )
    expect(early).toBe(0)
    expect(retries).toEqual([])
    const { host, port } = await leaderOf(cluster, topic)
    expect(throttles.length).toBeGreaterThan(MEASURED_MS / 1_000)
    for (const { api, broker, throttleTimeMs } of throttles) {
      expect({ api, host: broker.host, port: broker.port }).toEqual({ api: 'Produce', host, port })
      expect(throttleTimeMs).toBeGreaterThan(0)
    }
    // A client without a quota is not slowed down.
    const free = await produce(other, topic, 1_000)
    expect(free.bytes).toBeGreaterThan(2 * QUOTA_BYTES_PER_SECOND)

    await setQuota(other, clientId, undefined)
    throwIfError(await other.send(DeleteTopics, { topicNames: [topic], timeoutMs: 10_000 }))
  }
)

/** Counts the Produce requests that begin before `timeMs` while `work` runs. */
async function requestsBefore(timeMs: () => number, work: () => Promise<void>): Promise<number> {
  let early = 0
  const requests = tracingChannel<RequestTrace>('kafkawire:request')
  const heard = (message: unknown): void => {
    const { api } = message as RequestTrace
    if (api === 'Produce' && performance.now() < timeMs()) early++
  }
  requests.start.subscribe(heard)
  try {
    await work()
    return early
  } finally {
    requests.start.unsubscribe(heard)
  }
}

/** Produces for `forMs` milliseconds, as fast as possible or at `bytesPerSecond` at most. */
async function produce(
  cluster: Cluster,
  name: string,
  forMs: number,
  bytesPerSecond = Number.POSITIVE_INFINITY
): Promise<{ bytes: number; elapsedMs: number }> {
  const beganMs = performance.now()
  const elapsedMs = () => performance.now() - beganMs
  const records = batchOf([{ key: null, value: 'x'.repeat(BATCH_BYTES) }])
  const request = { acks: acks.ALL, timeoutMs: PRODUCE_MS, topicData: [{ name, partitionData: [{ index: 0, records }] }] }
  let [bytes, sent] = [0, 0]
  const caller = async (): Promise<void> => {
    while (elapsedMs() < forMs) {
      const earlyMs = (sent / bytesPerSecond) * 1_000 - elapsedMs()
      if (earlyMs > 0) {
        await pause(Math.min(earlyMs, forMs))
        continue
      }
      sent += records.length
      throwIfError(await cluster.send(Produce, request))
      bytes += records.length
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
  return { bytes, elapsedMs: elapsedMs() }
}

async function makeTopic(cluster: Cluster): Promise<string> {
  const topic = uniqueName()
  const topics = [{ name: topic, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
  throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 }))
  return topic
}

/**
 * Sets the quota of a client id, or removes it if `value` is undefined. Resolves when the brokers
 * know.
 */
async function setQuota(cluster: Cluster, clientId: string, value: number | undefined): Promise<void> {
  const entity = [{ entityType: 'client-id', entityName: clientId }]
  const ops = [{ key: 'producer_byte_rate', value: value ?? 0, remove: value === undefined }]
  throwIfError(await cluster.send(AlterClientQuotas, { entries: [{ entity, ops }], validateOnly: false }))
  const components = [{ entityType: 'client-id', matchType: quotaMatchTypes.EXACT, match: clientId }]
  await eventually(async () => {
    const { entries } = throwIfError(await cluster.send(DescribeClientQuotas, { components, strict: true }))
    expect(entries?.flatMap(({ values }) => values.map(each => each.value))).toEqual(value === undefined ? [] : [value])
  })
}

async function leaderOf(cluster: Cluster, topic: string): Promise<{ host: string; port: number }> {
  const { leaderId } = await cluster.partition(topic, 0)
  const broker = cluster.map.brokers.get(leaderId)
  if (broker === undefined) throw new Error(`node ${leaderId} is not known`)
  return broker
}
