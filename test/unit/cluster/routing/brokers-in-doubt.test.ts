import { expect, test } from 'vitest'
import { connectCluster } from '../../../../src/index.ts'
import { DescribeLogDirs, ListGroups } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'

test('a request to all brokers goes to each of them once while some of them are under suspicion', async () => {
  await using kafka = await startTestingCluster({ transport: 'memory', brokers: 3, topics: { orders: 1 } })
  let asked = 0
  let bothEnded: (() => void) | undefined
  let ended = 0
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    connection: { dial: kafka.dial },
    observe: {
      close: () => {
        if (++ended === 2) bothEnded?.()
      }
    }
  })
  await cluster.sendSharded(ListGroups, {}) // there is a connection to each broker
  kafka.on(ListGroups, (_, next) => {
    asked++
    return next()
  })
  const shards = await new Promise<Awaited<ReturnType<typeof cluster.sendSharded>>>((resolve, reject) => {
    bothEnded = () => cluster.sendSharded(ListGroups, {}).then(resolve, reject)
    for (const nodeId of [1, 2]) kafka.broker(nodeId).fault({ after: { requests: 0 }, do: 'reset' })
    void cluster.sendSharded(DescribeLogDirs, {}, { maxAttempts: 1 })
  })
  expect(shards.map(({ nodeId }) => nodeId).toSorted((a, b) => a - b)).toEqual([1, 2, 3])
  expect(asked).toBe(3)
})
