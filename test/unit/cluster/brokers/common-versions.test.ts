import { expect, test } from 'vitest'
import { connectCluster, replicaIds, sessionEpochs, specialTimestamps } from '../../../../src/index.ts'
import {
  ApiVersions,
  DescribeProducers,
  Fetch,
  ListOffsets,
  Metadata,
  Produce,
  ShareAcknowledge,
  ShareFetch
} from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

/** Three brokers: node 2 is older than the others. */
async function startMixed() {
  const kafka = await startTestingCluster({ brokers: 3, topics: { a: 3 }, versions: { Produce: [3, 12] } })
  kafka.on(ApiVersions, async ({ nodeId }, next) => {
    const answer = await next()
    if (nodeId !== 2) return answer
    const apiKeys = answer.apiKeys?.flatMap(each => {
      if (each.apiKey === DescribeProducers.key || each.apiKey === ListOffsets.key) return []
      if (each.apiKey === Fetch.key) return [{ ...each, maxVersion: 11 }]
      return [each.apiKey === Metadata.key ? { ...each, minVersion: 0, maxVersion: 8 } : each]
    })
    return { ...answer, apiKeys }
  })
  return kafka
}

test('cluster.versions gives the versions of the connected brokers, or of any broker if none is connected', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, versions: { Fetch: [4, 12], DescribeProducers: null } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  expect(await cluster.versions(Fetch)).toEqual({ min: 4, max: 12 })
  expect(await cluster.versions(DescribeProducers)).toBeUndefined()
  expect([...cluster.pool.connections()]).toHaveLength(1)
})

test('cluster.versions with the option all connects to every broker, and gives the versions that all of them have in common', async () => {
  await using kafka = await startMixed()
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  expect(await cluster.versions(Fetch, { all: true })).toEqual({ min: 4, max: 11 })
  expect(await cluster.versions(Metadata, { all: true })).toEqual({ min: 0, max: 8 })
  expect(await cluster.versions(Produce, { all: true })).toEqual({ min: 3, max: 12 })
  expect(await cluster.versions(ListOffsets, { all: true })).toBeUndefined()
  expect(new Set([...cluster.pool.connections()].map(({ nodeId }) => nodeId))).toEqual(new Set([1, 2, 3]))
  // All brokers are connected now.
  expect(await cluster.versions(Fetch)).toEqual({ min: 4, max: 11 })
})

test('cluster.versions ignores a broker that is down, but rejects with the option all', async () => {
  await using kafka = await startTestingCluster({ brokers: 2 })
  const { host, port } = kafka.broker(1)
  await using cluster = await connectCluster({
    bootstrapServers: `${host}:${port}`,
    rewriteAddress: ({ nodeId, ...at }) => (nodeId === 2 ? `${host}:1` : `${at.host}:${at.port}`) // where nobody listens
  })
  expect(await cluster.versions(Metadata)).toEqual({ min: 0, max: 13 })
  const error = await rejectionOf(cluster.versions(Metadata, { all: true, timeoutMs: 5_000 }))
  expect(error).toMatchObject({ code: 'KAFKA_CONNECT', broker: { nodeId: 2 } })
})

test('cluster.versions refuses wrong options, and rejects when its signal is aborted', async () => {
  await using kafka = await startTestingCluster()
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  expect(await rejectionOf(cluster.versions(Fetch, { all: 'yes' as never }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  const reason = new Error('enough')
  expect(await rejectionOf(cluster.versions(Fetch, { signal: AbortSignal.abort(reason) }))).toBe(reason)
})

test('a request that closes a share session without partitions goes to the broker that the caller names', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, versions: { ShareFetch: [1, 2], ShareAcknowledge: [1, 2] } })
  const asked: string[] = []
  kafka.on(ShareFetch, ({ nodeId }) => {
    asked.push(`ShareFetch ${nodeId}`)
    return { throttleTimeMs: 0, errorCode: 0, errorMessage: null, acquisitionLockTimeoutMs: 1, responses: [], nodeEndpoints: [] }
  })
  kafka.on(ShareAcknowledge, ({ nodeId }) => {
    asked.push(`ShareAcknowledge ${nodeId}`)
    return { throttleTimeMs: 0, errorCode: 0, errorMessage: null, responses: [], nodeEndpoints: [] }
  })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const acknowledge = { groupId: 'g', memberId: 'm', shareSessionEpoch: sessionEpochs.FINAL, topics: [] }
  const fetch = { ...acknowledge, maxWaitMs: 1, minBytes: 1, forgottenTopicsData: [] }
  for (const sending of [cluster.send(ShareFetch, fetch), cluster.send(ShareAcknowledge, acknowledge)]) {
    const error = await rejectionOf(sending)
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(error).toHaveProperty('message', expect.stringMatching(/shareSessionEpoch -1\) belongs to one broker.*\{ to: \{ nodeId \} \}/))
  }
  expect(asked).toEqual([])
  await cluster.send(ShareFetch, fetch, { to: { nodeId: 2 } })
  await cluster.send(ShareAcknowledge, acknowledge, { to: { nodeId: 1 } })
  expect(asked).toEqual(['ShareFetch 2', 'ShareAcknowledge 1'])
})

test.each([
  [specialTimestamps.MAX_TIMESTAMP, 7],
  [specialTimestamps.EARLIEST_LOCAL, 8],
  [specialTimestamps.LATEST_TIERED, 9],
  [specialTimestamps.EARLIEST_PENDING_UPLOAD, 11]
])('ListOffsets with timestamp %i is not sent to a broker that offers less than version %i', async (timestamp, since) => {
  await using kafka = await startTestingCluster({ topics: { a: 1 }, versions: { ListOffsets: [1, since - 1] } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  let isAsked = false
  kafka.on(ListOffsets, (_request, next) => {
    isAsked = true
    return next()
  })
  const topics = [{ name: 'a', partitions: [{ partitionIndex: 0, timestamp }] }]
  const error = await rejectionOf(cluster.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics }))
  expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path: 'topics[0].partitions[0].timestamp', delivery: 'not-sent' })
  expect(isAsked).toBe(false)
})
