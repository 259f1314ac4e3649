import { connect as connectSocket } from 'node:net'
import { createSecureContext, createServer, type SecureContext } from 'node:tls'
import { describe, expect, test, vi } from 'vitest'
import {
  acks,
  type Cluster,
  type ClusterOptions,
  connectCluster,
  errorCodes,
  replicaIds,
  specialTimestamps
} from '../../../../src/index.ts'
import { Fetch, Heartbeat, ListOffsets, Metadata, Produce, SaslAuthenticate } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { plain } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { makePki } from '../../../support/pki.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { until } from '../../../support/process/gate.ts'
import { Random } from '../../../support/vectors/random.ts'

const QUICK = { retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 } }
const PATIENT = {
  backoff: { initialMs: 1, maxMs: 1 },
  breaker: { failures: Number.POSITIVE_INFINITY },
  maxDialsPerSecond: Number.POSITIVE_INFINITY
}
const open = (kafka: TestingCluster, options: Partial<ClusterOptions> = {}) =>
  connectCluster({ bootstrapServers: kafka.bootstrap, ...QUICK, ...options })

const endsOf = (partitions: readonly number[]) => ({
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: partitions.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }]
})

/** A Produce with one record, whose idempotent producer has this sequence number. */
function produceTo(index: number, baseSequence: number) {
  const builder = batchBuilder()
  builder.append({ value: `${baseSequence}` })
  const records = builder.build({ producerId: BigInt(index), producerEpoch: 0, baseSequence })
  return { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData: [{ index, records }] }] }
}

// These tests take some seconds on an idle machine, and far more on a busy one.
vi.setConfig({ testTimeout: 90_000 })

describe('brokers that close connections at any byte', () => {
  test('brokers that close connections at any byte, a thousand times, fail no request that may be sent again, and no record is lost or written twice', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 4 } })
    kafka.on(Heartbeat, () => ({ errorCode: 0 }))
    const random = new Random(3)
    let ends = 0
    await using cluster = await open(kafka, { pool: PATIENT, observe: { close: () => ends++ } })
    await cluster.partition('orders', 0)
    const use = async (index: number): Promise<number> => {
      let produced = 0
      while (ends < 1_000) {
        kafka.broker(1 + (index % 2)).fault({ after: { bytes: random.below(80) }, do: random.below(3) === 0 ? 'reset' : 'close' })
        await Promise.all([
          cluster.send(Produce, produceTo(index, produced++)),
          cluster.send(ListOffsets, endsOf([0, 1, 2, 3])),
          cluster.send(Heartbeat, { groupId: `g${index}`, generationId: 1, memberId: 'm' })
        ])
      }
      return produced
    }
    const produced = await Promise.all([0, 1, 2, 3].map(use))
    const { topics } = await cluster.send(ListOffsets, endsOf([0, 1, 2, 3]))
    expect(topics[0]?.partitions.map(({ offset }) => Number(offset))).toEqual(produced)
  })
})

describe('a session that the broker refuses to renew', () => {
  useOwnClock()

  test('a session that the broker refuses to renew is replaced by one new connection each time it expires, and no request fails', async () => {
    await using kafka = await startTestingCluster({
      topics: { orders: 1 },
      sasl: { users: { alice: 'secret' }, sessionLifetimeMs: 10_000 }
    })
    let refused = 0
    kafka.on(SaslAuthenticate, ({ principal }, next) => {
      if (principal === undefined) return next()
      refused++
      return {
        errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
        errorMessage: 'Cannot change principals during re-authentication',
        authBytes: Buffer.alloc(0)
      }
    })
    const opened: number[] = []
    const closed: string[] = []
    const retried: unknown[] = []
    const observe: ClusterOptions['observe'] = {
      ready: ({ broker }) => opened.push(broker.nodeId ?? -1),
      close: (_, reason) => closed.push(reason),
      retry: ({ error }) => retried.push(error)
    }
    const connection = { sasl: plain({ username: 'alice', password: 'secret' }) }
    await using cluster = await open(kafka, { connection, observe })
    await cluster.partition('orders', 0)
    opened.length = 0
    let answered = 0
    const sent: Promise<unknown>[] = []
    // Requests do not wait for each other's answers, so that some are always in flight.
    for (let ms = 0; ms < 60_000; ms += 100) {
      for (let i = 0; i < 3; i++) sent.push(cluster.send(ListOffsets, endsOf([0])).then(() => answered++))
      await pass(100)
    }
    await Promise.all(sent)
    expect(answered).toBe(1_800)
    expect(refused).toBeGreaterThanOrEqual(5)
    expect(opened).toHaveLength(refused)
    expect(closed.filter(reason => reason !== 'superseded')).toEqual(Array.from({ length: refused }, () => 'authentication'))
    for (const error of retried) expect(error).toMatchObject({ delivery: 'not-sent' })
    expect(cluster.pool.snapshot()).toMatchObject({ brokers: [{ failures: 0 }], totals: { failed: {} } })
  })
})

describe('a cluster with TLS', () => {
  test('a cluster with TLS takes new certificates and a new authority in the middle of traffic, and no request fails', async () => {
    const [before, after] = [makePki(), makePki()]
    let pki = before
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const SNICallback = (_: string, use: (error: null, context: SecureContext) => void): void =>
      use(null, createSecureContext({ ...pki.server, ca: pki.ca }))
    const { port } = kafka.broker(1)
    // A proxy in front of a broker that ends TLS.
    const server = createServer({ ...before.server, SNICallback, requestCert: true, noDelay: true }, client => {
      const broker = connectSocket({ port, host: '127.0.0.1', noDelay: true })
      for (const socket of [client, broker]) socket.on('error', () => undefined)
      client.pipe(broker).pipe(client)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const place = { host: 'localhost', port: typeof address === 'object' && address !== null ? address.port : 0 }
    const tls = vi.fn(async () => ({ ca: pki.ca, ...pki.client }))
    const retried: unknown[] = []
    await using cluster = await open(kafka, {
      bootstrapServers: `SSL://localhost:${place.port}`,
      rewriteAddress: () => place,
      connection: { tls },
      observe: { retry: event => retried.push(event) }
    })
    await cluster.partition('orders', 0)
    const answers = new Map([before, after].map(each => [each, 0]))
    const use = async (ask: (cluster: Cluster) => Promise<unknown>): Promise<void> => {
      while ((answers.get(after) ?? 0) < 200) {
        await ask(cluster)
        answers.set(pki, (answers.get(pki) ?? 0) + 1)
      }
    }
    let sequence = 0
    const fetch = {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }] }]
    }
    const users = [
      use(() => cluster.send(ListOffsets, endsOf([0]))),
      use(() => cluster.send(Metadata, { topics: [] })),
      use(() => cluster.send(Produce, produceTo(0, sequence++))),
      use(() => cluster.send(Fetch, fetch))
    ]
    await until(() => (answers.get(before) ?? 0) > 200)
    const { opened } = cluster.pool.snapshot().totals
    pki = after
    cluster.pool.recycle()
    await Promise.all(users)
    expect(retried).toEqual([])
    expect(cluster.pool.snapshot().totals).toMatchObject({ opened: opened + 3, failed: {} })
    expect(tls).toHaveBeenCalledTimes(opened + 3)
    await cluster.close()
    await new Promise(resolve => server.close(resolve))
  })
})
