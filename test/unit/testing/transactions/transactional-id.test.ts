import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { ProducerIds } from '../../../../src/testing/transactions/producer-ids.ts'
import { TransactionalId } from '../../../../src/testing/transactions/transactional-id.ts'

const LAST_EPOCH = 32_766
const last = { producerId: 0n, producerEpoch: LAST_EPOCH }
const topics = new Map([['t', new Set([0])]])

function exhausted(): TransactionalId {
  const id = new TransactionalId('x', new ProducerIds())
  for (let epoch = 0; epoch <= LAST_EPOCH; epoch++) id.init(undefined, 1_000)
  expect(id.producer).toEqual(last)
  return id
}

describe('A transactional id in its last epoch', () => {
  test('gets a new producer id from InitProducerId, also for a client that repeats it', () => {
    const id = exhausted()
    expect(id.init(last, 1_000)).toEqual({ producerId: 1n, producerEpoch: 0 })
    expect(id.init(last, 1_000)).toEqual({ producerId: 1n, producerEpoch: 0 })
  })

  test('gets a new producer id at the end of a transaction, whose marker has the largest epoch', () => {
    const id = exhausted()
    id.add(last, topics, 0)
    expect(id.endAndBump(last, true, 0)).toMatchObject({ producerId: 0n, producerEpoch: LAST_EPOCH + 1 })
    expect(id.producer).toEqual({ producerId: 1n, producerEpoch: 0 })
    expect(id.endAndBump(last, true, 0)).toBeUndefined()
    expect(id.endAndBump(last, false, 0)).toMatchObject({ errorCode: errorCodes.INVALID_TXN_STATE })
  })
})

describe('A transactional id whose transaction is fenced', () => {
  function fenced(version: number): TransactionalId {
    const id = new TransactionalId('x', new ProducerIds())
    id.init(undefined, 1_000)
    id.add({ producerId: 0n, producerEpoch: 0 }, topics, 0)
    expect(id.fence(version)).toMatchObject({ producerEpoch: 1, isCommit: false, partitions: topics })
    expect(id.producer).toEqual({ producerId: 0n, producerEpoch: 1 })
    return id
  }

  test('lets its producer ask for the next epoch with transaction.version 2', () => {
    expect(fenced(2).init({ producerId: 0n, producerEpoch: 0 }, 1_000)).toEqual({ producerId: 0n, producerEpoch: 1 })
  })

  test('lets its producer ask for nothing with transaction.version 1', () => {
    expect(fenced(1).init({ producerId: 0n, producerEpoch: 0 }, 1_000)).toMatchObject({ errorCode: errorCodes.PRODUCER_FENCED })
  })
})
