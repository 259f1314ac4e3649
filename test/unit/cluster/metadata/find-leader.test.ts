import { once } from 'node:events'
import { createConnection } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { PartitionState, TopicState } from '../../../../src/cluster/metadata/cluster-map.ts'
import { findLeader, findTopic, leaderlessCode } from '../../../../src/cluster/metadata/find-leader.ts'
import { absentValues, type ConnectionOptions, errorCodes } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { PauseGroup } from '../../../../src/waiting/pause-group.ts'
import { type Mapped, mapCluster } from '../../../support/vectors/mapped.ts'

const RETRY = { maxAttempts: Number.POSITIVE_INFINITY, totalMs: 60_000, initialMs: 1, maxMs: 4 }
const open = (bootstrapServers: string, connection: Pick<ConnectionOptions, 'dial'> = {}): Mapped =>
  mapCluster({
    bootstrapServers,
    connection,
    metadata: { minAgeMs: 1 },
    retry: { maxMs: 4 },
    pool: { backoff: { initialMs: 1, maxMs: 1 }, maxDialsPerSecond: Number.POSITIVE_INFINITY }
  })

describe('the leader of a partition', () => {
  test('cluster.partition waits while no broker can be reached, like a request', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    let dials = 0
    const dial: ConnectionOptions['dial'] = async ({ host, port }) => {
      if (++dials <= 5) throw new Error('down')
      const socket = createConnection({ host, port })
      await once(socket, 'connect')
      return socket
    }
    await using mapped = open(kafka.bootstrap, { dial })
    const found = findLeader(mapped.metadata, new PauseGroup(), RETRY, 'orders', 0, {})
    await expect(found).resolves.toMatchObject({ leaderId: 1, topicId: expect.any(String) })
    expect(dials).toBeGreaterThan(5)
  })

  test.each([
    [{ ...RETRY, maxAttempts: 3 }, {}],
    [RETRY, { timeoutMs: 1_000 }]
  ])('cluster.partition rejects with the last failure if the outage lasts longer than %o and %o allow', async (retry, options) => {
    const dial = (): never => {
      throw new Error('down')
    }
    await using mapped = open('a:1', { dial })
    const found = findLeader(mapped.metadata, new PauseGroup(), retry, 'orders', 0, options)
    await expect(found).rejects.toMatchObject({ code: 'KAFKA_NO_BROKER', message: expect.stringContaining('down') })
  })

  test('cluster.partition with one attempt finds a leader in a later call, although the map had none', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = open(kafka.bootstrap)
    const find = () => findLeader(mapped.metadata, new PauseGroup(), { ...RETRY, maxAttempts: 1 }, 'orders', 0, {})
    const end = kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      const partitions = [{ ...PARTITION, errorCode: errorCodes.LEADER_NOT_AVAILABLE }]
      return { ...answer, topics: answer.topics.map(topic => ({ ...topic, partitions })) }
    })
    await expect(find()).rejects.toMatchObject({ errorCode: errorCodes.LEADER_NOT_AVAILABLE })
    end()
    // The refresh that the failure began may be under way, with the old answer.
    await find().catch(() => undefined)
    expect(await find()).toMatchObject({ leaderId: 1 })
  })

  test('cluster.partition rejects at once with an error that waiting cannot heal', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = open(kafka.bootstrap)
    mapped.metadata.close()
    const found = findLeader(mapped.metadata, new PauseGroup(), RETRY, 'orders', 0, {})
    await expect(found).rejects.toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
  })

  test('the code of a missing leader is that of its topic, else of its partition, else says whether the partition exists', () => {
    const partition = (errorCode: number): PartitionState => ({ ...PARTITION, errorCode })
    const topic = (errorCode: number): TopicState => ({ name: 'a', topicId: '', isInternal: false, errorCode, partitions: new Map() })
    expect(leaderlessCode(topic(errorCodes.TOPIC_AUTHORIZATION_FAILED), partition(errorCodes.LISTENER_NOT_FOUND))).toBe(
      errorCodes.TOPIC_AUTHORIZATION_FAILED
    )
    expect(leaderlessCode(topic(errorCodes.NONE), partition(errorCodes.LISTENER_NOT_FOUND))).toBe(errorCodes.LISTENER_NOT_FOUND)
    expect(leaderlessCode(undefined, undefined)).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    expect(leaderlessCode(topic(errorCodes.NONE), undefined)).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    expect(leaderlessCode(topic(errorCodes.NONE), partition(errorCodes.NONE))).toBe(errorCodes.LEADER_NOT_AVAILABLE)
  })
})

describe('a topic', () => {
  test('cluster.topic waits until a broker knows the topic', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    kafka.on(Metadata, { times: 3 }, async (_, next) => ({ ...(await next()), topics: [] }))
    await using mapped = open(kafka.bootstrap)
    const state = await findTopic(mapped.metadata, new PauseGroup(), RETRY, 'orders', {})
    expect(state).toMatchObject({ name: 'orders', errorCode: 0 })
    expect([...state.partitions.keys()]).toEqual([0, 1])
  })

  test('cluster.topic gives up on a topic that stays unknown after five answers', async () => {
    await using kafka = await startTestingCluster()
    let asked = 0
    kafka.on(Metadata, (_, next) => {
      asked++
      return next()
    })
    await using mapped = open(kafka.bootstrap)
    const found = findTopic(mapped.metadata, new PauseGroup(), RETRY, 'missing', {})
    const message = expect.stringContaining('Topic missing is not known: 3 UNKNOWN_TOPIC_OR_PARTITION')
    await expect(found).rejects.toMatchObject({
      code: 'KAFKA_BROKER',
      errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
      delivery: 'not-sent',
      message
    })
    expect(asked).toBe(errorCodes.LEADER_NOT_AVAILABLE)
  })

  test('cluster.topic rejects at once with the code of a topic that the user may not see', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      return {
        ...answer,
        topics: answer.topics.map(topic => ({ ...topic, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, partitions: [] }))
      }
    })
    await using mapped = open(kafka.bootstrap)
    const found = findTopic(mapped.metadata, new PauseGroup(), RETRY, 'orders', {})
    await expect(found).rejects.toMatchObject({ code: 'KAFKA_BROKER', errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, retriable: false })
  })
})

const PARTITION: PartitionState = {
  partitionIndex: 0,
  leaderId: absentValues.NO_LEADER_ID,
  leaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
  replicaNodes: [],
  isrNodes: [],
  offlineReplicas: [],
  errorCode: 0
}
