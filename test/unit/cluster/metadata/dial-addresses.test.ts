import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import type { MetadataEvent } from '../../../../src/cluster/metadata/metadata-events.ts'
import type { ClusterOptions } from '../../../../src/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { type Mapped, mapCluster } from '../../../support/vectors/mapped.ts'

const open = (kafka: TestingCluster, rewriteAddress: ClusterOptions['rewriteAddress']): Mapped =>
  mapCluster({ bootstrapServers: kafka.bootstrap, metadata: { minAgeMs: 1 }, rewriteAddress })

describe('a rewriteAddress that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('not now')
      }
    ],
    ['returns no address', () => 'a:b']
  ])('a rewriteAddress function that %s for one broker leaves out only that broker, until it works again', async (_, fail) => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    let isFailing = true
    await using mapped = open(kafka, broker => (isFailing && broker.nodeId === 2 ? fail() : broker))
    const { metadata, pool } = mapped
    const heard = await listen(() => metadata.refresh())
    expect(heard).toMatchObject([{ event: 'no-address', nodeId: 2, error: expect.any(Error) }])
    expect((await pool.acquire(1, 'other')).broker.nodeId).toBe(1)
    await expect(pool.acquire(2, 'other')).rejects.toMatchObject({ code: 'KAFKA_CONNECT', message: expect.stringContaining('broker 2') })
    isFailing = false
    await metadata.refresh()
    expect((await pool.acquire(2, 'other')).broker.nodeId).toBe(2)
  })

  test('a rewriteAddress function that throws for all brokers fails the refresh, and the next one calls it again', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    let isFailing = true
    await using mapped = open(kafka, broker => {
      if (isFailing) throw new Error('not now')
      return broker
    })
    await expect(mapped.metadata.refresh()).rejects.toThrow('not now')
    isFailing = false
    await mapped.metadata.refresh()
    expect((await mapped.pool.acquire(2, 'other')).broker.nodeId).toBe(2)
  })

  test('a rewriteAddress function that throws while a hint is applied fails no call, and known brokers keep their addresses', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    let isFailing = false
    await using mapped = open(kafka, broker => {
      if (isFailing) throw new Error('not now')
      return broker
    })
    const { metadata, pool } = mapped
    await metadata.ensure([{ name: 'orders' }])
    isFailing = true
    const broker = { nodeId: 9, host: '127.0.0.1', port: kafka.broker(1).port, rack: null }
    const hint = { topic: { name: 'orders' }, partitionIndex: 0, leaderId: 9, leaderEpoch: 3, brokers: [broker] }
    const heard = await listen(() => metadata.applyHints([hint]))
    expect(heard.map(event => 'nodeId' in event && event.nodeId)).toEqual([1, 2, 9])
    for (const nodeId of [1, 2]) expect((await pool.acquire(nodeId, 'other')).broker.nodeId).toBe(nodeId)
  })
})

/** Collects the `no-address` events that are published while the work goes on. */
async function listen(work: () => unknown): Promise<MetadataEvent[]> {
  const heard: MetadataEvent[] = []
  const listener = (event: unknown): void => {
    if ((event as MetadataEvent).event === 'no-address') heard.push(event as MetadataEvent)
  }
  subscribe('kafkawire:metadata', listener)
  try {
    await work()
  } finally {
    unsubscribe('kafkawire:metadata', listener)
  }
  return heard
}
