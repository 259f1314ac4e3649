import { expect, test } from 'vitest'
import { coordinatorTypes, throwIfError } from '../../../../src/index.ts'
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  DescribeTransactions,
  EndTxn,
  InitProducerId,
  ListTransactions,
  TxnOffsetCommit
} from '../../../../src/messages.ts'
import type { Setting } from './setting.ts'

const NODES = [2, 1, 3]
const ALL_NODES = [1, 2, 3]
// Newer versions are for brokers, or for clients that let the cluster find out what a transaction
// writes to (KIP-890).
const [ADD_PARTITIONS, TXN_OFFSET_COMMIT, END] = [{ version: 3 }, { version: 4 }, { version: 4 }]

interface Transaction {
  readonly transactionalId: string
  readonly producerId: bigint
  readonly producerEpoch: number
}

/**
 * Tests of transactions, one at each coordinator, with offsets of a group whose coordinator is
 * another node.
 */
export function transactionTests(at: () => Setting): void {
  const open: Transaction[] = []
  let ids: readonly string[] = []

  test.each([0, 1, 2])('transaction %i begins at its coordinator, and commits offsets at the coordinator of the group', async i => {
    const { routed, view, topic: name } = at()
    if (i === 0) ids = await view.namesAt(NODES, coordinatorTypes.TRANSACTION, 'transaction')
    const transactionalId = ids[i] ?? ''
    const here = [NODES[i]]
    const initialized = await routed.send(InitProducerId, { transactionalId, transactionTimeoutMs: 60_000 })
    expect(initialized.nodeIds).toEqual(here)
    const { producerId, producerEpoch } = throwIfError(initialized.response)
    const identity = { transactionalId, producerId, producerEpoch }
    const partitions = {
      v3AndBelowTransactionalId: transactionalId,
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: [{ name, partitions: [i] }]
    }
    const added = await routed.send(AddPartitionsToTxn, partitions, ADD_PARTITIONS)
    expect(added.nodeIds).toEqual(here)
    expect(throwIfError(added.response).resultsByTopicV3AndBelow).toEqual([
      { name, resultsByPartition: [{ partitionIndex: i, partitionErrorCode: 0 }] }
    ])
    const elsewhere = (i % 3) + 1 === NODES[i] ? (NODES[(i + 1) % 3] ?? -1) : (i % 3) + 1
    const [groupId = ''] = await view.namesAt([elsewhere], coordinatorTypes.GROUP, 'group')
    const offsets = await routed.send(AddOffsetsToTxn, { ...identity, groupId })
    expect([offsets.nodeIds, offsets.response.errorCode]).toEqual([here, 0])
    const positions = [{ partitionIndex: i, committedOffset: 7n, committedMetadata: null }]
    const commit = { ...identity, groupId, topics: [{ name, partitions: positions }] }
    const committed = await routed.send(TxnOffsetCommit, commit, TXN_OFFSET_COMMIT)
    expect(committed.nodeIds).toEqual([elsewhere])
    expect(throwIfError(committed.response).topics).toMatchObject([{ name, partitions: [{ partitionIndex: i, errorCode: 0 }] }])
    open.push(identity)
  })

  test('DescribeTransactions and ListTransactions merge the answers of three coordinators', async () => {
    const { routed, topic } = at()
    const described = await routed.send(DescribeTransactions, { transactionalIds: [...ids] })
    expect(described.nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(described.response).transactionStates).toMatchObject(
      open.map(({ transactionalId, producerId }) => ({ transactionalId, producerId, transactionState: 'Ongoing' }))
    )
    const parts = described.response.transactionStates.map(({ topics }) => topics.find(each => each.topic === topic)?.partitions)
    expect(parts).toEqual([[0], [1], [2]])
    const producerIdFilters = open.map(({ producerId }) => producerId)
    const listed = await routed.send(ListTransactions, { stateFilters: ['Ongoing', 'Nonsense'], producerIdFilters })
    expect(listed.nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(listed.response).unknownStateFilters).toEqual(['Nonsense'])
    expect(listed.response.transactionStates.map(each => each.transactionalId).sort()).toEqual([...ids].sort())
  })

  test.each([0, 1, 2])('EndTxn ends transaction %i at its coordinator', async i => {
    const [{ routed }, transaction] = [at(), open[i]]
    if (transaction === undefined) throw new Error(`transaction ${i} did not begin in its own test`)
    const { response, nodeIds } = await routed.send(EndTxn, { ...transaction, committed: i > 0 }, END)
    expect([nodeIds, response.errorCode]).toEqual([[NODES[i]], 0])
  })
}
