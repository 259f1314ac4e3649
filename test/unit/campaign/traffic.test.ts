import { setTimeout as pause } from 'node:timers/promises'
import { connectCluster } from 'kafkawire'
import { Metadata } from 'kafkawire/messages'
import { startTestingCluster } from 'kafkawire/testing'
import { expect, test } from 'vitest'
import { Traffic } from '../../campaign/traffic/traffic.ts'

const clientId = 'watched'

test('the traffic has what brokers receive from its begin on, and nothing from before', async () => {
  await using kafka = await startTestingCluster({ transport: 'memory' })
  const connection = { clientId, ...(kafka.dial && { dial: kafka.dial }) }
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection })
  await cluster.send(Metadata, { topics: [] })
  using traffic = new Traffic({ kafka, clientId, nodeAt: () => 1 })
  await pause(1)
  expect(traffic.receipts).toEqual([])
  await cluster.send(Metadata, { topics: [] })
  await pause(1)
  expect(traffic.receipts.map(({ api }) => api)).toEqual(['Metadata'])
  expect(traffic.attempts.map(({ trace }) => trace.api)).toEqual(['Metadata'])
})
