import { describe, expect, test, vi } from 'vitest'
import { absentValues, acks, type Cluster, type ClusterOptions, connectCluster, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, type ApiVersionsResponse, EndTxn, FindCoordinator, InitProducerId, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

const BROKERS = 2

/** A testing cluster whose operator finalizes levels of transaction.version. Notes the versions that are used. */
class Kafka implements AsyncDisposable {
  readonly kafka: TestingCluster
  readonly versions: string[] = []
  level = 1
  epoch = 1n
  /** The error code of the partition in answers to Produce. */
  code = 0

  constructor(kafka: TestingCluster) {
    this.kafka = kafka
    kafka.on(ApiVersions, async (_, next) => this.#told(await next()))
    kafka.on(FindCoordinator, async ({ message: { coordinatorKeys } }) => {
      const [{ host, port } = { host: '', port: 0 }] = kafka.brokers
      return { coordinators: coordinatorKeys.map(key => ({ key, nodeId: 1, host, port, errorCode: 0, errorMessage: null })) }
    })
    kafka.on(InitProducerId, () => ({ throttleTimeMs: 0, errorCode: 0, producerId: 1n, producerEpoch: 0 }))
    kafka.on(EndTxn, ({ header }) => {
      this.versions.push(`EndTxn ${header.apiVersion}`)
      const isSecond = header.apiVersion >= 5
      return {
        throttleTimeMs: 0,
        errorCode: 0,
        producerId: isSecond ? 1n : absentValues.NO_PRODUCER_ID,
        producerEpoch: isSecond ? 1 : absentValues.NO_PRODUCER_EPOCH
      }
    })
    kafka.on(Produce, ({ header, message }) => {
      this.versions.push(`Produce ${header.apiVersion}`)
      const partitionResponses = [{ index: 0, errorCode: this.code, baseOffset: 0n }]
      return { responses: message.topicData.map(({ name }) => ({ name, partitionResponses })) }
    })
  }

  /** Finalizes a level on all brokers, as an operator would. */
  finalize(level: number): void {
    this.level = level
    this.epoch++
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kafka.close()
  }

  // Versions before 3 do not have these fields.
  #told(answer: ApiVersionsResponse): ApiVersionsResponse {
    const finalizedFeatures = [{ name: 'transaction.version', minVersionLevel: this.level, maxVersionLevel: this.level }]
    return { ...answer, finalizedFeatures, finalizedFeaturesEpoch: this.epoch }
  }
}

async function start(level: number): Promise<Kafka> {
  const kafka = new Kafka(await startTestingCluster({ brokers: BROKERS, topics: { orders: 1, payments: 1 } }))
  kafka.level = level
  return kafka
}

const connectTo = ({ kafka }: Kafka, options: Partial<ClusterOptions> = {}): Promise<Cluster> =>
  connectCluster({ bootstrapServers: kafka.bootstrap, ...options })

const levelOf = (cluster: Cluster): number | undefined => cluster.features.get('transaction.version')?.max

async function produce(cluster: Cluster, topic: string, transactionalId: string | null): Promise<number | undefined> {
  const builder = batchBuilder()
  builder.append({ value: 'v' })
  const partitionData = [{ index: 0, records: builder.build() }]
  const topicData = [{ name: topic, partitionData }]
  const { responses } = await cluster.send(Produce, { transactionalId, acks: acks.ALL, timeoutMs: 1_000, topicData })
  return responses[0]?.partitionResponses[0]?.errorCode
}

const begin = (cluster: Cluster, transactionalId: string) => cluster.send(InitProducerId, { transactionalId, transactionTimeoutMs: 1_000 })

const end = (cluster: Cluster, transactionalId: string) =>
  cluster.send(EndTxn, { transactionalId, producerId: 1n, producerEpoch: 0, committed: true })

describe('the features that a cluster has finalized', () => {
  test('finalized features are known by all connections after any of them has got an ApiVersions answer', async () => {
    await using kafka = await start(1)
    await using cluster = await connectTo(kafka)
    await produce(cluster, 'orders', null)
    await produce(cluster, 'payments', null)
    expect(levelOf(cluster)).toBe(1)
    kafka.finalize(2)
    await cluster.send(ApiVersions, { clientSoftwareName: 'x', clientSoftwareVersion: '1' })
    expect(levelOf(cluster)).toBe(2)
    for (const { connection } of cluster.pool.connections()) expect(connection.features.get('transaction.version')?.max).toBe(2)
    kafka.versions.length = 0
    await begin(cluster, 't')
    await produce(cluster, 'orders', 't')
    await produce(cluster, 'payments', 't')
    await end(cluster, 't')
    expect(kafka.versions).toEqual(['Produce 12', 'Produce 12', 'EndTxn 5'])
  })

  test('finalized features are known by all connections as soon as a new one is opened', async () => {
    await using kafka = await start(1)
    await using cluster = await connectTo(kafka)
    await produce(cluster, 'orders', null)
    kafka.finalize(2)
    await cluster.pool.acquire(1, 'a lane of its own')
    expect(levelOf(cluster)).toBe(2)
  })

  test('finalized features are not taken from a broker with an older epoch', async () => {
    await using kafka = await start(2)
    kafka.epoch = 9n
    await using cluster = await connectTo(kafka)
    kafka.level = 1
    kafka.epoch = 8n
    await cluster.send(ApiVersions, {})
    expect(levelOf(cluster)).toBe(2)
  })

  test('finalized features are read again at most once per metadata.maxAgeMs, and only while transactions are made', async () => {
    await using kafka = await start(1)
    await using cluster = await connectTo(kafka, { metadata: { maxAgeMs: 200 }, retry: { maxMs: 1 } })
    await produce(cluster, 'orders', null)
    await begin(cluster, 'before')
    const asked = vi.fn()
    kafka.kafka.on(ApiVersions, (_, next) => {
      asked()
      return next()
    })
    kafka.finalize(2)
    for (let i = 0; i < 20; i++) await produce(cluster, 'orders', null)
    expect(asked).not.toHaveBeenCalled()
    await vi.waitFor(async () => {
      await begin(cluster, 'after')
      expect(levelOf(cluster)).toBe(2)
    })
    expect(asked).toHaveBeenCalledOnce()
  })

  test('finalized features are read again when a broker finds a transaction out of order, because the broker may use a newer level', async () => {
    await using kafka = await start(1)
    await using cluster = await connectTo(kafka, { retry: { maxMs: 1 } })
    await begin(cluster, 't')
    kafka.finalize(2)
    kafka.code = errorCodes.TRANSACTION_ABORTABLE
    expect(await produce(cluster, 'orders', 't')).toBe(errorCodes.TRANSACTION_ABORTABLE)
    await vi.waitFor(() => expect(levelOf(cluster)).toBe(2))
  })

  test('reading the finalized features again delays no request, and fails none when the asked broker resets the connection', async () => {
    await using kafka = await start(1)
    await using cluster = await connectTo(kafka, { retry: { maxMs: 1 } })
    await produce(cluster, 'orders', null)
    await begin(cluster, 't')
    const asked = vi.fn(() => {
      throw new Error('reset')
    })
    kafka.kafka.on(ApiVersions, { times: 1 }, asked)
    kafka.code = errorCodes.TRANSACTION_ABORTABLE
    expect(await produce(cluster, 'orders', 't')).toBe(errorCodes.TRANSACTION_ABORTABLE)
    await vi.waitFor(() => expect(asked).toHaveBeenCalled())
    kafka.code = 0
    expect(await produce(cluster, 'orders', 't')).toBe(0)
    expect(levelOf(cluster)).toBe(1)
  })

  test('finalized features are dropped when another cluster takes the place of the first', async () => {
    await using kafka = await start(2)
    await using cluster = await connectTo(kafka)
    const brokers = [...cluster.map.brokers.values()]
    cluster.pool.setBrokers(brokers, 'the same as ever')
    cluster.pool.setBrokers(brokers, 'another')
    expect(cluster.features.size).toBe(0)
  })
})

describe('a transaction that has begun when the next level is finalized', () => {
  test('a transaction keeps its versions on all connections until the producer has a new epoch', async () => {
    await using kafka = await start(1)
    await using cluster = await connectTo(kafka)
    await begin(cluster, 't')
    await produce(cluster, 'orders', 't')
    kafka.finalize(2)
    await cluster.send(ApiVersions, {})
    await produce(cluster, 'payments', 't')
    await end(cluster, 't')
    await produce(cluster, 'orders', 't')
    await end(cluster, 't')
    expect(kafka.versions).toEqual(['Produce 11', 'Produce 11', 'EndTxn 4', 'Produce 11', 'EndTxn 4'])
    await begin(cluster, 't')
    kafka.versions.length = 0
    await produce(cluster, 'orders', 't')
    await end(cluster, 't')
    expect(kafka.versions).toEqual(['Produce 12', 'EndTxn 5'])
  })
})

describe('a broker that has answered only ApiVersions v0', () => {
  test('a broker that has answered only ApiVersions v0 gets the versions of the finalized level', async () => {
    await using kafka = await start(2)
    // This broker resets ApiVersions of other versions, and lists only version 0.
    kafka.kafka.on(ApiVersions, { nodeId: 2 }, async ({ header }, next) => {
      if (header.apiVersion > 0) throw new Error('reset')
      const { apiKeys } = await next()
      return { errorCode: 0, apiKeys: apiKeys.map(each => (each.apiKey === ApiVersions.key ? { ...each, maxVersion: 0 } : each)) }
    })
    const [{ host, port } = { host: '', port: 0 }] = kafka.kafka.brokers
    await using cluster = await connectTo(kafka, { bootstrapServers: `${host}:${port}` })
    await begin(cluster, 't')
    for (const topic of ['orders', 'payments']) expect(await produce(cluster, topic, 't')).toBe(0)
    const leaders = await Promise.all(['orders', 'payments'].map(topic => cluster.partition(topic, 0)))
    expect(leaders.map(({ leaderId }) => leaderId)).toContain(2)
    expect(kafka.versions).toEqual(['Produce 12', 'Produce 12'])
  })

  test('a broker that has answered only ApiVersions v0, and lacks the versions of the level, gets no request, and the error says why', async () => {
    await using kafka = new Kafka(await startTestingCluster({ topics: { orders: 1 }, versions: { Produce: [3, 11] } }))
    kafka.level = 2
    await using cluster = await connectTo(kafka)
    await begin(cluster, 't')
    const error = await rejectionOf(produce(cluster, 'orders', 't'))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent', retriable: false })
    expect(error).toHaveProperty('message', expect.stringContaining('needs 12 to 12 for transaction.version 2 (KIP-890)'))
    expect(kafka.versions).toEqual([])
  })
})
