import { describe, expect, test } from 'vitest'
import { acks, type Cluster, type ClusterOptions, connectCluster, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { ListOffsets, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { type MovingCluster, startMovingCluster } from '../../../support/brokers/moving-cluster.ts'
import { turns } from '../../../support/process/gate.ts'

const WORLD = { brokers: 3, topics: { orders: 3 } }
const PARTITIONS = [0, 1, 2]
const ENDS = {
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: PARTITIONS.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }]
}

/** A cluster that dials again at once, and the lists of bootstrap servers that it has read. */
async function open(moving: MovingCluster, options: Partial<ClusterOptions> = {}) {
  const bootstraps: string[][] = []
  const bootstrapServers = async (): Promise<string[]> => {
    bootstraps.push(moving.servers())
    return moving.servers()
  }
  const limits = { backoff: { initialMs: 1, maxMs: 4 }, maxDialsPerSecond: Number.POSITIVE_INFINITY }
  const cluster = await connectCluster({
    bootstrapServers,
    retry: { initialMs: 1, maxMs: 4 },
    metadata: { minAgeMs: 1 },
    pool: limits,
    ...options
  })
  return { cluster, bootstraps, [Symbol.asyncDispose]: () => cluster.close() }
}

const endsOf = async (cluster: Cluster): Promise<number[] | undefined> => {
  const { topics } = await cluster.send(ListOffsets, ENDS)
  return topics[0]?.partitions.map(({ errorCode, offset }) => (errorCode === 0 ? Number(offset) : -errorCode))
}

/** Produces records to a partition, one after the other, until `isOver`. Resolves with their number. */
async function produce(cluster: Cluster, index: number, isOver: () => boolean): Promise<number> {
  for (let count = 0; ; count++) {
    if (isOver()) return count
    const builder = batchBuilder()
    builder.append({ value: `${count}` })
    const records = builder.build({ producerId: BigInt(index), producerEpoch: 0, baseSequence: count })
    const answer = await cluster.send(Produce, {
      acks: acks.ALL,
      timeoutMs: 1_000,
      topicData: [{ name: 'orders', partitionData: [{ index, records }] }]
    })
    expect(answer).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 0, baseOffset: BigInt(count) }] }] })
  }
}

// Brokers of 4.4 refuse a client that means another broker (KIP-1242). Older ones answer every client.
describe.each([{ ApiVersions: [0, 5] as const }, { ApiVersions: [0, 4] as const }])(
  'brokers that move to other addresses, with ApiVersions $ApiVersions',
  versions => {
    test('brokers that move to new addresses while the cluster is idle are found by the next request through the bootstrap function', async () => {
      await using moving = await startMovingCluster({ ...WORLD, versions })
      await using it = await open(moving)
      expect(await endsOf(it.cluster)).toEqual([0, 0, 0])
      for (let round = 2; round < 5; round++) {
        await moving.replace()
        expect(await endsOf(it.cluster)).toEqual([0, 0, 0])
        expect(it.bootstraps).toHaveLength(round)
        expect(it.bootstraps.at(-1)).toEqual(moving.servers())
      }
    })

    test('brokers that move to addresses of each other while the cluster is idle are found by the next request', async () => {
      await using moving = await startMovingCluster({ ...WORLD, versions })
      await using it = await open(moving)
      expect(await endsOf(it.cluster)).toEqual([0, 0, 0])
      for (let round = 0; round < 3; round++) {
        moving.swap()
        expect(await endsOf(it.cluster)).toEqual([0, 0, 0])
        expect([...it.cluster.map.brokers.values()].map(({ host, port }) => `${host}:${port}`)).toEqual(moving.servers())
      }
    })

    test.each(['replace', 'swap'] as const)(
      'brokers that move (%s) in the middle of traffic get every record once and in order, and no refresh or dial follows',
      async how => {
        await using moving = await startMovingCluster({ ...WORLD, versions })
        await using it = await open(moving)
        const { cluster } = it
        let isOver = false
        const producers = PARTITIONS.map(index => produce(cluster, index, () => isOver))
        for (let round = 0; round < 5; round++) {
          await turns(100)
          await moving[how]()
        }
        await turns(100)
        isOver = true
        const produced = await Promise.all(producers)
        expect(await endsOf(cluster)).toEqual(produced)
        // Nothing changes from here on, so nothing is looked up or dialled again.
        await cluster.refresh()
        const [{ opened }, calls] = [cluster.pool.snapshot().totals, it.bootstraps.length]
        for (let i = 0; i < 50; i++) expect(await endsOf(cluster)).toEqual(produced)
        await cluster.refresh()
        expect(it.bootstraps).toHaveLength(calls)
        expect(cluster.pool.snapshot().totals.opened).toBeLessThanOrEqual(opened + 3)
      }
    )
  }
)
