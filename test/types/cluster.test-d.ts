import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd'
import {
  type Cluster,
  type ClusterMap,
  type ClusterOptions,
  type ClusterSendOptions,
  type Connection,
  connectCluster,
  formatOpenMetrics,
  isKafkaError,
  type PartitionLeader,
  Pool,
  type Shard,
  type To,
  type VersionRange
} from '../../dist/index.js'
import {
  type Decoded,
  Heartbeat,
  ListGroups,
  type ListGroupsResponse,
  Metadata,
  type MetadataResponse,
  Produce
} from '../../dist/messages.js'

declare const cluster: Cluster
declare const pool: Pool

// The options of connectCluster.
expectType<Promise<Cluster>>(connectCluster({ bootstrapServers: 'a' }))
expectAssignable<ClusterOptions>({ bootstrapServers: ['a:9092', 'b:9092'], connection: { clientId: 'c' }, pool: { maxConnections: 3 } })
expectAssignable<ClusterOptions>({ bootstrapServers: async () => ['a'], retry: { totalMs: 1, maxAttempts: Infinity }, metadata: undefined })
expectAssignable<ClusterOptions>({ bootstrapServers: () => 'a', rewriteAddress: { 'a:1': 'b:2' }, onFresh: async () => {} })
expectAssignable<ClusterOptions>({ bootstrapServers: 'a', rewriteAddress: ({ nodeId, host, port }) => ({ host, port: port + nodeId }) })
expectAssignable<ClusterOptions>({
  bootstrapServers: 'a',
  observe: { close: (connection, reason) => reason === 'idle' && connection.broker }
})
expectNotAssignable<ClusterOptions>({})
expectNotAssignable<ClusterOptions>({ bootstrapServers: 'a', connection: { host: 'b' } })
expectError(connectCluster({ bootstrapServers: 'a', retry: { attempts: 3 } }))

// send, and the parts of a split request, infer request and response from the API.
expectType<Promise<Decoded<MetadataResponse>>>(cluster.send(Metadata, { topics: null }))
expectType<Promise<Shard<ListGroupsResponse>[]>>(cluster.sendSharded(ListGroups, {}))
expectError(cluster.send(Metadata, {}))
expectError(cluster.send(Heartbeat, { groupId: 'g' }))
expectType<Promise<void>>(cluster.post(Produce, { acks: 0, timeoutMs: 1, topicData: [] }))
expectError(cluster.post(Metadata, { topics: null }))
for (const { nodeId, response, error } of await cluster.sendSharded(ListGroups, {})) {
  expectType<number>(nodeId)
  if (response === undefined) expectType<unknown>(error)
  else expectType<string | undefined>(response.groups[0]?.groupId)
}

// cluster.versions gives the version range that brokers support.
expectType<VersionRange | undefined>(await cluster.versions(ListGroups))
expectType<VersionRange | undefined>(await cluster.versions(ListGroups, { all: true, timeoutMs: 1_000 }))
expectError(cluster.versions('ListGroups'))

// The option `to`, where the caller chooses the broker.
expectType<'signal' | 'timeoutMs' | 'version' | 'maxVersion' | 'maxAttempts' | 'to' | 'lane' | 'clusterId'>({} as keyof ClusterSendOptions)
expectAssignable<To>('controller')
expectAssignable<To>({ group: 'g' })
expectNotAssignable<To>({ broker: 1 })
expectNotAssignable<To>('leader')
expectError(cluster.send(Metadata, { topics: null }, { to: { nodeId: '1' } }))

// What the cluster knows of brokers and partitions.
expectType<ClusterMap>(cluster.map)
expectType<number | undefined>(cluster.map.partition({ name: 'orders' }, 0)?.leaderId)
expectType<Promise<PartitionLeader>>(cluster.partition('orders', 3))
expectType<string>((await cluster.partition('orders', 3)).topicId)
expectType<number>((await cluster.topic('orders')).partitions.size)
expectType<Pool>(cluster.pool)
expectAssignable<AsyncDisposable>(cluster)
expectAssignable<AsyncDisposable>(pool)

// The pool of a cluster.
expectType<Connection | undefined>(pool.ready(1, 'produce'))
expectType<Promise<Connection>>(pool.acquire(1, pool.laneOf(Produce), { timeoutMs: 1 }))
expectError(pool.acquire('1', 'produce'))
expectError(new Pool({}))
expectType<string>(formatOpenMetrics(pool.snapshot()))

// The errors of a cluster.
declare const error: unknown
if (isKafkaError(error, 'KAFKA_CIRCUIT_OPEN')) expectType<number>(error.retryAfterMs)
if (isKafkaError(error, 'KAFKA_NO_BROKER')) expectType<readonly Error[]>(error.causes)
if (isKafkaError(error)) expectType<number | undefined>(error.shards?.[0]?.nodeId)
