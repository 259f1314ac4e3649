// Uses a connection or a cluster inside stores of an AsyncLocalStorage, and prints which stores are
// still alive after garbage collections.
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { acks, connect, connectCluster, coordinatorTypes } from '../../../../src/index.ts'
import { FindCoordinator, Metadata, OffsetFetch, Produce, type ProduceRequest } from '../../../../src/messages.ts'
import { scramSha256 } from '../../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { batchOf } from '../../vectors/records.ts'
import { collectWithFinalizers, report } from '../program.ts'

const [what, isTraced] = process.argv.slice(2)
const stores = new AsyncLocalStorage<object>()
const weak = new Map<string, WeakRef<object>>()

function inStore<T>(name: string, work: () => Promise<T>): Promise<T> {
  const store = { name, ballast: Buffer.alloc(1_024) }
  weak.set(name, new WeakRef(store))
  return stores.run(store, work)
}

if (isTraced === 'traced') subscribe('tracing:kafkawire:request:asyncEnd', () => undefined)
await using kafka = await startTestingCluster({ topics: { t: 1 }, sasl: { u: 'p' } })
kafka.on(OffsetFetch, () => ({ groups: [{ groupId: 'g', topics: [] }] }))
const sasl = scramSha256({ username: 'u', password: 'p' })
const produce: ProduceRequest = {
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name: 't', partitionData: [{ index: 0, records: batchOf(['x']) }] }]
}

async function useConnection(): Promise<AsyncDisposable> {
  const connection = await inStore('opens', () => connect({ host: kafka.bootstrap, sasl }))
  await inStore('sends', () => connection.send(Metadata, { topics: null }))
  await inStore('sends with a limit', () => connection.send(Metadata, { topics: null }, { timeoutMs: 500 }))
  await inStore('produces', () => connection.send(Produce, produce))
  return connection
}

async function useCluster(): Promise<AsyncDisposable> {
  const cluster = await inStore('opens', () => connectCluster({ bootstrapServers: kafka.bootstrap, connection: { sasl } }))
  await inStore('produces', () => cluster.send(Produce, produce))
  await inStore('asks the coordinator', () => cluster.send(OffsetFetch, { groups: [{ groupId: 'g', topics: null }] }))
  await inStore('asks anyone', () => cluster.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['h'] }))
  await inStore('refreshes', () => cluster.refresh())
  await inStore('warms up', () => cluster.pool.warmUp())
  return cluster
}

const used = await (what === 'cluster' ? useCluster() : useConnection())
for (let i = 0; i < 3; i++) await collectWithFinalizers()
report([...weak].filter(([, ref]) => ref.deref() !== undefined).map(([name]) => name))
await used[Symbol.asyncDispose]()
