import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MetadataEvent } from '../../../../src/cluster/metadata/metadata-events.ts'
import { Metadata } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { mapCluster } from '../../../support/vectors/mapped.ts'

const heard: MetadataEvent[] = []
const listener = (event: unknown): void => void heard.push(event as MetadataEvent)

beforeEach(() => {
  heard.length = 0
  subscribe('kafkawire:metadata', listener)
})
afterEach(() => void unsubscribe('kafkawire:metadata', listener))

describe('the channel kafkawire:metadata', () => {
  test('kafkawire:metadata publishes bootstrap and refresh with the changes, the broker and the duration', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap, metadata: { minAgeMs: 1 } })
    await mapped.metadata.refresh()
    await mapped.metadata.ensure([{ name: 'orders' }])
    await mapped.metadata.refresh()
    const tookMs = expect.any(Number)
    expect(heard).toEqual([
      { event: 'bootstrap', reason: 'first', servers: kafka.bootstrap.split(',') },
      { event: 'refresh', generation: 1, nodeId: undefined, tookMs, changed: { brokers: true, controller: true, topics: [] } },
      {
        event: 'refresh',
        generation: 2,
        nodeId: expect.any(Number),
        tookMs,
        changed: { brokers: false, controller: false, topics: ['orders'] }
      },
      { event: 'refresh', generation: 2, nodeId: expect.any(Number), tookMs, changed: { brokers: false, controller: false, topics: [] } }
    ])
  })

  test('kafkawire:metadata publishes a hint that changed the map, and no other', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap })
    const { metadata, pool } = mapped
    await metadata.ensure([{ name: 'orders' }])
    heard.length = 0
    const broker = { nodeId: 9, host: '127.0.0.1', port: kafka.broker(1).port, rack: null }
    const hint = { topic: { name: 'orders' }, partitionIndex: 0, leaderId: 9, leaderEpoch: 3, brokers: [broker] }
    metadata.applyHints([hint])
    metadata.applyHints([hint])
    expect(heard).toEqual([{ event: 'hint', generation: 2, changed: { brokers: true, controller: false, topics: ['orders'] } }])
    expect(metadata.map.partition({ name: 'orders' }, 0)).toMatchObject({ leaderId: 9, leaderEpoch: 3 })
    // The pool has the new broker too. Whether the right broker answers there, the pool checks itself.
    await expect(pool.acquire(9, 'other')).rejects.toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions' })
  })

  test('kafkawire:metadata publishes failures, and brokers that were refused', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap, metadata: { minAgeMs: 1 } })
    await mapped.metadata.refresh()
    heard.length = 0
    kafka.on(Metadata, { times: 1 }, async (_, next) => ({ ...(await next()), clusterId: 'another' }))
    kafka.on(Metadata, { times: 1 }, async (_, next) => ({ ...(await next()), clusterId: 'another' }))
    await mapped.metadata.refresh()
    expect(heard.map(({ event }) => event)).toEqual(['refused', 'bootstrap', 'refresh'])
    const broker = expect.objectContaining({ host: '127.0.0.1', nodeId: 1 })
    expect(heard[0]).toEqual({ event: 'refused', broker, nodeId: 1, clusterId: 'another', expectedClusterId: kafka.clusterId })
    expect(heard[1]).toMatchObject({ reason: 'unreachable' })
    heard.length = 0
    await kafka.close()
    await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_NO_BROKER' })
    expect(heard.map(({ event }) => event)).toEqual(['bootstrap', 'failure'])
    expect(heard[1]).toMatchObject({ error: { code: 'KAFKA_NO_BROKER' }, tookMs: expect.any(Number) })
  })
})
