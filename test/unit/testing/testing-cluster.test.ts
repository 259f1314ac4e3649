import { describe, expect, test } from 'vitest'
import { ApiVersions, Fetch, Heartbeat, Metadata, Produce } from '../../../src/messages.ts'
import { acks, apiKeys, errorCodes } from '../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { connectRaw } from '../../support/brokers/raw-client.ts'
import { failureOf } from '../../support/process/failure.ts'
import { heldResources, until } from '../../support/process/gate.ts'
import { countOwnTimers } from '../../support/process/own-timers.ts'
import { batchOf } from '../../support/vectors/records.ts'

const everything = { topics: null }

describe('a hook', () => {
  test('a hook can change the answer of the broker, which next() returns', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    kafka.on(Produce, { times: 1 }, async (request, next) => {
      expect(request.message.acks).toBe(acks.LEADER)
      expect(request.header.clientId).toBe('raw')
      return { ...(await next()), throttleTimeMs: 50 }
    })
    const request = { acks: acks.LEADER, timeoutMs: 1, topicData: [{ name: 't', partitionData: [{ index: 0, records: batchOf(['a']) }] }] }

    const first = await client.call(Produce, 9, request)
    const second = await client.call(Produce, 9, request)

    expect([first.throttleTimeMs, second.throttleTimeMs]).toEqual([50, 0])
    expect([first, second].map(({ responses }) => responses[0]?.partitionResponses[0]?.baseOffset)).toEqual([0n, 1n])
  })

  test('a hook can answer in place of one broker until it is removed', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using first = await connectRaw(kafka.broker(1).port)
    using second = await connectRaw(kafka.broker(2).port)
    const off = kafka.on(Metadata, { nodeId: 2 }, () => ({ brokers: [], clusterId: 'hooked', topics: [] }))

    expect((await first.call(Metadata, 8, everything)).clusterId).toBe(kafka.clusterId)
    expect((await second.call(Metadata, 8, everything)).clusterId).toBe('hooked')
    off()
    expect((await second.call(Metadata, 8, everything)).clusterId).toBe(kafka.clusterId)
  })

  test('a hook is called before hooks that were set earlier', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    for (const name of ['inner', 'outer']) {
      kafka.on(Metadata, async (_, next) => {
        const answer = await next()
        return { ...answer, clusterId: `${name} ${answer.clusterId}` }
      })
    }

    expect((await client.call(Metadata, 8, everything)).clusterId).toBe(`outer inner ${kafka.clusterId}`)
  })

  test('a hook that returns undefined leaves the request unanswered, and one that throws closes the connection', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    kafka.on(Metadata, { times: 1 }, () => undefined)
    client.send(Metadata, 8, everything)
    expect(await client.call(Metadata, 8, everything)).toBeDefined()

    kafka.on(Metadata, () => {
      throw new Error('no')
    })
    client.send(Metadata, 8, everything)
    expect(await client.frame()).toBeUndefined()
  })

  test('a hook can add an API that the brokers do not answer', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(Heartbeat, () => ({ errorCode: errorCodes.REBALANCE_IN_PROGRESS }))
    using client = await connectRaw(kafka.broker(1).port)

    expect((await client.call(ApiVersions, 0, {})).apiKeys).toContainEqual({ apiKey: apiKeys.Heartbeat, minVersion: 0, maxVersion: 4 })
    expect(await client.call(Heartbeat, 4, { groupId: 'g', generationId: 1, memberId: 'm' })).toMatchObject({
      errorCode: errorCodes.REBALANCE_IN_PROGRESS
    })
  })
})

describe('on', () => {
  test.each<[string, readonly unknown[], string[]]>([
    ['nothing but null', [null], ['api must be an API of kafkawire/messages, not null', 'hook is required: it must be a function']],
    ['a misspelt option', [Produce, { tmies: 1 }, () => undefined], ['tmies is not an option: there are times, nodeId']],
    ['a number as hook', [Produce, 5], ['hook must be a function, not 5']],
    ['options alone', [Produce, { times: 1 }], ['hook must be a function, not an object']],
    ['no options', [Produce, null, () => undefined], ['options must be an object, not null']],
    ['no times at all', [Produce, { times: 0 }, () => undefined], ['times must be a positive number, or Infinity for no limit, not 0']],
    ['a broker that there is not', [Produce, { nodeId: 2 }, () => undefined], ['nodeId must be the node id of a broker: 1, not 2']]
  ])('on refuses %s', async (_, given, problems) => {
    await using kafka = await startTestingCluster()
    const on = kafka.on.bind(kafka) as (...args: readonly unknown[]) => unknown
    expect(failureOf(() => on(...given))).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
  })
})

describe('received', () => {
  test('received returns the requests of an API one by one, earlier and later ones', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using client = await connectRaw(kafka.broker(2).port)
    await client.call(Metadata, 8, { topics: [{ name: 'a' }] })
    await client.call(Metadata, 9, { topics: [{ name: 'b' }] })

    expect(await kafka.received(Metadata)).toMatchObject({ nodeId: 2, header: { apiVersion: 8 }, message: { topics: [{ name: 'a' }] } })
    expect(await kafka.received(Metadata)).toMatchObject({ header: { apiVersion: 9 }, message: { topics: [{ name: 'b' }] } })
    const next = kafka.received(Metadata)
    await client.call(Metadata, 10, { topics: [{ name: 'c' }] })
    expect(await next).toMatchObject({ header: { apiVersion: 10 }, message: { topics: [{ name: 'c' }] } })
  })

  test('received keeps the newest 1,000 requests', async () => {
    await using kafka = await startTestingCluster({ autoCreateTopics: false })
    using client = await connectRaw(kafka.broker(1).port)
    for (let i = 0; i < 1_003; i++) await client.call(Metadata, 8, { topics: [{ name: `${i}` }] })

    expect((await kafka.received(Metadata)).message.topics?.[0]?.name).toBe('3')
  })

  test('received keeps at most 16 MiB of requests', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const records = batchOf(['x'.repeat(1_000_000)])
    for (let i = 0; i < 20; i++) {
      await client.call(Produce, 9, { acks: acks.LEADER, timeoutMs: i, topicData: [{ name: 't', partitionData: [{ index: 0, records }] }] })
    }

    expect((await kafka.received(Produce)).message.timeoutMs).toBe(4)
  })

  test('received rejects if the cluster is closed before a request is received', async () => {
    const kafka = await startTestingCluster()
    const waiting = kafka.received(Fetch)
    await kafka.close()

    await expect(waiting).rejects.toThrow('The testing cluster was closed before a Fetch request was received')
    await expect(kafka.received(Fetch)).rejects.toThrow('The testing cluster was closed before a Fetch request was received')
  })

  test('received refuses a value that is not an API', async () => {
    await using kafka = await startTestingCluster()
    const problems = ['api must be an API of kafkawire/messages, not null']
    await expect(kafka.received(null as never)).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
  })
})

describe('a testing cluster', () => {
  test('a testing cluster moves a leader with all records, in the next epoch', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(2).port)
    kafka.moveLeader('t', 0, 2)

    expect((await client.call(Metadata, 12, everything)).topics[0]?.partitions).toMatchObject([{ leaderId: 2, leaderEpoch: 1 }])
    const topicData = [{ name: 't', partitionData: [{ index: 0, records: batchOf(['a']) }] }]
    expect(
      (await client.call(Produce, 9, { acks: acks.LEADER, timeoutMs: 1, topicData })).responses[0]?.partitionResponses[0]?.errorCode
    ).toBe(0)
  })

  test('a testing cluster names the brokers, topics and partitions that exist when it is asked for another', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })

    expect(() => kafka.broker(2)).toThrow('There is no broker 2: there are 1')
    expect(() => kafka.moveLeader('u', 0, 1)).toThrow('There is no topic u')
    expect(() => kafka.moveLeader('t', 1, 1)).toThrow('Topic t has no partition 1: it has 1')
    expect(() => kafka.moveLeader('t', 0, 3)).toThrow('There is no broker 3')
  })

  test('a testing cluster leaves no socket, timer or listener behind when it is closed', async () => {
    await until(() => heldResources().length === 0)
    using timers = countOwnTimers()
    const kafka = await startTestingCluster({ brokers: 3, topics: { t: 1 } })
    const client = await connectRaw(kafka.broker(1).port)
    const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }]
    client.send(Fetch, 12, { maxWaitMs: 100_000, minBytes: 1, topics: [{ topic: 't', partitions }] })
    await kafka.received(Fetch)
    kafka.on(Metadata, () => new Promise(() => {}))
    using other = await connectRaw(kafka.broker(2).port)
    other.send(Metadata, 8, everything)
    await kafka.received(Metadata)
    await kafka.close()
    await Promise.all([client.closed, other.closed])

    await until(() => heldResources().length === 0 && timers.held === 0)
    await kafka.close()
  })

  test('a testing cluster listens on IPv6 too', async () => {
    await using kafka = await startTestingCluster({ host: '::1' })
    using client = await connectRaw(kafka.broker(1).port, '::1')

    expect(kafka.bootstrap).toBe(`[::1]:${kafka.broker(1).port}`)
    expect((await client.call(Metadata, 8, everything)).brokers).toMatchObject([{ host: '::1' }])
  })
})
