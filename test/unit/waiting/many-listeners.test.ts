import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect, connectCluster } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { turns } from '../../support/process/gate.ts'

const MORE_THAN_NODE_ALLOWS = 12

describe('Node warns of no leak', () => {
  const warnings: Error[] = []
  const note = (warning: Error): void => void warnings.push(warning)

  beforeEach(() => {
    warnings.length = 0
    process.on('warning', note)
  })

  afterEach(() => {
    process.off('warning', note)
  })

  test('when one signal of the program opens 12 connections and has a request in flight on each', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory' })
    const { signal } = new AbortController()
    const { host, port } = kafka.broker(1)
    const options = { host, port, dial: kafka.dial, signal }
    const connections = await Promise.all(Array.from({ length: MORE_THAN_NODE_ALLOWS }, () => connect(options)))
    await Promise.all(connections.map(connection => connection.send(Metadata, { topics: [] }, { signal })))
    await Promise.all(connections.map(connection => connection.close()))
    await turns(2)
    expect(warnings).toEqual([])
  })

  test('when a cluster opens connections to 4 brokers on 3 lanes at the same time', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory', brokers: 4, profile: 'kafka-3.9' })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial: kafka.dial } })
    const lanes = ['produce', 'fetch', 'coordination']
    await Promise.all([1, 2, 3, 4].flatMap(nodeId => lanes.map(lane => cluster.pool.acquire(nodeId, lane))))
    await turns(2)
    expect(warnings).toEqual([])
  })
})
