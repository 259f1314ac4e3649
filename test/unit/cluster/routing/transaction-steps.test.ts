import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { absentValues, type Cluster, connectCluster, errorCodes } from '../../../../src/index.ts'
import { AddOffsetsToTxn, AddPartitionsToTxn, EndTxn, FindCoordinator, InitProducerId, TxnOffsetCommit } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'

const producer = { transactionalId: 'payments', producerId: 7n, producerEpoch: 3 }
const group = { groupId: 'readers', ...producer }
const partitions = [{ name: 'orders', partitions: [0] }]
const noProducer = { producerId: absentValues.NO_PRODUCER_ID, producerEpoch: absentValues.NO_PRODUCER_EPOCH }

let kafka: TestingCluster
let cluster: Cluster
beforeEach(async () => {
  kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
  cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 } })
})
afterEach(async () => {
  await cluster.close()
  await kafka.close()
})

/** The request of each step, and the answer of a broker. */
const steps = {
  'InitProducerId for a new producer': async () => {
    const asked = answerSecond(InitProducerId, { throttleTimeMs: 0, errorCode: 0, producerId: 7n, producerEpoch: 3 })
    const request = { transactionalId: 'payments', transactionTimeoutMs: 60_000 }
    expect(await cluster.send(InitProducerId, request)).toMatchObject({ errorCode: 0, producerEpoch: 3 })
    return asked()
  },
  'InitProducerId for a known producer': async () => {
    const asked = answerSecond(InitProducerId, { throttleTimeMs: 0, errorCode: 0, producerId: 7n, producerEpoch: 4 })
    expect(await cluster.send(InitProducerId, { ...producer, transactionTimeoutMs: 60_000 })).toMatchObject({
      errorCode: 0,
      producerEpoch: 4
    })
    return asked()
  },
  AddPartitionsToTxn: async () => {
    const results = [{ name: 'orders', resultsByPartition: [{ partitionIndex: 0, partitionErrorCode: 0 }] }]
    const asked = answerSecond(AddPartitionsToTxn, { throttleTimeMs: 0, errorCode: 0, resultsByTopicV3AndBelow: results })
    const request = {
      v3AndBelowTransactionalId: 'payments',
      v3AndBelowProducerId: 7n,
      v3AndBelowProducerEpoch: 3,
      v3AndBelowTopics: partitions
    }
    expect(await cluster.send(AddPartitionsToTxn, request)).toMatchObject({ resultsByTopicV3AndBelow: results })
    return asked()
  },
  AddOffsetsToTxn: async () => {
    const asked = answerSecond(AddOffsetsToTxn, { throttleTimeMs: 0, errorCode: 0 })
    expect(await cluster.send(AddOffsetsToTxn, group)).toMatchObject({ errorCode: 0 })
    return asked()
  },
  TxnOffsetCommit: async () => {
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, errorCode: 0 }] }]
    const asked = answerSecond(TxnOffsetCommit, { throttleTimeMs: 0, topics })
    const offsets = [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 5n, committedMetadata: null }] }]
    expect(await cluster.send(TxnOffsetCommit, { ...group, topics: offsets })).toMatchObject({ topics })
    return asked()
  },
  EndTxn: async () => {
    const asked = answerSecond(EndTxn, { throttleTimeMs: 0, errorCode: 0, producerId: 7n, producerEpoch: 4 })
    expect(await cluster.send(EndTxn, { ...producer, committed: true })).toMatchObject({ errorCode: 0 })
    return asked()
  }
}

describe('a step of a transaction whose answer is lost', () => {
  test.each(Object.entries(steps))(
    'a step of a transaction whose answer is lost is sent again with the same content: %s',
    async (_name, step) => {
      const asked = await step()
      expect(asked).toHaveLength(2)
      expect(asked[1]).toEqual(asked[0])
    }
  )
})

describe('CONCURRENT_TRANSACTIONS', () => {
  test('EndTxn is sent again after CONCURRENT_TRANSACTIONS until the transaction has ended', async () => {
    kafka.on(EndTxn, () => ({ throttleTimeMs: 0, errorCode: 0, producerId: 7n, producerEpoch: 4 }))
    kafka.on(EndTxn, { times: 3 }, () => ({ throttleTimeMs: 0, errorCode: errorCodes.CONCURRENT_TRANSACTIONS, ...noProducer }))
    let lookUps = 0
    kafka.on(FindCoordinator, (_, next) => {
      lookUps++
      return next()
    })
    expect(await cluster.send(EndTxn, { ...producer, committed: true })).toMatchObject({ errorCode: 0, producerEpoch: 4 })
    // The answer says nothing against the coordinator, so it is not looked up again.
    expect(lookUps).toBeLessThanOrEqual(1)
  })

  test('InitProducerId is sent again after CONCURRENT_TRANSACTIONS until the transaction before has ended', async () => {
    const request = { transactionalId: 'payments', transactionTimeoutMs: 60_000 }
    kafka.on(InitProducerId, { times: 3 }, () => ({ throttleTimeMs: 0, errorCode: errorCodes.CONCURRENT_TRANSACTIONS, ...noProducer }))
    expect(await cluster.send(InitProducerId, request)).toMatchObject({ errorCode: 0, producerEpoch: 0 })
  })

  test('an InitProducerId that ends with CONCURRENT_TRANSACTIONS may have aborted the open transaction', async () => {
    const request = { transactionalId: 'payments', transactionTimeoutMs: 60_000 }
    kafka.on(InitProducerId, async () => {
      setImmediate(() => void kafka.close())
      return { throttleTimeMs: 0, errorCode: errorCodes.CONCURRENT_TRANSACTIONS, ...noProducer }
    })
    const rejection = expect(cluster.send(InitProducerId, request, { timeoutMs: 200 })).rejects
    await rejection.toMatchObject({ delivery: 'maybe-sent', retriable: true })
  })

  test('CONCURRENT_TRANSACTIONS is returned if the caller allows one attempt', async () => {
    kafka.on(EndTxn, () => ({ throttleTimeMs: 0, errorCode: errorCodes.CONCURRENT_TRANSACTIONS, ...noProducer }))
    expect(await cluster.send(EndTxn, { ...producer, committed: true }, { maxAttempts: 1 })).toMatchObject({
      errorCode: errorCodes.CONCURRENT_TRANSACTIONS
    })
  })
})

type AnyApi = Parameters<TestingCluster['on']>[0]

// Processes the first request, and closes its connection instead of answering. Returns the requests.
function answerSecond(api: AnyApi, answer: object): () => unknown[] {
  const asked: unknown[] = []
  kafka.on(api, ({ message, nodeId }) => {
    asked.push(message)
    if (asked.length === 1) kafka.broker(nodeId).fault({ after: { bytes: 1 }, do: 'reset' })
    return answer
  })
  return () => asked
}
