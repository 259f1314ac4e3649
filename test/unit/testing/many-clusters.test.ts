import { expect, test } from 'vitest'
import { Metadata } from '../../../src/messages.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { connectRaw } from '../../support/brokers/raw-client.ts'
import { collectGarbage } from '../../support/process/heap.ts'
import { watchResources } from '../../support/process/resources.ts'

const CLUSTERS = 200 // 1,000 of them are to take under 10 s
const WARM_UP = 20
const MOST_GROWTH_BYTES = 10 * 1_024 // a cluster

test(`${CLUSTERS} testing clusters, one after the other, leave no sockets, no timers and no memory`, async () => {
  const resources = watchResources()
  for (let i = 0; i < WARM_UP; i++) await useCluster()
  const before = heapBytes()

  for (let i = 0; i < CLUSTERS; i++) await useCluster()

  expect((heapBytes() - before) / CLUSTERS).toBeLessThan(MOST_GROWTH_BYTES)
  expect(await resources()).toEqual([])
}, 60_000)

async function useCluster(): Promise<void> {
  await using kafka = await startTestingCluster({ topics: { t: 3 } })
  kafka.produce('t', { value: Buffer.alloc(10_000) })
  using client = await connectRaw(kafka.broker(1).port)
  await client.call(Metadata, 12, { topics: null })
}

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
