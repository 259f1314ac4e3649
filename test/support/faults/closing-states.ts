import { createServer } from 'node:net'
import { type Cluster, type ClusterOptions, connectCluster, errorCodes, replicaIds, specialTimestamps } from '../../../src/index.ts'
import { DescribeCluster, FindCoordinator, Heartbeat, ListOffsets, Metadata, SaslAuthenticate } from '../../../src/messages.ts'
import { plain } from '../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../src/testing/index.ts'
import { turns, until } from '../process/gate.ts'

/** A cluster in a state in which the test closes it, and the promises that its users wait for. */
export interface ClosingCluster {
  close(): Promise<void>
  readonly waiting: readonly Promise<unknown>[]
}

type Enter = (kafka: TestingCluster, open: (options?: Partial<ClusterOptions>) => Promise<Cluster>) => Promise<ClosingCluster>

const NEVER = new Promise<never>(() => undefined)
const ONE = { to: { nodeId: 1 } } as const
const BEAT = { groupId: 'g', generationId: 1, memberId: 'm' }
const ENDS = {
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
}
const ASK = { includeClusterAuthorizedOperations: false }
const NODE = { throttleTimeMs: 0, clusterId: 'c', controllerId: 1, brokers: [], errorCode: 0 }
const sasl = plain({ username: 'alice', password: 'secret' })

/** Every state in which a cluster can be closed. */
export const closingStates: Readonly<Record<string, Enter>> = {
  connecting: (_, open) => opening(open, 'in.memory:1', { dial: () => NEVER }),
  'in the TLS handshake': (_, open) => openingToMute(open, { tls: true }),
  'asking for versions': (_, open) => openingToMute(open, {}),
  authenticating: (kafka, open) => {
    kafka.on(SaslAuthenticate, () => NEVER)
    return opening(open, kafka.bootstrap, { sasl }, () => kafka.received(SaslAuthenticate))
  },
  'authenticating again': async (kafka, open) => {
    const cluster = await open({ connection: { sasl } })
    await cluster.send(DescribeCluster, ASK, ONE)
    kafka.on(SaslAuthenticate, () => NEVER)
    // The bootstrap connection, the connection to the broker, and that connection's re-authentication.
    await kafka.received(SaslAuthenticate)
    await kafka.received(SaslAuthenticate)
    await kafka.received(SaslAuthenticate)
    return closing(cluster, [cluster.send(DescribeCluster, ASK, ONE)])
  },
  idle: async (_, open) => closing(await open(), []),
  'refreshing its metadata': async (kafka, open) => {
    const cluster = await open()
    await kafka.received(Metadata)
    kafka.on(Metadata, () => NEVER)
    const waiting = [cluster.refresh(), cluster.send(ListOffsets, ENDS), cluster.partition('orders', 0)]
    await kafka.received(Metadata)
    return closing(cluster, waiting)
  },
  'looking for a coordinator': async (kafka, open) => {
    kafka.on(FindCoordinator, () => NEVER)
    kafka.on(Heartbeat, () => ({ errorCode: 0 }))
    const cluster = await open()
    const waiting = [cluster.send(Heartbeat, BEAT)]
    await kafka.received(FindCoordinator)
    return closing(cluster, waiting)
  },
  'waiting for an answer': async (kafka, open) => {
    kafka.on(DescribeCluster, () => NEVER)
    const cluster = await open()
    const waiting = [cluster.send(DescribeCluster, ASK, ONE), cluster.send(DescribeCluster, ASK, { ...ONE, timeoutMs: 100_000 })]
    await kafka.received(DescribeCluster)
    return closing(cluster, waiting)
  },
  throttled: async (kafka, open) => {
    kafka.on(DescribeCluster, () => ({ ...NODE, throttleTimeMs: 60_000 }))
    const cluster = await open()
    await cluster.send(DescribeCluster, ASK, ONE)
    return closing(cluster, [cluster.send(DescribeCluster, ASK, ONE), cluster.send(DescribeCluster, ASK, { ...ONE, timeoutMs: 100_000 })])
  },
  'pausing before it tries again': async (kafka, open) => {
    kafka.on(Heartbeat, () => ({ errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }))
    let retries = 0
    const retry = { initialMs: 60_000, maxMs: 60_000, totalMs: 600_000 }
    const cluster = await open({ retry, observe: { retry: () => retries++ } })
    const waiting = [cluster.send(Heartbeat, BEAT)]
    await until(() => retries > 0)
    return closing(cluster, waiting)
  },
  'leaving its brokers alone for a while': async (_, open) => {
    const pool = { backoff: { initialMs: 60_000, maxMs: 60_000 } }
    const cluster = await open({
      pool,
      rewriteAddress: () => '127.0.0.1:1',
      metadata: { attemptMs: 60_000 },
      retry: { initialMs: 1, maxMs: 1 }
    })
    const ask = (): Promise<unknown>[] => [cluster.send(DescribeCluster, ASK, ONE), cluster.send(ListOffsets, ENDS)]
    const waiting = ask()
    await until(() => cluster.pool.retryAfterMs(1) > 0)
    return closing(cluster, [...waiting, ...ask()])
  }
}

/**
 * Closes a new cluster in a state. Returns how its users' promises ended, and how many connections
 * its broker still has.
 */
export async function closeWhile(state: string): Promise<{ readonly outcomes: unknown[]; readonly connections: number }> {
  const wantsSasl = state.startsWith('authenticating')
  const accounts = wantsSasl ? { users: { alice: 'secret' }, sessionLifetimeMs: 1_300 } : undefined
  await using kafka = await startTestingCluster({ topics: { orders: 1 }, sasl: accounts })
  kafka.on(DescribeCluster, () => NODE)
  const open = (options: Partial<ClusterOptions> = {}): Promise<Cluster> =>
    connectCluster({ bootstrapServers: kafka.bootstrap, ...options })
  const { close, waiting } = await (closingStates[state] as Enter)(kafka, open)
  const ended = Promise.allSettled(waiting)
  await turns(10)
  await close()
  const outcomes = (await ended).map(outcome => (outcome.status === 'fulfilled' ? 'resolved' : outcome.reason.code))
  const { brokers } = kafka
  for (let turn = 0; turn < 1_000 && brokers.some(({ connections }) => connections > 0); turn++) await turns(1)
  return { outcomes, connections: brokers.reduce((sum, { connections }) => sum + connections, 0) }
}

function closing(cluster: Cluster, waiting: readonly Promise<unknown>[]): ClosingCluster {
  return { waiting, close: () => cluster.close({ timeoutMs: 20 }) }
}

type Open = (options: Partial<ClusterOptions>) => Promise<Cluster>

// The cluster is not open yet, so a signal ends it.
async function opening(
  open: Open,
  bootstrapServers: string,
  connection: ClusterOptions['connection'],
  isThere = (): Promise<unknown> => turns(10)
): Promise<ClosingCluster> {
  const giveUp = new AbortController()
  const connecting = open({ bootstrapServers, connection, signal: giveUp.signal })
  connecting.catch(() => undefined)
  await isThere()
  return { waiting: [connecting], close: async () => giveUp.abort(Object.assign(new Error('given up'), { code: 'given up' })) }
}

async function openingToMute(open: Open, connection: ClusterOptions['connection']): Promise<ClosingCluster> {
  const sockets = new Set<{ destroy(): unknown }>()
  const server = createServer(socket => void sockets.add(socket.on('error', () => undefined).resume()))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const scene = await opening(open, `127.0.0.1:${port}`, connection, () => until(() => sockets.size > 0))
  const close = async (): Promise<void> => {
    await scene.close()
    await Promise.allSettled(scene.waiting)
    server.close() // the server ends after the client's sockets, and keeps the process alive until then
  }
  return { ...scene, close }
}
