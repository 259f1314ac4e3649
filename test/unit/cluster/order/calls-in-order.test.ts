import { expect, test } from 'vitest'
import { absentValues, acks, type Cluster, connectCluster } from '../../../../src/index.ts'
import {
  AddPartitionsToTxn,
  EndTxn,
  FindCoordinator,
  InitProducerId,
  JoinGroup,
  LeaveGroup,
  Metadata,
  OffsetCommit,
  Produce
} from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { turns, until } from '../../../support/process/gate.ts'
import { batchOf } from '../../../support/vectors/records.ts'

const open = (kafka: TestingCluster): Promise<Cluster> =>
  connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 } })

const produceTo = (partitions: readonly number[], value: string, topic = 'orders') => ({
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name: topic, partitionData: partitions.map(index => ({ index, records: batchOf([value]) })) }]
})

/** The values that arrive, in their order, with their partitions. A value is one letter, the last but one byte of a batch. */
function watchProduce(kafka: TestingCluster): string[] {
  const seen: string[] = []
  kafka.on(Produce, ({ message }, next) => {
    for (const { partitionData } of message.topicData)
      for (const { index, records } of partitionData)
        seen.push(
          `${index}${Buffer.from(records ?? [])
            .toString('latin1')
            .at(-2)}`
        )
    return next()
  })
  return seen
}

test('Produce calls made while the first metadata is fetched are sent before later calls', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  const seen = watchProduce(kafka)
  await using cluster = await open(kafka)
  const sent = ['a', 'b'].map(value => cluster.send(Produce, produceTo([0], value)))
  await cluster.topic('orders')
  sent.push(...['c', 'd'].map(value => cluster.send(Produce, produceTo([0], value))))
  await Promise.all(sent)
  expect(seen).toEqual(['0a', '0b', '0c', '0d'])
})

test('a Produce that waits for a dial holds back later Produce calls for its partitions, but not for others', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  const seen = watchProduce(kafka)
  let release: () => void = () => undefined
  const held = new Promise<void>(resolve => (release = resolve))
  const slow = { nodeId: -1 }
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    onFresh: ({ broker }) => (broker.nodeId === slow.nodeId ? held : undefined)
  })
  const [zero, one] = await Promise.all([0, 1].map(index => cluster.partition('orders', index)))
  expect(zero?.leaderId).not.toBe(one?.leaderId)
  slow.nodeId = zero?.leaderId ?? absentValues.NO_LEADER_ID
  const sent = [cluster.send(Produce, produceTo([0, 1], 'a')), cluster.send(Produce, produceTo([0], 'b'))]
  await cluster.send(Produce, produceTo([1], 'c'))
  expect(seen).toEqual(['1a', '1c'])
  release()
  await Promise.all(sent)
  expect(seen).toEqual(['1a', '1c', '0a', '0b'])
})

test('a Produce on another lane waits until earlier Produce calls for its partition are answered', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  const seen = watchProduce(kafka)
  await using cluster = await open(kafka)
  await cluster.partition('orders', 0)
  const node = { nodeId: 1 }
  await Promise.all(['x', 'y'].map(lane => cluster.pool.acquire(node.nodeId, lane)))
  const lanes = ['x', 'y', 'x', 'y', 'y']
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((value, i) => cluster.send(Produce, produceTo([0], value), { lane: lanes[i] })))
  expect(seen).toEqual(['0a', '0b', '0c', '0d', '0e'])
})

test('a Produce whose turn does not come within its timeout is not sent, and its error says what it waited for', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  const seen = watchProduce(kafka)
  await using cluster = await open(kafka)
  await cluster.partition('orders', 0)
  await Promise.all(['one', 'two'].map(lane => cluster.pool.acquire(1, lane)))
  let release: () => void = () => undefined
  kafka.on(Produce, { times: 1 }, async (_, next) => {
    await new Promise<void>(resolve => (release = resolve))
    return next()
  })
  const first = cluster.send(Produce, produceTo([0], 'a'), { lane: 'one' })
  const late = await rejectionOf(cluster.send(Produce, produceTo([0], 'b'), { lane: 'two', timeoutMs: 300 }))
  expect(late).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'queue', delivery: 'not-sent', timeoutMs: 300, api: 'Produce' })
  expect((late as Error).message).toContain('waited for earlier requests for the same partition')
  const controller = new AbortController()
  const aborted = rejectionOf(cluster.send(Produce, produceTo([0], 'c'), { lane: 'two', signal: controller.signal }))
  await turns(3)
  controller.abort(new Error('enough'))
  expect(await aborted).toMatchObject({ message: 'enough' })
  release()
  await first
  await cluster.send(Produce, produceTo([0], 'd'), { lane: 'two' })
  expect(seen).toEqual(['0a', '0d'])
})

test('OffsetCommit calls of one group are sent one after the other, and do not delay those of another group', async () => {
  await using kafka = await startTestingCluster()
  const seen: string[] = []
  let isHeld = true
  let release: () => void = () => undefined
  kafka.on(OffsetCommit, async ({ message: { groupId, topics } }) => {
    seen.push(`${groupId}${topics[0]?.partitions[0]?.committedOffset}`)
    if (groupId === 'g' && isHeld) await new Promise<void>(resolve => (release = resolve))
    isHeld = false
    return { throttleTimeMs: 0, topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0 }] }] }
  })
  await using cluster = await open(kafka)
  const commit = (groupId: string, offset: number, lane?: string) => {
    const partitions = [{ partitionIndex: 0, committedOffset: BigInt(offset), committedMetadata: '' }]
    const request = {
      groupId,
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics: [{ name: 't', partitions }]
    }
    return cluster.send(OffsetCommit, request, { lane })
  }
  const held = [commit('g', 1, 'another'), commit('g', 2, 'another')]
  await until(() => seen.length === 1)
  await commit('h', 7)
  expect(seen).toEqual(['g1', 'h7'])
  release()
  await Promise.all(held)
  expect(seen).toEqual(['g1', 'h7', 'g2'])
})

test('JoinGroup and LeaveGroup are sent after earlier commits, and no call waits for the answer to JoinGroup', async () => {
  await using kafka = await startTestingCluster({ maxInFlight: 10 })
  const seen: string[] = []
  kafka.on(OffsetCommit, () => {
    seen.push('commit')
    return { throttleTimeMs: 0, topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: 0 }] }] }
  })
  let release: () => void = () => undefined
  kafka.on(JoinGroup, async () => {
    seen.push('join')
    await new Promise<void>(resolve => (release = resolve))
    return { errorCode: 0, generationId: 1, protocolName: '', leader: '', memberId: 'm', members: [] }
  })
  kafka.on(LeaveGroup, () => {
    seen.push('leave')
    return { errorCode: 0 }
  })
  await using cluster = await open(kafka)
  const partitions = [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: '' }]
  const commit = () =>
    cluster.send(OffsetCommit, {
      groupId: 'g',
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics: [{ name: 't', partitions }]
    })
  const join = { groupId: 'g', sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, memberId: '', protocolType: 'consumer', protocols: [] }
  const first = commit()
  const joined = cluster.send(JoinGroup, join)
  await first
  await until(() => seen.includes('join'))
  await Promise.all([commit(), cluster.send(LeaveGroup, { groupId: 'g', members: [{ memberId: 'm' }] }).catch(() => undefined)])
  expect(seen).toEqual(['commit', 'join', 'commit', 'leave'])
  release()
  await joined
})

test('the requests of a transaction to its coordinator and to leaders keep the order of their calls', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  const seen: string[] = []
  kafka.on(FindCoordinator, ({ message }) => {
    const { nodeId, host, port } = kafka.broker(1)
    const coordinators = message.coordinatorKeys.map(key => ({ key, nodeId, host, port, errorCode: 0, errorMessage: null }))
    return { errorCode: 0, coordinators }
  })
  kafka.on(InitProducerId, () => {
    seen.push('init')
    return { throttleTimeMs: 0, errorCode: 0, producerId: 1n, producerEpoch: 0 }
  })
  kafka.on(AddPartitionsToTxn, async ({ message: { v3AndBelowTopics } }) => {
    await turns(5)
    seen.push('add')
    const resultsByTopicV3AndBelow = v3AndBelowTopics.map(({ name, partitions }) => ({
      name,
      resultsByPartition: partitions.map(partitionIndex => ({ partitionIndex, partitionErrorCode: 0 }))
    }))
    return { throttleTimeMs: 0, errorCode: 0, resultsByTopicV3AndBelow }
  })
  kafka.on(EndTxn, () => {
    seen.push('end')
    return { throttleTimeMs: 0, errorCode: 0 }
  })
  kafka.on(Produce, async ({ message: { topicData } }) => {
    await turns(5)
    seen.push('produce')
    const responses = topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode: 0, baseOffset: 0n }))
    }))
    return { responses }
  })
  await using cluster = await open(kafka)
  const transactionalId = 't'
  const records = batchOf(['v'], { producerId: 1n, producerEpoch: 0, baseSequence: 0, isTransactional: true })
  const produce = (index: number) =>
    cluster.send(Produce, {
      transactionalId,
      acks: acks.ALL,
      timeoutMs: 1_000,
      topicData: [{ name: 'orders', partitionData: [{ index, records }] }]
    })
  const add = {
    v3AndBelowTransactionalId: transactionalId,
    v3AndBelowProducerId: 1n,
    v3AndBelowProducerEpoch: 0,
    v3AndBelowTopics: [{ name: 'orders', partitions: [0, 1] }]
  }
  await Promise.all([
    cluster.send(InitProducerId, { transactionalId, transactionTimeoutMs: 60_000 }),
    cluster.send(AddPartitionsToTxn, add),
    produce(0),
    produce(1),
    cluster.send(EndTxn, { transactionalId, producerId: 1n, producerEpoch: 0, committed: true })
  ])
  expect(seen).toEqual(['init', 'add', 'produce', 'produce', 'end'])
})

test('Produce calls keep their order while their topic is dropped from the metadata and fetched again', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  const seen = watchProduce(kafka)
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, metadata: { topicIdleMs: 1, minAgeMs: 1, maxAgeMs: 1 } })
  let isSlow = false
  kafka.on(Metadata, async (_, next) => {
    if (isSlow) await turns(10)
    isSlow = !isSlow
    return next()
  })
  const values = 'abcdefghijklmnop'.split('')
  const sent: Promise<unknown>[] = []
  for (const value of values) {
    sent.push(cluster.send(Produce, produceTo([0], value)))
    await turns(2)
  }
  await Promise.all(sent)
  expect(seen).toEqual(values.map(value => `0${value}`))
})
