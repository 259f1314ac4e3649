import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acks, type Cluster, connectCluster, VERSION, ZERO_UUID } from '../../../src/index.ts'
import { CreateTopics, GetTelemetrySubscriptions, Produce } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { readOtlp } from '../../support/telemetry/read-otlp.ts'
import { subscribeTo } from '../../support/telemetry/telemetry-client.ts'
import { compilePlugin } from '../harness/machine/jvm.ts'
import { eventually } from '../support/eventually.ts'
import { CLUSTER_MS, type OwnCluster, startOwnNode } from '../support/own-cluster.ts'

const INTERVAL_MS = 500

// What the plug-in has written of one push.
interface Received {
  readonly clientId: string
  readonly clientInstanceId: string
  readonly isTerminating: boolean
  readonly contentType: string
  readonly hex: string
  readonly isComplete: boolean
  readonly scope: string
  readonly resource: Readonly<Record<string, string>>
  readonly points: readonly {
    readonly name: string
    readonly kind: string
    readonly temporality?: string
    readonly isMonotonic?: boolean
    readonly value?: number
    readonly attributes?: Readonly<Record<string, string>>
    readonly counts?: readonly number[]
  }[]
}

describe.each(['4.4.0', '3.9.2'])('Client telemetry with a plug-in of Apache Kafka %s', version => {
  let kafka: OwnCluster
  let admin: Cluster
  let file: string

  beforeAll(async () => {
    const plugin = await compilePlugin(version, join(import.meta.dirname, 'java', 'FileReceiver.java'))
    kafka = await startOwnNode(version, dir => {
      file = join(dir, 'pushes.jsonl')
      return { plugins: [plugin], props: { 'metric.reporters': 'FileReceiver', 'kafkawire.telemetry.file': file } }
    })
    admin = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await admin.send(CreateTopics, { topics: [{ name: 'orders', numPartitions: 1, replicationFactor: 1 }], timeoutMs: 10_000 })
  }, CLUSTER_MS)

  afterAll(async () => {
    await admin?.close()
    await kafka?.[Symbol.asyncDispose]()
  }, CLUSTER_MS)

  const receivedOf = (clientId: string): Received[] =>
    (existsSync(file) ? readFileSync(file, 'utf8') : '')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as Received)
      .filter(each => each.clientId === clientId)

  // A client that asks before the broker knows of the subscription asks again only after five
  // minutes.
  async function untilAsked(clientId: string): Promise<void> {
    await using probe = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { clientId } })
    await eventually(async () => {
      const { requestedMetrics } = await probe.send(GetTelemetrySubscriptions, { clientInstanceId: ZERO_UUID })
      expect(requestedMetrics).toEqual(['*'])
    })
  }

  test('A broker gets the metrics that its subscription asks for, decoded by the classes of Kafka', async () => {
    const clientId = `telemetry-${version}`
    await subscribeTo(admin, {
      metrics: '*',
      'interval.ms': String(INTERVAL_MS),
      match: `client_id=${clientId},client_software_name=kafkawire`
    })
    await untilAsked(clientId)
    const shop = {
      name: 'shop.orders',
      type: 'counter' as const,
      help: '',
      samples: [{ name: 'shop.orders_total', labels: { country: 'SE' }, value: 7 }]
    }
    const cluster = await connectCluster({
      bootstrapServers: kafka.bootstrap,
      connection: { clientId },
      telemetry: { attributes: { client_rack: 'a' }, metrics: () => [shop] }
    })
    const builder = batchBuilder()
    builder.append({ value: 'one' })
    const records = builder.build()
    await eventually(async () => {
      await cluster.send(Produce, {
        acks: acks.ALL,
        timeoutMs: 5_000,
        topicData: [{ name: 'orders', partitionData: [{ index: 0, records }] }]
      })
      const names = receivedOf(clientId).flatMap(({ points }) => points.map(({ name }) => name))
      expect(names.filter(name => name === 'org.apache.kafka.producer.produce.throttle.time.max').length).toBeGreaterThanOrEqual(2)
    })
    await cluster.close()

    await eventually(async () => expect(receivedOf(clientId).at(-1)?.isTerminating).toBe(true))
    const pushes = receivedOf(clientId)
    for (const push of pushes) {
      expect(push).toMatchObject({
        clientInstanceId: cluster.clientInstanceId,
        isComplete: true,
        scope: `kafkawire ${VERSION}`,
        resource: { client_rack: 'a' }
      })
      // The reader of the unit tests finds the same numbers.
      const own = readOtlp(Buffer.from(push.hex, 'hex')).points.map(({ name, value, attributes }) => ({ name, value, attributes }))
      expect(push.points.map(({ name, value, attributes }) => ({ name, value, attributes }))).toEqual(own)
    }
    const last = pushes.findLast(({ points }) => points.some(({ name }) => name.startsWith('org.apache.kafka.producer.node')))
    const find = (name: string) => last?.points.find(point => point.name === name)
    expect(find('org.apache.kafka.producer.connection.creation.total')).toMatchObject({
      ...{ kind: 'SUM', temporality: 'AGGREGATION_TEMPORALITY_DELTA', isMonotonic: true }
    })
    expect(find('org.apache.kafka.producer.node.request.latency.max')).toMatchObject({ kind: 'GAUGE', attributes: { node_id: '1' } })
    expect(find('org.apache.kafka.producer.node.request.latency.max')?.value).toBeGreaterThan(0)
    const orders = pushes.flatMap(({ points }) => points.filter(({ name }) => name === 'shop.orders').map(({ value }) => value))
    expect(orders).toEqual([7, ...orders.slice(1).map(() => 0)])
  })

  test('A client that no subscription matches pushes nothing', async () => {
    const cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { clientId: 'somebody-else' }, telemetry: true })
    await eventually(async () => expect(cluster.clientInstanceId).toBeDefined())
    await cluster.close()
    expect(receivedOf('somebody-else')).toEqual([])
  })
})
