import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { transactionalProducer } from '../../../examples/transaction/transactional-producer.ts'
import { acks, type Cluster, connect, connectCluster, isolationLevels, throwIfError } from '../../../src/index.ts'
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  CreateTopics,
  EndTxn,
  Fetch,
  InitProducerId,
  OffsetFetch,
  Produce,
  TxnOffsetCommit
} from '../../../src/messages.ts'
import { batchBuilder, readBatches } from '../../../src/records/index.ts'
import { type AnswerThief, startAnswerThief } from '../../support/faults/answer-thief.ts'
import { connectCluster as connectBuilt } from '../../support/sources/built.ts'
import { eventually } from '../support/eventually.ts'
import { CLUSTER_MS, type OwnCluster, startOwnNode } from '../support/own-cluster.ts'
import { uniqueName } from '../support/topics.ts'
import { setTransactionVersion } from '../support/transaction-version.ts'

const FENCED = ['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH']

interface Producer {
  readonly transactionalId: string
  readonly producerId: bigint
  readonly producerEpoch: number
}

describe.each([
  { version: '4.4.0', levels: [2, 1] },
  { version: '3.9.2', levels: [0] }
])('lost answers on Kafka $version', ({ version, levels }) => {
  let own: OwnCluster
  beforeAll(async () => {
    own = await startOwnNode(version)
  }, CLUSTER_MS)
  afterAll(async () => {
    await own?.[Symbol.asyncDispose]()
  }, CLUSTER_MS)

  describe.each(levels)('at transaction.version %i', level => {
    let thief: AnswerThief
    let cluster: Cluster
    let topic: string

    beforeAll(async () => {
      if (version === '4.4.0') await setTransactionVersion(own, level)
      thief = await startAnswerThief(own.address(1))
      cluster = await connectCluster(through(thief))
      topic = uniqueName()
      const topics = [{ name: topic, numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }]
      throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 }))
    })

    afterAll(async () => {
      await cluster?.close()
      await thief?.[Symbol.asyncDispose]()
    })

    test('each committed record is in the log once when the first answer to every transaction request is lost', async () => {
      const groupId = uniqueName('group')
      const first = await withLostAnswer(InitProducerId, () => begin(uniqueName('transaction')))
      // This InitProducerId names a known producer (KIP-360). Its second copy must not raise the
      // epoch once more.
      const known = await withLostAnswer(InitProducerId, () => begin(first.transactionalId, first))
      expect(known).toEqual({ ...first, producerEpoch: first.producerEpoch + 1 })

      if (level < 2) await withLostAnswer(AddPartitionsToTxn, () => addPartitions(known, [0, 1]))
      await withLostAnswer(Produce, () => write(known, 0, 0, 'committed'))
      await withLostAnswer(Produce, () => write(known, 1, 0, 'committed'))
      if (level < 2) await withLostAnswer(AddOffsetsToTxn, () => addOffsets(known, groupId))
      await withLostAnswer(TxnOffsetCommit, () => writeOffset(known, groupId, 5n))
      const second = await withLostAnswer(EndTxn, () => end(known, true))
      expect(second.producerEpoch).toBe(known.producerEpoch + (level < 2 ? 0 : 1))

      const sequence = level < 2 ? 1 : 0
      if (level < 2) await withLostAnswer(AddPartitionsToTxn, () => addPartitions(second, [0]))
      await withLostAnswer(Produce, () => write(second, 0, sequence, 'aborted'))
      if (level < 2) await withLostAnswer(AddOffsetsToTxn, () => addOffsets(second, groupId))
      await withLostAnswer(TxnOffsetCommit, () => writeOffset(second, groupId, 9n))
      const third = await withLostAnswer(EndTxn, () => end(second, false))

      if (level < 2) await addPartitions(third, [0])
      await write(third, 0, level < 2 ? 2 : 0, 'the end')
      await end(third, true)
      await eventually(async () => expect(await committed(0)).toEqual(['committed', 'the end']))
      expect(await committed(1)).toEqual(['committed'])
      expect(await committedOffset(groupId)).toBe(5n)
    })

    test.runIf(level === 2)(
      'a late EndTxn that arrives in the middle of the next transaction is refused because of its old epoch',
      async () => {
        const transactionalId = uniqueName('transaction')
        const before = await begin(transactionalId)
        await write(before, 0, 0, 'before')
        const next = await end(before, true)
        await write(next, 0, 0, 'first half')
        expect(await endLate(before)).toSatisfy(name => FENCED.includes(String(name)))
        await write(next, 1, 0, 'second half')
        await end(next, false)
        await eventually(async () => expect((await committed(0)).at(-1)).toBe('before'))
        expect(await committed(1)).toEqual(['committed'])
      }
    )

    test('the transaction example writes concurrent records once when the first answer to every request is lost', async () => {
      await using ofExamples = await connectBuilt(through(thief))
      const groupId = uniqueName('group')
      const [id, before] = [uniqueName(), thief.lost.length]
      const producer = await transactionalProducer(ofExamples, uniqueName('transaction'))
      const expected = [Produce, TxnOffsetCommit, EndTxn, ...(level < 2 ? [AddPartitionsToTxn, AddOffsetsToTxn] : [])].map(({ key }) => key)
      for (const key of expected) thief.loseNext(key)
      const values = Array.from({ length: 20 }, (_, i) => `${id} ${i}`)
      const sent = values.map((value, i) => producer.send(topic, i % 2, [{ value }]))
      await Promise.all([...sent, producer.sendOffsets({ groupId }, [{ topic, partition: 0, offset: 3n }]), producer.commit()])
      expect(thief.lost.slice(before).sort()).toEqual(expected.sort())
      const own = async () => [...(await committed(0)), ...(await committed(1))].filter(value => value.startsWith(id))
      await eventually(async () => expect((await own()).sort()).toEqual(values.sort()))
      expect(await committedOffset(groupId)).toBe(3n)
    })

    test('the transaction example can resolve a commit whose answer is lost, and continue', async () => {
      await using ofExamples = await connectBuilt({ ...through(thief), retry: { maxAttempts: 1 } })
      const id = uniqueName()
      const producer = await eventually(() => transactionalProducer(ofExamples, uniqueName('transaction')))
      for (const act of ['abort', 'commit'] as const) {
        await producer.send(topic, 0, [{ value: `${id} ${act}` }])
        thief.loseNext(EndTxn.key)
        await expect(producer.commit()).rejects.toMatchObject({ delivery: 'maybe-sent' })
        if (act === 'commit') await eventually(() => producer.commit())
        else await eventually(() => expect(producer.abort()).rejects.toThrow('had been carried out'))
      }
      await producer.send(topic, 0, [{ value: `${id} end` }])
      await producer.commit()
      const own = async () => (await committed(0)).filter(value => value.startsWith(id))
      await eventually(async () => expect(await own()).toEqual(['abort', 'commit', 'end'].map(act => `${id} ${act}`)))
    })

    // Runs `act` while the first answer to this API is lost. All other answers pass.
    async function withLostAnswer<T>(api: { readonly key: number }, act: () => Promise<T>): Promise<T> {
      const before = thief.lost.length
      thief.loseNext(api.key)
      const result = await act()
      expect(thief.lost.slice(before)).toEqual([api.key])
      return result
    }

    async function begin(transactionalId: string, known: Partial<Producer> = {}): Promise<Producer> {
      const { producerId, producerEpoch } = known
      const request = { transactionalId, transactionTimeoutMs: 60_000, producerId, producerEpoch }
      const answer = throwIfError(await cluster.send(InitProducerId, request))
      return { transactionalId, producerId: answer.producerId, producerEpoch: answer.producerEpoch }
    }

    async function addPartitions(producer: Producer, partitions: number[]): Promise<void> {
      const request = {
        v3AndBelowTransactionalId: producer.transactionalId,
        v3AndBelowProducerId: producer.producerId,
        v3AndBelowProducerEpoch: producer.producerEpoch,
        v3AndBelowTopics: [{ name: topic, partitions }]
      }
      await eventually(async () => throwIfError(await cluster.send(AddPartitionsToTxn, request)))
    }

    async function write({ transactionalId, ...producer }: Producer, index: number, baseSequence: number, value: string): Promise<void> {
      const builder = batchBuilder()
      builder.append({ value })
      const records = builder.build({ ...producer, baseSequence, isTransactional: true })
      const topicData = [{ name: topic, partitionData: [{ index, records }] }]
      await eventually(async () =>
        throwIfError(await cluster.send(Produce, { transactionalId, acks: acks.ALL, timeoutMs: 10_000, topicData }))
      )
    }

    async function addOffsets(producer: Producer, groupId: string): Promise<void> {
      await eventually(async () => throwIfError(await cluster.send(AddOffsetsToTxn, { ...producer, groupId })))
    }

    async function writeOffset(producer: Producer, groupId: string, committedOffset: bigint): Promise<void> {
      const topics = [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset, committedMetadata: null }] }]
      await eventually(async () => throwIfError(await cluster.send(TxnOffsetCommit, { ...producer, groupId, topics })))
    }

    async function end(producer: Producer, isCommit: boolean): Promise<Producer> {
      const { producerId, producerEpoch } = throwIfError(await cluster.send(EndTxn, { ...producer, committed: isCommit }))
      return level < 2 ? producer : { ...producer, producerId, producerEpoch }
    }

    // Sends EndTxn on another connection, like bytes that the network held back.
    async function endLate(producer: Producer): Promise<string | undefined> {
      await using connection = await connect(own.address(1))
      try {
        throwIfError(await connection.send(EndTxn, { ...producer, committed: true }))
        return undefined
      } catch (error) {
        return (error as { readonly errorName?: string }).errorName
      }
    }

    async function committed(partition: number): Promise<string[]> {
      const partitions = [{ partition, fetchOffset: 0n, partitionMaxBytes: 100_000 }]
      const request = { maxWaitMs: 0, minBytes: 0, isolationLevel: isolationLevels.READ_COMMITTED, topics: [{ topic, partitions }] }
      const { records = null, abortedTransactions } = throwIfError(await cluster.send(Fetch, request)).responses[0]?.partitions[0] ?? {}
      return [...readBatches(records, { abortedTransactions })].flatMap(batch =>
        Array.from(batch.records(), ({ value }) => Buffer.from(value ?? []).toString())
      )
    }

    function committedOffset(groupId: string): Promise<bigint | undefined> {
      const groups = [{ groupId, topics: [{ name: topic, partitionIndexes: [0] }] }]
      return eventually(async () => {
        const answer = throwIfError(await cluster.send(OffsetFetch, { groups, requireStable: true }))
        return answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset
      })
    }
  })
})

function through({ host, port }: AnswerThief) {
  return { bootstrapServers: `${host}:${port}`, rewriteAddress: () => ({ host, port }) }
}
