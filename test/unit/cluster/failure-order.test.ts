import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acks, connect, connectCluster } from '../../../src/index.ts'
import { Metadata, Produce } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { gate } from '../../support/process/gate.ts'

// docs/design/failure.md describes this order, and maintainers rely on it.
const CHANNELS = ['tracing:kafkawire:request:error', 'kafkawire:connection', 'kafkawire:pool']
let heard: string[] = []

const hear = (event: unknown, channel: string | symbol): void => {
  const { event: name = '' } = event as { readonly event?: string }
  heard.push(`${String(channel)} ${name}`.trim())
}

beforeEach(() => {
  heard = []
  for (const name of CHANNELS) subscribe(name, hear)
})
afterEach(() => {
  for (const name of CHANNELS) unsubscribe(name, hear)
})

test('when a connection breaks, its channels publish first, then the request in flight and the queued one reject, and `closed` resolves last', async () => {
  await using kafka = await startTestingCluster()
  const cut = gate()
  kafka.on(Metadata, () => cut.opened.then(() => Promise.reject(new Error('closes the connection'))))
  const connection = await connect({ host: kafka.bootstrap, limits: { maxInFlight: 1 } })
  heard = []
  void connection.closed.then(() => heard.push('closed'))
  const fail = (error: { readonly delivery: string }): unknown => heard.push(error.delivery)
  const inFlight = connection.send(Metadata, { topics: null }).catch(fail)
  const queued = connection.send(Metadata, { topics: [] }).catch(fail)
  await kafka.received(Metadata)
  cut.open()
  await Promise.all([inFlight, queued, connection.closed])
  const requestErrors = Array<string>(2).fill('tracing:kafkawire:request:error')
  expect(heard).toEqual([...requestErrors, 'kafkawire:connection close', 'maybe-sent', 'not-sent', 'closed'])
})

test('when a connection breaks under a cluster, the retry is told first, then the pool, and the observer last', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    observe: { retry: () => heard.push('observer retry'), close: () => heard.push('observer close') }
  })
  await cluster.partition('orders', 0)
  kafka.on(Produce, { times: 1 }, () => Promise.reject(new Error('closes the connection')))
  const builder = batchBuilder()
  builder.append({ value: 'a' })
  const records = builder.build({ producerId: 1n, producerEpoch: 0, baseSequence: 0 })
  heard = []
  await cluster.send(Produce, { acks: acks.ALL, topicData: [{ name: 'orders', partitionData: [{ index: 0, records }] }] })
  const told = heard.slice(heard.indexOf('tracing:kafkawire:request:error'))
  expect(told.slice(0, 6)).toEqual([
    'tracing:kafkawire:request:error',
    'kafkawire:connection close',
    'observer retry',
    'kafkawire:pool failure',
    'kafkawire:pool close',
    'observer close'
  ])
})

test('the promise of a request that is not sent again rejects after the pool and the observer are told of the broken connection', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    observe: { close: () => heard.push('observer close') }
  })
  await cluster.partition('orders', 0)
  kafka.on(Produce, { times: 1 }, () => Promise.reject(new Error('closes the connection')))
  const builder = batchBuilder()
  builder.append({ value: 'a' })
  const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: builder.build() }] }]
  heard = []
  await cluster.send(Produce, { acks: acks.ALL, topicData }).catch(({ delivery }) => heard.push(`caller ${delivery}`))
  expect(heard.slice(heard.indexOf('kafkawire:connection close'))).toEqual([
    'kafkawire:connection close',
    'kafkawire:pool failure',
    'kafkawire:pool close',
    'observer close',
    'caller maybe-sent'
  ])
})
