import { describe, expect, test } from 'vitest'
import { acks, type Connection, type ConnectionOptions, connect, connectCluster, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, Fetch, Metadata, Produce, type ProduceRequest } from '../../../../src/messages.ts'
import { plain, scramSha512 } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { turns, until } from '../../../support/process/gate.ts'
import { watchResources } from '../../../support/process/resources.ts'
import { batchOf, recordsIn } from '../../../support/vectors/records.ts'

const everything = { topics: null }
const start = (transport: 'tcp' | 'memory', options: TestingClusterOptions = {}): Promise<TestingCluster> =>
  startTestingCluster({ transport, topics: { orders: 3 }, ...options })

/** Connects to a broker in the way that works over both transports. */
function reach(kafka: TestingCluster, nodeId = 1, options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  const { host, port } = kafka.broker(nodeId)
  return connect({ host, port, dial: kafka.dial, ...options })
}

/** A Produce request for partition 0 of the topic orders, with one record. */
const produceOf = (value: string): ProduceRequest => ({
  acks: acks.ALL,
  timeoutMs: 100,
  topicData: [{ name: 'orders', partitionData: [{ index: 0, records: batchOf([value]) }] }]
})

// The whole list runs over TCP too: a test that passes over only one of them shows a difference.
describe.each(['tcp', 'memory'] as const)('over %s', transport => {
  test('a client connects, sends requests in a row and at once, and both sides close', async () => {
    const leftBehind = watchResources()
    {
      await using kafka = await start(transport, { brokers: 3 })
      await using connection = await reach(kafka, 2)
      const { brokers } = await connection.send(Metadata, everything)
      expect(brokers.map(({ host, port }) => `${host}:${port}`).join(',')).toBe(kafka.bootstrap)
      const answers = await Promise.all(Array.from({ length: 50 }, () => connection.send(Metadata, everything)))
      expect(answers.every(({ topics }) => topics.length === 1)).toBe(true)
      expect(kafka.broker(2).connections).toBe(1)
      await connection.close()
      await until(() => kafka.broker(2).connections === 0)
    }
    expect(await leftBehind()).toEqual([])
  })

  test('requests and answers of many megabytes arrive unchanged', async () => {
    await using kafka = await start(transport)
    await using connection = await reach(kafka)
    const value = 'x'.repeat(900_000)
    const written = await Promise.all(Array.from({ length: 10 }, (_, i) => connection.send(Produce, produceOf(`${value}${i}`))))
    expect(written.map(({ responses: [topic] }) => topic?.partitionResponses[0]?.errorCode)).toEqual(Array.from({ length: 10 }, () => 0))
    const values: string[] = []
    while (values.length < 10) {
      const partitions = [{ partition: 0, fetchOffset: BigInt(values.length), partitionMaxBytes: 50_000_000 }]
      const request = { minBytes: 1, maxWaitMs: 100, topics: [{ topic: 'orders', partitions }] }
      const { responses } = await connection.send(Fetch, request, { maxVersion: 12 })
      values.push(...recordsIn(responses[0]?.partitions[0]?.records ?? null).map(([, text]) => text))
    }
    expect(values.map((text, i) => text === `${value}${i}`)).toEqual(Array.from({ length: 10 }, () => true))
  })

  test('a client authenticates, and a wrong password is refused', async () => {
    await using kafka = await start(transport, { sasl: { alice: 'secret' } })
    for (const mechanism of [plain, scramSha512]) {
      await using connection = await reach(kafka, 1, { sasl: mechanism({ username: 'alice', password: 'secret' }) })
      await connection.send(Metadata, everything)
      expect(await kafka.received(Metadata)).toMatchObject({ principal: 'User:alice' })
      const refused = await rejectionOf(reach(kafka, 1, { sasl: mechanism({ username: 'alice', password: 'wrong' }) }))
      expect(refused).toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
    }
  })

  test('TLS secures connections: the certificate is checked, and that of the client is its principal', async () => {
    await using kafka = await start(transport, { brokers: 2, tls: { clientAuth: 'required' } })
    await kafka.addBroker()
    for (const nodeId of [1, 2, 3]) {
      await using connection = await reach(kafka, nodeId, { tls: kafka.tls?.options ?? false })
      expect(connection.broker.tlsAuthorized).toBe(true)
      await connection.send(Metadata, everything)
      expect(await kafka.received(Metadata)).toMatchObject({ principal: 'User:CN=kafkawire-client' })
    }
    const unknown = await rejectionOf(reach(kafka, 1, { tls: true }))
    expect(unknown).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', message: expect.stringContaining('certificate is refused') })
    const nameless = await rejectionOf(reach(kafka, 1, { tls: { ca: kafka.tls?.ca } }))
    expect(nameless).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls' })
    const plaintext = await rejectionOf(reach(kafka, 1, { timeouts: { connectMs: 2_000 } }))
    expect(plaintext).toMatchObject({ code: 'KAFKA_CONNECT' })
    await until(() => kafka.broker(1).connections === 0)
  })

  test('many clients do their TLS handshakes at the same time', async () => {
    await using kafka = await start(transport, { tls: true })
    const tls = kafka.tls?.options ?? false
    const connections = await Promise.all(Array.from({ length: 10 }, () => reach(kafka, 1, { tls })))
    await Promise.all(connections.map(each => each.send(Metadata, everything)))
    expect(kafka.broker(1).connections).toBe(10)
    await kafka.broker(1).kill()
    const ends = await Promise.all(connections.map(({ closed }) => closed))
    expect(ends.map(({ reason, cause }) => [reason, (cause as { code?: string }).code])).toEqual(
      Array.from({ length: 10 }, () => ['broken', 'ECONNRESET'])
    )
  })

  test.each([false, true])('a broker that is killed resets its connections, and one that is stopped ends them (TLS: %s)', async tls => {
    await using kafka = await start(transport, { brokers: 3, tls })
    const options = { tls: kafka.tls?.options ?? false }
    const [first, second] = [await reach(kafka, 1, options), await reach(kafka, 2, options)]
    await kafka.broker(1).kill()
    await kafka.broker(2).stop()
    expect(await first.closed).toMatchObject({ reason: 'broken', cause: { code: 'ECONNRESET' } })
    expect(await second.closed).toEqual({ reason: 'broken', cause: undefined })
    for (const nodeId of [1, 2]) {
      const refused = await rejectionOf(reach(kafka, nodeId, options))
      expect(refused).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', retriable: true, cause: { code: 'ECONNREFUSED' } })
    }
    await kafka.broker(1).start()
    await using again = await reach(kafka, 1, options)
    const { brokers } = await again.send(Metadata, everything)
    expect(brokers.map(({ nodeId }) => nodeId)).toEqual([1, 3])
  })

  test('a restarted broker has its address again, or another one if a port is given', async () => {
    await using kafka = await start(transport)
    const { host, port } = kafka.broker(1)
    await kafka.broker(1).restart()
    expect(kafka.bootstrap).toBe(`${host}:${port}`)
    await kafka.broker(1).restart({ port: 0 })
    expect(kafka.broker(1).port).not.toBe(port)
    expect(await rejectionOf(connect({ host, port, dial: kafka.dial }))).toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    await using connection = await reach(kafka)
    expect((await connection.send(Metadata, everything)).brokers[0]?.port).toBe(kafka.broker(1).port)
  })

  test.each([
    ['reset', 'ECONNRESET'],
    ['close', undefined]
  ] as const)('a fault can cut an answer in the middle by %s', async (action, code) => {
    for (const tls of [false, true]) {
      await using kafka = await start(transport, { tls })
      const connection = await reach(kafka, 1, { tls: kafka.tls?.options ?? false })
      kafka.broker(1).fault({ after: { bytes: 6 }, do: action })
      const error = await rejectionOf(connection.send(Metadata, everything))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', delivery: 'maybe-sent' })
      expect((error as { cause?: { code?: string } }).cause?.code).toBe(code)
      await until(() => kafka.broker(1).connections === 0)
    }
  })

  test('a broker can fall silent, and the bytes of the client wait', async () => {
    await using kafka = await start(transport)
    const connection = await reach(kafka, 1, { limits: { maxInFlight: 1_000 }, timeouts: { requestMs: 300 } })
    kafka.broker(1).fault({ after: { receivedBytes: 0 }, do: 'silence' })
    const sent = Array.from({ length: 20 }, () => rejectionOf(connection.send(Produce, produceOf('x'.repeat(900_000)))))
    await turns(50)
    expect(connection.writable).toBe(false)
    expect(kafka.broker(1).connections).toBe(1)
    const [error] = await Promise.all(sent)
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT' })
  })

  test('faults of requests strike: an error code, a delay, throttling and corrupted bytes', async () => {
    await using kafka = await start(transport)
    await using connection = await reach(kafka)
    kafka.fault({ api: 'Produce', do: { error: 'NOT_LEADER_OR_FOLLOWER' }, times: 1 })
    const refused = await connection.send(Produce, produceOf('a'))
    expect(refused.responses[0]?.partitionResponses[0]?.errorCode).toBe(errorCodes.NOT_LEADER_OR_FOLLOWER)
    kafka.fault({ api: 'Produce', do: { throttleMs: 7 }, times: 1 })
    expect(await connection.send(Produce, produceOf('a'))).toMatchObject({ throttleTimeMs: 7 })
    kafka.fault({ api: 'Metadata', do: { delayMs: 60_000 }, times: 1 })
    const delayed = connection.send(Metadata, everything)
    await kafka.received(Metadata)
    await turns(5)
    kafka.advance(60_000)
    expect((await delayed).topics).toHaveLength(1)
    kafka.fault({ api: 'Produce', do: 'blackhole', times: 1 })
    expect(await rejectionOf(connection.send(Produce, produceOf('a'), { timeoutMs: 20 }))).toMatchObject({ code: 'KAFKA_TIMEOUT' })
    await using other = await reach(kafka)
    kafka.fault({ api: 'Produce', do: 'disconnect', times: 1 })
    expect(await rejectionOf(other.send(Produce, produceOf('a')))).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED' })
  })

  test('hooks and the control over HTTP work', async () => {
    await using kafka = await start(transport)
    kafka.on(ApiVersions, (_, next) => next())
    const control = await kafka.listenControl()
    const response = await fetch(`${control.url}/brokers`)
    const { host, port } = kafka.broker(1)
    expect(await response.json()).toMatchObject({ brokers: [{ nodeId: 1, host, port }] })
  })

  test('a cluster of the driver finds its brokers, and follows a leader that moves', async () => {
    await using kafka = await start(transport, { brokers: 3 })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial: kafka.dial } })
    const records = batchOf(['a'])
    const topicData = [{ name: 'orders', partitionData: [0, 1, 2].map(index => ({ index, records })) }]
    for (const nodeId of [1, 2, 3]) {
      kafka.moveLeader('orders', 0, nodeId)
      const { responses } = await cluster.send(Produce, { acks: acks.ALL, topicData })
      expect(responses[0]?.partitionResponses.map(({ errorCode }) => errorCode)).toEqual([0, 0, 0])
    }
    expect(await kafka.waitForRecords('orders', 9)).toHaveLength(9)
  })
})
