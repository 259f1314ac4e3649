import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  absentValues,
  acks,
  type Cluster,
  connectCluster,
  errorCodes,
  errorFor,
  type IsolationLevel,
  isolationLevels,
  throwIfError
} from '../../../src/index.ts'
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  ApiVersions,
  CreateTopics,
  EndTxn,
  Fetch,
  InitProducerId,
  OffsetFetch,
  Produce,
  TxnOffsetCommit
} from '../../../src/messages.ts'
import { batchBuilder, readBatches } from '../../../src/records/index.ts'
import { BrokerView } from '../support/broker-view.ts'
import { eventually } from '../support/eventually.ts'
import { CLUSTER_MS, type OwnCluster, startOwnCluster } from '../support/own-cluster.ts'
import { Routed } from '../support/routed/routed.ts'
import { newTopic } from '../support/routed/setting.ts'
import { uniqueName } from '../support/topics.ts'
import { setTransactionVersion } from '../support/transaction-version.ts'

const PARTITIONS = [0, 1, 2, 3]
const { READ_UNCOMMITTED, READ_COMMITTED } = isolationLevels

/**
 * The newest versions that a client may use at each level (KIP-890), for requests by topic name.
 */
const VERSIONS: Record<number, unknown> = {
  2: { Produce: 12, TxnOffsetCommit: 5, EndTxn: 5 },
  1: { Produce: 11, TxnOffsetCommit: 4, EndTxn: 4, AddPartitionsToTxn: 3 }
}

interface Identity {
  readonly transactionalId: string
  readonly producerId: bigint
  readonly producerEpoch: number
}

let own: OwnCluster

beforeAll(async () => {
  own = await startOwnCluster()
}, CLUSTER_MS)

afterAll(async () => {
  await own?.[Symbol.asyncDispose]()
}, CLUSTER_MS)

// The order matters, because a cluster keeps the settings that it began with.
describe.each([2, 1])('transactions at transaction.version %i, on three brokers of Kafka 4.4.0', level => {
  let cluster: Cluster
  let routed: Routed
  let topic: string
  const groupId = uniqueName('group')

  beforeAll(async () => {
    await setTransactionVersion(own, level)
    cluster = await connectCluster({ bootstrapServers: own.bootstrap })
    routed = new Routed(cluster, own.nodeAt, new Set())
    topic = uniqueName()
    throwIfError(await cluster.send(CreateTopics, { topics: [newTopic(topic, PARTITIONS.length)], timeoutMs: 10_000 }))
    await using view = await BrokerView.of(own, 1)
    await view.leaders(topic, PARTITIONS.length)
  })

  afterAll(async () => {
    await cluster?.close()
  })

  test('one transaction commits and one aborts, and READ_COMMITTED sees only the committed one', async () => {
    const first = await begin(uniqueName('transaction'))
    await write(first, 0, 'committed')
    await writeOffset(first, 5n)
    const second = await end(first, true)
    expect(second.producerId).toBe(first.producerId)
    expect(second.producerEpoch).toBe(first.producerEpoch + (level === 2 ? 1 : 0))
    // Sequence numbers restart at 0 with a new epoch.
    await write(second, level === 2 ? 0 : 1, 'aborted')
    await writeOffset(second, 9n)
    expect(await values(READ_COMMITTED)).toEqual(PARTITIONS.map(() => ['committed']))
    const third = await end(second, false)
    expect(third.producerEpoch).toBe(second.producerEpoch + (level === 2 ? 1 : 0))

    await eventually(async () => expect(await stableOffsets()).toEqual(PARTITIONS.map(() => 4n)))
    expect(await values(READ_COMMITTED)).toEqual(PARTITIONS.map(() => ['committed']))
    expect(await values(READ_UNCOMMITTED)).toEqual(PARTITIONS.map(() => ['committed', 'aborted']))
    expect(await committedOffset()).toBe(5n)
    expect(Object.fromEntries(routed.versions)).toMatchObject(VERSIONS[level] ?? {})
  })

  test('a producer that begins with the same transactional id fences the one before and aborts its transaction', async () => {
    const transactionalId = uniqueName('transaction')
    const before = await begin(transactionalId)
    await write(before, 0, 'never seen')
    const after = await begin(transactionalId)
    expect(after.producerEpoch).toBeGreaterThan(before.producerEpoch)
    const { response } = await routed.send(Produce, produceRequest(before, 1, 'too late'))
    const codes = response.responses.flatMap(({ partitionResponses }) =>
      partitionResponses.map(({ errorCode }) => errorFor(errorCode).name)
    )
    expect(codes).toEqual(PARTITIONS.map(() => 'INVALID_PRODUCER_EPOCH'))
    await eventually(async () => expect(await values(READ_COMMITTED)).toEqual(PARTITIONS.map(() => ['committed'])))
  })

  async function begin(transactionalId: string): Promise<Identity> {
    const request = { transactionalId, transactionTimeoutMs: 60_000 }
    const response = await whenNoneIsEnding(async () => (await routed.send(InitProducerId, request)).response)
    const { producerId, producerEpoch } = throwIfError(response)
    return { transactionalId, producerId, producerEpoch }
  }

  async function write(identity: Identity, baseSequence: number, value: string): Promise<void> {
    if (level === 1) {
      const request = {
        v3AndBelowTransactionalId: identity.transactionalId,
        v3AndBelowProducerId: identity.producerId,
        v3AndBelowProducerEpoch: identity.producerEpoch,
        v3AndBelowTopics: [{ name: topic, partitions: PARTITIONS }]
      }
      throwIfError(await whenNoneIsEnding(async () => (await routed.send(AddPartitionsToTxn, request)).response))
    }
    const request = produceRequest(identity, baseSequence, value)
    throwIfError(await whenNoneIsEnding(async () => (await routed.send(Produce, request)).response))
  }

  function produceRequest({ transactionalId, producerId, producerEpoch }: Identity, baseSequence: number, value: string) {
    const builder = batchBuilder()
    builder.append({ value })
    const records = builder.build({ producerId, producerEpoch, baseSequence, isTransactional: true })
    const partitionData = PARTITIONS.map(index => ({ index, records }))
    return { transactionalId, acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name: topic, partitionData }] }
  }

  async function writeOffset(identity: Identity, committed: bigint): Promise<void> {
    if (level === 1) {
      throwIfError(await whenNoneIsEnding(async () => (await routed.send(AddOffsetsToTxn, { ...identity, groupId })).response))
    }
    const partitions = [{ partitionIndex: 0, committedOffset: committed, committedMetadata: null }]
    const request = { ...identity, groupId, topics: [{ name: topic, partitions }] }
    throwIfError(await whenNoneIsEnding(async () => (await routed.send(TxnOffsetCommit, request)).response))
  }

  async function end(identity: Identity, committed: boolean): Promise<Identity> {
    const { response } = await routed.send(EndTxn, { ...identity, committed })
    const { producerId, producerEpoch } = throwIfError(response)
    if (level === 1)
      expect({ producerId, producerEpoch }).toEqual({
        producerId: absentValues.NO_PRODUCER_ID,
        producerEpoch: absentValues.NO_PRODUCER_EPOCH
      })
    return level === 1 ? identity : { ...identity, producerId, producerEpoch }
  }

  async function read(isolationLevel: IsolationLevel) {
    const partitions = PARTITIONS.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 100_000 }))
    const answer = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, isolationLevel, topics: [{ topic, partitions }] })
    const read = throwIfError(answer).responses[0]?.partitions ?? []
    expect(read.map(({ partitionIndex }) => partitionIndex)).toEqual(PARTITIONS)
    return read
  }

  async function values(isolationLevel: IsolationLevel): Promise<string[][]> {
    return (await read(isolationLevel)).map(({ records, abortedTransactions }) =>
      [...readBatches(records, { abortedTransactions })].flatMap(batch =>
        [...batch.records()].map(({ value }) => Buffer.from(value ?? []).toString())
      )
    )
  }

  async function stableOffsets(): Promise<bigint[]> {
    return (await read(READ_COMMITTED)).map(({ lastStableOffset }) => lastStableOffset)
  }

  async function committedOffset(): Promise<bigint | undefined> {
    const groups = [{ groupId, topics: [{ name: topic, partitionIndexes: [0] }] }]
    return eventually(async () => {
      const { groups: answered } = throwIfError(await cluster.send(OffsetFetch, { groups, requireStable: true }))
      return answered[0]?.topics[0]?.partitions[0]?.committedOffset
    })
  }
})

// An operator does this after an upgrade. No broker restarts and no connection closes.
test('a producer keeps the old level until its transaction ends when the cluster moves to transaction.version 2', async () => {
  await setTransactionVersion(own, 1)
  await using cluster = await connectCluster({ bootstrapServers: own.bootstrap })
  const routed = new Routed(cluster, own.nodeAt, new Set())
  const topic = uniqueName()
  throwIfError(await cluster.send(CreateTopics, { topics: [newTopic(topic, 1)], timeoutMs: 10_000 }))
  const transactionalId = uniqueName('transaction')
  const init = async () => {
    const request = { transactionalId, transactionTimeoutMs: 60_000 }
    return throwIfError(await whenNoneIsEnding(async () => (await routed.send(InitProducerId, request)).response))
  }
  const write = async ({ producerId, producerEpoch }: { producerId: bigint; producerEpoch: number }, baseSequence: number) => {
    const builder = batchBuilder()
    builder.append({ value: `${producerEpoch}/${baseSequence}` })
    const records = builder.build({ producerId, producerEpoch, baseSequence, isTransactional: true })
    const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }]
    const request = { transactionalId, acks: acks.ALL, timeoutMs: 10_000, topicData }
    throwIfError(await whenNoneIsEnding(async () => (await routed.send(Produce, request)).response))
  }
  const announce = async ({ producerId, producerEpoch }: { producerId: bigint; producerEpoch: number }) => {
    const request = {
      v3AndBelowTransactionalId: transactionalId,
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: [{ name: topic, partitions: [0] }]
    }
    throwIfError(await whenNoneIsEnding(async () => (await routed.send(AddPartitionsToTxn, request)).response))
  }
  const end = async ({ producerId, producerEpoch }: { producerId: bigint; producerEpoch: number }) =>
    throwIfError((await routed.send(EndTxn, { transactionalId, producerId, producerEpoch, committed: true })).response)

  const first = await init()
  await announce(first)
  await write(first, 0)
  await setTransactionVersion(own, 2)
  throwIfError(await cluster.send(ApiVersions, { clientSoftwareName: 'kafkawire', clientSoftwareVersion: '1' }))
  expect(cluster.features.get('transaction.version')?.max).toBe(2)
  await write(first, 1)
  expect(await end(first)).toMatchObject({ producerId: absentValues.NO_PRODUCER_ID, producerEpoch: absentValues.NO_PRODUCER_EPOCH })
  await announce(first)
  await write(first, 2)
  await end(first)
  expect(Object.fromEntries(routed.versions)).toMatchObject({ Produce: 11, EndTxn: 4 })

  const second = await init()
  await write(second, 0)
  expect(await end(second)).toMatchObject({ producerId: second.producerId, producerEpoch: second.producerEpoch + 1 })
  expect(Object.fromEntries(routed.versions)).toMatchObject({ Produce: 12, EndTxn: 5 })
  await eventually(async () => {
    const topics = [{ topic, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 100_000 }] }]
    const answer = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, isolationLevel: READ_COMMITTED, topics })
    const [{ records, abortedTransactions } = { records: null, abortedTransactions: [] }] = answer.responses[0]?.partitions ?? []
    const values = [...readBatches(records, { abortedTransactions })].flatMap(batch =>
      [...batch.records()].map(({ value }) => Buffer.from(value ?? []).toString())
    )
    const { producerEpoch } = first
    expect(values).toEqual([`${producerEpoch}/0`, `${producerEpoch}/1`, `${producerEpoch}/2`, `${second.producerEpoch}/0`])
  })
})

/**
 * Sends again while the last transaction of the same id is still ending (CONCURRENT_TRANSACTIONS).
 */
function whenNoneIsEnding<T>(send: () => Promise<T>): Promise<T> {
  return eventually(async () => {
    const response = await send()
    if (hasCode(response, errorCodes.CONCURRENT_TRANSACTIONS)) throw new Error('the transaction before is still ending')
    return response
  })
}

function hasCode(value: unknown, code: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, part]) => (/errorCode$/i.test(name) ? part === code : hasCode(part, code)))
}
