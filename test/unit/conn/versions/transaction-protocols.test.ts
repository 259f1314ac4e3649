import { describe, expect, test } from 'vitest'
import { BrokerVersions } from '../../../../src/conn/versions/broker-versions.ts'
import { TransactionProtocols } from '../../../../src/conn/versions/transaction-protocols.ts'
import { type Api, EndTxn, InitProducerId, Produce, TxnOffsetCommit } from '../../../../src/messages.ts'
import { absentValues, acks, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { apiVersionsOf, type Offers } from '../../../support/brokers/link.ts'

const ALL = { Produce: 12, TxnOffsetCommit: 5, EndTxn: 5 } // by topic name
const OLD = { Produce: 11, TxnOffsetCommit: 4, EndTxn: 4 }
const LAST = { versions: { Produce: [3, 11], EndTxn: [0, 4], TxnOffsetCommit: [0, 4] } } as const

const produce = (transactionalId: string) => ({
  transactionalId,
  acks: acks.ALL,
  timeoutMs: 1,
  topicData: [{ name: 'n', partitionData: [] }]
})
const end = (transactionalId: string) => ({ transactionalId, producerId: 1n, producerEpoch: 0, committed: true })
const commit = (transactionalId: string) => ({
  transactionalId,
  groupId: 'g',
  producerId: 1n,
  producerEpoch: 0,
  topics: [{ name: 'n', partitions: [] }]
})
const init = (transactionalId: string) => ({ transactionalId, transactionTimeoutMs: 1 })
const identity = { errorCode: 0, producerId: 1n, producerEpoch: 1 }

/** Connections to brokers of one cluster, by the versions that each broker offers. */
class Brokers {
  readonly transactions = new TransactionProtocols(true)
  #epoch = 0n

  /** A connection whose broker told these features in ApiVersions, or none if none are given. */
  connect(offers: Offers = {}): BrokerVersions {
    const versions = new BrokerVersions({ host: 'b', port: 9 }, this.transactions)
    const finalizedFeaturesEpoch = offers.features === undefined ? -1n : ++this.#epoch
    versions.learn({ ...apiVersionsOf(offers), finalizedFeaturesEpoch })
    return versions
  }

  /** The cluster finalizes this level, and tells it to one new connection. */
  finalize(level: number): BrokerVersions {
    return this.connect({ features: { 'transaction.version': level } })
  }
}

function send<Req, Res>(by: BrokerVersions, api: Api<Req, Res>, request: Req, pinned?: number): number {
  const version = by.pick(api, request, pinned)
  by.noteSent(api, request, version)
  return version
}

const transaction = (by: BrokerVersions, id: string) => ({
  Produce: send(by, Produce, produce(id)),
  TxnOffsetCommit: send(by, TxnOffsetCommit, commit(id)),
  EndTxn: send(by, EndTxn, end(id))
})

function refusal(call: () => unknown): Error {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was refused')
}

describe('a connection whose broker told no features', () => {
  test('a connection whose broker told no features uses the protocol that another connection was told', () => {
    const brokers = new Brokers()
    const mute = brokers.connect()
    expect(mute.pick(EndTxn, end('a'), undefined)).toBe(4)
    brokers.finalize(2)
    expect(transaction(mute, 'b')).toEqual(ALL)
    expect(mute.features.get('transaction.version')).toEqual({ min: 2, max: 2 })
  })

  test('a connection uses the first protocol if no broker told features, and says so to a caller who asks for the second', () => {
    const mute = new Brokers().connect()
    expect(transaction(mute, 'a')).toEqual(OLD)
    const error = refusal(() => mute.pick(EndTxn, end('b'), 5))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
    expect(error.message).toContain('and no broker has told its features yet')
  })
})

describe('a connection to a broker that lacks the versions of the cluster’s level', () => {
  test('a connection to a broker without the versions of the cluster’s level refuses transactional requests', () => {
    const brokers = new Brokers()
    brokers.finalize(2)
    const lagging = brokers.connect(LAST)
    const refused: [string, () => unknown][] = [
      ['Produce: this request needs 12 to 12', () => lagging.pick(Produce, produce('a'), undefined)],
      ['EndTxn: this request needs 5 to 5', () => lagging.pick(EndTxn, end('a'), undefined)],
      ['TxnOffsetCommit: this request needs 5 to 5', () => lagging.pick(TxnOffsetCommit, commit('a'), undefined)]
    ]
    for (const [text, pick] of refused) {
      const error = refusal(pick)
      expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent', retriable: false })
      expect(error.message).toContain(`${text} for transaction.version 2 (KIP-890), which the cluster has finalized`)
    }
    expect(lagging.pick(Produce, { ...produce('a'), transactionalId: null }, undefined)).toBe(11)
  })
})

describe('a transaction that has begun', () => {
  test('a transaction ends with the versions with which it began, although the cluster finalizes the next level', () => {
    const brokers = new Brokers()
    const first = brokers.finalize(1)
    expect(send(first, Produce, produce('a'))).toBe(11)
    const second = brokers.finalize(2)
    expect(send(second, TxnOffsetCommit, commit('a'))).toBe(4)
    expect(send(second, EndTxn, end('a'))).toBe(4)
    expect(transaction(second, 'b')).toEqual(ALL)
  })

  test('a transaction of the second protocol ends with it, although the cluster goes back a level', () => {
    const brokers = new Brokers()
    const first = brokers.finalize(2)
    expect(send(first, Produce, produce('a'))).toBe(12)
    const second = brokers.finalize(1)
    expect(send(second, EndTxn, end('a'))).toBe(5)
    second.noteAnswer(EndTxn, end('a'), identity)
    expect(transaction(second, 'a')).toEqual(OLD)
  })

  test('the first request of a transaction decides its protocol, within the versions that its caller allows', () => {
    const by = new Brokers().finalize(2)
    expect(by.pick(Produce, produce('a'), undefined, 11)).toBe(11)
    expect(by.pick(Produce, produce('a'), undefined, 12)).toBe(12)
    const lagging = new Brokers()
    lagging.finalize(2)
    const error = refusal(() => lagging.connect(LAST).pick(Produce, produce('a'), undefined, 13))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION' })
  })

  test('a transaction takes no version of the other protocol, even if its caller asks for one', () => {
    const brokers = new Brokers()
    const by = brokers.finalize(2)
    expect(send(by, Produce, produce('a'), 11)).toBe(11)
    expect(send(by, EndTxn, end('a'))).toBe(4)
    expect(send(by, Produce, produce('b'))).toBe(12)
    const toSecond = refusal(() => by.pick(EndTxn, end('a'), 5))
    const toFirst = refusal(() => by.pick(EndTxn, end('b'), 4))
    for (const error of [toSecond, toFirst]) expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
    expect(toSecond.message).toContain('EndTxn: version 5 is not allowed in this transaction, which began with the versions before')
    expect(toFirst.message).toContain('EndTxn: version 4 is not allowed in this transaction, which began with the versions of')
  })
})

describe('a producer', () => {
  test('a producer of the first protocol changes to the second only with a new epoch', () => {
    const brokers = new Brokers()
    const first = brokers.finalize(1)
    first.noteAnswer(InitProducerId, init('a'), identity)
    expect(transaction(first, 'a')).toEqual(OLD)
    first.noteAnswer(EndTxn, end('a'), {
      errorCode: 0,
      producerId: absentValues.NO_PRODUCER_ID,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH
    })
    const second = brokers.finalize(2)
    expect(transaction(second, 'a')).toEqual(OLD)
    second.noteAnswer(InitProducerId, init('a'), { ...identity, errorCode: errorCodes.CONCURRENT_TRANSACTIONS })
    expect(transaction(second, 'a')).toEqual(OLD)
    second.noteAnswer(InitProducerId, init('a'), identity)
    expect(transaction(second, 'a')).toEqual(ALL)
  })

  test('a producer keeps the protocol that the cluster had when it got its epoch', () => {
    const brokers = new Brokers()
    const first = brokers.finalize(1)
    first.noteAnswer(InitProducerId, init('a'), identity)
    const second = brokers.finalize(2)
    expect(second.pick(Produce, produce('a'), 12)).toBe(12) // the caller may choose, because nothing was sent in this epoch
    expect(transaction(second, 'a')).toEqual(OLD)
    expect(() => second.pick(Produce, produce('a'), 12)).toThrow('version 12 is not allowed in this transaction')
  })

  test('a producer of the second protocol may change with each epoch that EndTxn gives', () => {
    const brokers = new Brokers()
    const by = brokers.finalize(2)
    expect(transaction(by, 'a')).toEqual(ALL)
    by.noteAnswer(EndTxn, end('a'), identity)
    expect(send(by, Produce, produce('a'), 11)).toBe(11)
  })

  test('a producer that got its epoch before the features were known uses them from its first request on', () => {
    const brokers = new Brokers()
    const mute = brokers.connect()
    mute.noteAnswer(InitProducerId, init('a'), identity)
    brokers.finalize(2)
    expect(transaction(mute, 'a')).toEqual(ALL)
  })

  test('10,000 producers are remembered, and those used long ago go by the cluster’s level again', () => {
    const brokers = new Brokers()
    const first = brokers.finalize(1)
    for (let i = 0; i <= 10_000; i++) send(first, EndTxn, end(`id-${i}`))
    const second = brokers.finalize(2)
    expect(second.pick(EndTxn, end('id-0'), undefined)).toBe(5)
    expect(second.pick(EndTxn, end('id-1'), undefined)).toBe(4)
  })
})

describe('another cluster', () => {
  test('features and transactions are forgotten when another cluster answers', () => {
    const brokers = new Brokers()
    const by = brokers.finalize(2)
    transaction(by, 'a')
    brokers.transactions.forget()
    expect(by.features.size).toBe(0)
    expect(transaction(by, 'a')).toEqual(OLD)
  })
})
