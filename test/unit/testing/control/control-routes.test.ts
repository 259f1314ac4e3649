import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../../src/index.ts'
import { JoinGroup, Metadata, OffsetCommit, SyncGroup } from '../../../../src/messages.ts'
import { controlRoutes } from '../../../../src/testing/control/control-routes.ts'
import { openApi } from '../../../../src/testing/control/openapi.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { type Controlled, startControlled } from './controlled.ts'

describe('a route of the control', () => {
  test('GET /snapshot gives the snapshot with offsets as numbers', async () => {
    await using control = await startControlled({ topics: { orders: 1 } })
    control.kafka.produce('orders', { value: 'one' })
    const { body } = await control.call('GET', '/snapshot')
    expect(body).toMatchObject({ topics: [{ name: 'orders', partitions: [{ leaderId: 1, startOffset: 0, endOffset: 1 }] }], groups: [] })
  })

  test('POST /topics creates a topic as CreateTopics does, and DELETE /topics/{name} deletes it', async () => {
    await using control = await startControlled({ brokers: 3 })
    const topic = { name: 'orders', partitions: 2, replicationFactor: 3, configs: { 'cleanup.policy': 'compact' } }
    expect(await control.call('POST', '/topics', topic)).toMatchObject({
      status: 200,
      body: { name: 'orders', topicId: expect.any(String) }
    })
    expect(control.kafka.snapshot().topics).toMatchObject([{ name: 'orders', configs: topic.configs, partitions: [{}, {}] }])
    expect(await control.error('POST', '/topics', topic)).toBe("createTopic: Topic 'orders' already exists.")
    expect(await control.error('POST', '/topics', { name: 'a', configs: { 'retention.ms': 'x' } })).toContain('retention.ms')
    expect(await control.error('POST', '/topics', { name: 'a', configs: { a: 1 } })).toBe('createTopic: configs.a must be a string, not 1')

    expect((await control.call('DELETE', '/topics/orders')).status).toBe(200)
    expect(control.kafka.snapshot().topics).toEqual([])
    expect(await control.error('DELETE', '/topics/orders')).toBe('deleteTopic: There is no topic orders')
  })

  test('POST /topics/{name}/records writes text and base64, and GET reads them again', async () => {
    await using control = await startControlled({ topics: { orders: 2 } })
    const records = [
      { key: 'a', value: 'one', partition: 0, timestamp: 5, headers: [{ key: 'h', value: { base64: '/w==' } }] },
      { value: { base64: 'AP8=' }, partition: 1 },
      { key: { base64: 'Yg==' }, value: null, partition: 1 }
    ]
    const written = await control.call('POST', '/topics/orders/records', { records })
    expect(written.body).toEqual({
      records: [
        { partition: 0, offset: 0 },
        { partition: 1, offset: 0 },
        { partition: 1, offset: 1 }
      ]
    })
    const first = { partition: 0, offset: 0, timestamp: 5, key: 'a', value: 'one', headers: records[0]?.headers }
    const last = { partition: 1, offset: 1, key: 'b', value: null, headers: [] }
    const all = [first, { partition: 1, offset: 0, key: null, value: { base64: 'AP8=' } }, last]
    expect((await control.call('GET', '/topics/orders/records')).body).toMatchObject({ records: all })
    expect((await control.call('GET', '/topics/orders/records?partition=1&offset=1')).body).toMatchObject({ records: [last] })
    expect((await control.call('GET', '/topics/orders/records?limit=1')).body).toEqual({ records: [first] })
    expect(control.kafka.snapshot().topics[0]?.partitions.map(({ endOffset }) => endOffset)).toEqual([1n, 2n])
  })

  test('POST /topics/{name}/records refuses wrong records with all problems, and writes none', async () => {
    await using control = await startControlled({ topics: { orders: 1 } })
    const records = [{ value: 'good' }, { value: { base64: '?' } }, { valu: 'x', headers: {} }, 7]
    const error = await control.error('POST', '/topics/orders/records', { records })
    expect(error).toContain('produce: records[1].value must be text, null, or an object with base64, not an object; ')
    expect(error).toContain('records[2].valu is not an option')
    expect(error).toContain('records[2].headers must be an array of objects with key and value, not an object')
    expect(error).toContain('records[3] must be an object, not 7')
    expect(await control.error('POST', '/topics/orders/records', { records: [{ partition: 4 }] })).toContain('orders has 1 partitions')
    expect(await control.error('GET', '/topics/none/records')).toBe('records: there is no topic "none"')
    expect((await control.call('GET', '/topics/orders/records')).body).toEqual({ records: [] })
  })

  test('POST /faults sets a fault with the checks in code, and DELETE /faults removes it', async () => {
    await using control = await startControlled()
    using client = await connectRaw(control.kafka.broker(1).port)
    const answer = async (): Promise<number> => (await client.call(Metadata, 13, { topics: [] })).errorCode
    await control.call('POST', '/faults', { api: 'Metadata', do: { error: 'REQUEST_TIMED_OUT' }, times: 'Infinity' })
    expect(await answer()).toBe(errorCodes.REQUEST_TIMED_OUT)
    await control.call('DELETE', '/faults')
    expect(await answer()).toBe(errorCodes.NONE)

    for (const fault of [{}, { do: 'nothing' }, { do: 'reset', after: {} }, { api: 'None', do: 'corrupt', nodeId: 9 }]) {
      const error = await control.error('POST', '/faults', fault)
      expect(() => control.kafka.fault(fault as never)).toThrow(error)
    }
    expect(await control.error('POST', '/faults', [])).toBe('fault: the body must be a JSON object, not an array')
  })

  test('the routes of brokers add, stop, start, restart, kill and remove them', async () => {
    await using control = await startControlled({ brokers: 2 })
    const { kafka } = control
    expect(await control.call('POST', '/brokers')).toMatchObject({
      status: 200,
      body: { nodeId: 3, isRunning: true, port: kafka.broker(3).port }
    })
    expect(await control.call('POST', '/brokers/1/stop')).toMatchObject({ status: 200, body: { nodeId: 1, isRunning: false } })
    expect(kafka.broker(1).isRunning).toBe(false)
    expect((await control.call('GET', '/brokers')).body).toMatchObject({
      brokers: [{ isRunning: false }, { isRunning: true }, { nodeId: 3 }]
    })
    expect(await control.call('POST', '/brokers/1/start')).toMatchObject({ status: 200, body: { isRunning: true } })
    expect(await control.error('POST', '/brokers/1/start')).toBe('start: broker 1 runs already')
    const { port } = kafka.broker(1)
    expect(await control.call('POST', '/brokers/1/restart')).toMatchObject({ body: { port, isRunning: true } })
    expect(await control.call('POST', '/brokers/1/restart', { port: 0 })).toMatchObject({ body: { port: expect.any(Number) } })
    expect(kafka.broker(1).port).not.toBe(port)
    expect(await control.error('POST', '/brokers/1/restart', { port: -1 })).toContain('restart: port must be an integer from 0 to 65535')
    expect(await control.call('POST', '/brokers/2/kill')).toMatchObject({ body: { isRunning: false } })
    expect((await control.call('DELETE', '/brokers/2')).status).toBe(200)
    expect(kafka.brokers.map(({ nodeId }) => nodeId)).toEqual([1, 3])
    expect(await control.error('POST', '/brokers/9/stop')).toBe('the testing cluster: There is no broker 9: there are 1, 3')
    expect(await control.error('DELETE', '/brokers/x')).toContain('removeBroker: nodeId must be an integer from 0 on, not a string')
  })

  test('POST /leaders, /coordinators and /controller move what a broker is responsible for', async () => {
    await using control = await startControlled({ brokers: 2, topics: { orders: 1 } })
    const { leaderId } = control.kafka.snapshot().topics[0]?.partitions[0] ?? { leaderId: 0 }
    const other = 3 - leaderId
    expect((await control.call('POST', '/leaders', { topic: 'orders', partition: 0, nodeId: other })).status).toBe(200)
    expect(control.kafka.snapshot().topics[0]?.partitions[0]).toMatchObject({ leaderId: other, leaderEpoch: 1 })
    expect(await control.error('POST', '/leaders', { topic: 'orders', partition: 5, nodeId: 1 })).toContain(
      'Topic orders has no partition 5'
    )
    expect(await control.error('POST', '/leaders', { topic: 'orders' })).toBe(
      'moveLeader: partition is required: it must be an integer from 0 on; nodeId is required: it must be an integer from 0 on'
    )
    expect((await control.call('POST', '/controller', { nodeId: 2 })).status).toBe(200)
    using client = await connectRaw(control.kafka.broker(1).port)
    expect((await client.call(Metadata, 12, { topics: [] })).controllerId).toBe(2)
    for (const nodeId of [1, 2]) {
      expect((await control.call('POST', '/coordinators', { key: 'my readers', nodeId })).status).toBe(200)
      const { errorCode } = await client.call(JoinGroup, 5, joining)
      expect(errorCode === errorCodes.NOT_COORDINATOR).toBe(nodeId === 2)
    }
  })

  test('POST /groups/{group}/fence and /advance remove members', async () => {
    await using control = await startControlled()
    using client = await connectRaw(control.kafka.broker(1).port)
    const join = async (): Promise<string> => {
      const { memberId } = await client.call(JoinGroup, 5, joining)
      await client.call(JoinGroup, 5, { ...joining, memberId })
      return memberId
    }
    const state = (): string | undefined => control.kafka.snapshot().groups[0]?.state
    const memberId = await join()
    expect(state()).toBe('CompletingRebalance')
    expect((await control.call('POST', '/groups/my%20readers/fence', { memberId })).status).toBe(200)
    expect(state()).toBe('Empty')
    const inCode = (): void => control.kafka.fenceMember('my readers', memberId)
    expect(inCode).toThrow(await control.error('POST', '/groups/my%20readers/fence', { memberId }))
    await join()
    expect((await control.call('POST', '/advance', { ms: 45_000 })).status).toBe(200)
    expect(state()).toBe('Empty')
    expect(() => control.kafka.advance(-1)).toThrow(await control.error('POST', '/advance', { ms: -1 }))
    expect((await control.call('POST', '/sessions/expire')).status).toBe(200)
  })

  test('POST /wait/records, /wait/commit and /wait/stable answer when there is what they wait for', async () => {
    await using control = await startControlled({ topics: { orders: 1 } })
    using client = await connectRaw(control.kafka.broker(1).port)
    const records = control.call('POST', '/wait/records', { topic: 'orders', count: 1 })
    const commit = control.call('POST', '/wait/commit', { group: 'readers', topic: 'orders', partition: 0, offset: 1 })
    const stable = control.call('POST', '/wait/stable', { group: 'my readers' })
    control.kafka.produce('orders', { key: 'a', value: 'one' })
    expect(await records).toMatchObject({ status: 200, body: { records: [{ partition: 0, offset: 0, key: 'a', value: 'one' }] } })
    const partitions = [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: null }]
    await client.call(OffsetCommit, 2, { groupId: 'readers', topics: [{ name: 'orders', partitions }] })
    expect(await commit).toEqual({ status: 200, body: { offset: 1 } })
    const { memberId, generationId } = await client.call(JoinGroup, 2, joining)
    await client.call(SyncGroup, 2, { groupId: 'my readers', generationId, memberId, assignments: [] })
    expect(await stable).toEqual({ status: 200, body: {} })
  })

  test.each([
    ['/wait/records', { topic: 'orders', count: 2 }, 'waitForRecords waited for 20 ms: topic "orders" has 0 of 2 records'],
    [
      '/wait/commit',
      { group: 'g', topic: 'orders' },
      'waitForCommit waited for 20 ms: group "g" has committed no offset for "orders-0", not 0 or more'
    ],
    ['/wait/stable', { group: 'g' }, 'waitForStable waited for 20 ms: group "g" does not exist']
  ])('POST %s answers 408 with the words of the helper when the time is over', async (path, body, error) => {
    await using control = await startControlled({ topics: { orders: 1 } })
    expect(await control.call('POST', path, { ...body, timeoutMs: 20 })).toEqual({ status: 408, body: { error } })
    expect(await control.error('POST', path, { ...body, timeoutMs: 0 })).toContain('timeoutMs must be an integer from 1 on')
    expect(await control.error('POST', path, {})).toMatch(/ is required/)
  })

  test('POST /reset brings back the state of a new cluster', async () => {
    await using control = await startControlled({ topics: { orders: 2 } })
    control.kafka.produce('orders', { value: 'one' })
    await control.call('POST', '/topics', { name: 'more' })
    expect(await control.call('POST', '/reset')).toEqual({ status: 200, body: {} })
    expect((await control.call('GET', '/snapshot')).body).toMatchObject({
      topics: [{ name: 'orders', partitions: [{ endOffset: 0 }, { endOffset: 0 }] }],
      groups: []
    })
  })

  test('POST /retention and POST /compact clean the logs', async () => {
    await using control = await startControlled()
    await control.call('POST', '/topics', { name: 'old', configs: { 'retention.ms': '1' } })
    await control.call('POST', '/topics', { name: 'keyed', configs: { 'cleanup.policy': 'compact' } })
    control.kafka.produce('old', { value: 'x', timestamp: 1n })
    for (const value of ['one', 'two', 'three']) control.kafka.produce('keyed', { key: 'a', value })
    expect((await control.call('POST', '/retention', { topic: 'old' })).body).toEqual({ deleted: 1 })
    expect((await control.call('POST', '/retention')).body).toEqual({ deleted: 0 })
    expect((await control.call('POST', '/compact', { topic: 'keyed' })).status).toBe(200)
    expect(await valuesOf(control, 'keyed')).toEqual(['three'])
    expect(() => control.kafka.compact('old')).toThrow(await control.error('POST', '/compact', { topic: 'old' }))
  })
})

const joining = {
  ...{ groupId: 'my readers', sessionTimeoutMs: 45_000, rebalanceTimeoutMs: 45_000, memberId: '', protocolType: 'consumer' },
  protocols: [{ name: 'range', metadata: Buffer.alloc(0) }]
}

async function valuesOf(control: Controlled, topic: string): Promise<unknown[]> {
  const { body } = await control.call('GET', `/topics/${topic}/records`)
  return (body as { records: { value: unknown }[] }).records.map(({ value }) => value)
}

describe('the description of the control', () => {
  const copy = join(import.meta.dirname, '../../../../docs/testing-control.openapi.json')

  test('GET /openapi.json gives the description of all routes, which docs/testing-control.openapi.json has too', async () => {
    await using kafka = await startTestingCluster()
    const { url } = await kafka.listenControl()
    const served = await (await fetch(`${url}/openapi.json`)).json()
    // After a change of routes, write what GET /openapi.json gives to the file, and format it.
    expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual(served)
    expect(served).toEqual(openApi(controlRoutes))
  })

  test('all routes have names of their own, and the page docs/testing/control.md names each of them', () => {
    const page = readFileSync(join(copy, '../testing/control.md'), 'utf8')
    expect(new Set(controlRoutes.map(({ operationId }) => operationId)).size).toBe(controlRoutes.length)
    const isNamed = ({ method, path }: { method: string; path: string }): boolean =>
      page.includes(`${method} ${path}`) || page.includes(`\`${path.replace('/brokers/{nodeId}', '')}\``)
    expect(controlRoutes.filter(route => !isNamed(route)).map(({ path }) => path)).toEqual([])
  })
})
