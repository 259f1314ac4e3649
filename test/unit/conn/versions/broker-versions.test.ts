import { describe, expect, test } from 'vitest'
import { BrokerVersions } from '../../../../src/conn/versions/broker-versions.ts'
import {
  type Api,
  ApiVersions,
  EndTxn,
  Fetch,
  FindCoordinator,
  Heartbeat,
  InitProducerId,
  JoinGroup,
  ListGroups,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce,
  TxnOffsetCommit
} from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'
import { apiVersionsOf, memoryLink, type Offers, openLink, rejectionOf } from '../../../support/brokers/link.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
type Wanted = Offers & { pinned?: number; maxVersion?: number }

const KAFKA_4: Offers = { versions: { Produce: [0, 13], Fetch: [4, 18] }, features: { 'transaction.version': 2 } }
const BROKER = { host: 'b', port: 9 }

function versionsOf(offers: Offers = {}): BrokerVersions {
  const versions = new BrokerVersions(BROKER)
  versions.learn(apiVersionsOf(offers))
  return versions
}

const pick = <Req, Res>(api: Api<Req, Res>, request: Req, { pinned, maxVersion, ...offers }: Wanted = {}): number =>
  versionsOf(offers).pick(api, request, pinned, maxVersion)

function refusal(call: () => unknown): Error {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was refused')
}

const produce = (topic: object, transactionalId: string | null = null) => ({
  transactionalId,
  acks: acks.ALL,
  timeoutMs: 1,
  topicData: [{ partitionData: [], ...topic }]
})
const fetch = (topic: object) => ({ maxWaitMs: 1, minBytes: 1, topics: [{ partitions: [], ...topic }] })
const commit = (topic: object) => ({ groupId: 'g', topics: [{ partitions: [], ...topic }] })
const fetchOffsets = (topic: object) => ({ groups: [{ groupId: 'g', topics: [{ partitionIndexes: [], ...topic }] }] })
const end = { transactionalId: 't', producerId: 1n, producerEpoch: 0, committed: true }
const commitTxn = { transactionalId: 't', groupId: 'g', producerId: 1n, producerEpoch: 0, topics: [] }

describe('the version of a request', () => {
  test('the version of a request by topic name is the highest that has names', () => {
    expect(pick(Produce, produce({ name: 'n' }))).toBe(12)
    expect(pick(Fetch, fetch({ topic: 'n' }))).toBe(12)
    expect(pick(OffsetCommit, commit({ name: 'n' }))).toBe(9)
    expect(pick(OffsetFetch, fetchOffsets({ name: 'n' }))).toBe(9)
  })

  test('the version of a request by topic id is the newest', () => {
    expect(pick(Produce, produce({ topicId: ID }))).toBe(13)
    expect(pick(Fetch, fetch({ topicId: ID }))).toBe(18)
    expect(pick(OffsetCommit, commit({ topicId: ID }))).toBe(10)
    expect(pick(OffsetFetch, fetchOffsets({ topicId: ID }))).toBe(10)
  })

  test('the version of a request is the newest of the side that has fewer versions', () => {
    expect(pick(Metadata, { topics: null }, { versions: { Metadata: [0, 7] } })).toBe(7)
    expect(pick(Metadata, { topics: null }, { versions: { Metadata: [0, 99] } })).toBe(13)
    expect(pick(Fetch, fetch({ topic: 'n' }), { versions: { Fetch: [4, 11] } })).toBe(11)
  })

  test('the version of a request is the pinned one, if both sides have it and it can carry the request', () => {
    for (let pinned = 0; pinned <= 13; pinned++) expect(pick(Metadata, { topics: [] }, { pinned })).toBe(pinned)
  })

  test('the version of a request is never an unstable one, unless that is pinned', () => {
    const request = { transactionalId: null, transactionTimeoutMs: 1 }
    expect(versionsOf().of(InitProducerId)).toEqual({ min: 0, max: 5 })
    expect(pick(InitProducerId, request)).toBe(5)
    expect(pick(InitProducerId, request, { pinned: 6 })).toBe(6)
  })

  test('the version of ApiVersions is known before the broker has told its versions', () => {
    const versions = new BrokerVersions(BROKER)
    expect(versions.of(ApiVersions)).toEqual({ min: 0, max: 5 })
    expect(versions.of(Metadata)).toBeUndefined()
  })

  test('the version of a request is chosen again when the broker tells other versions', () => {
    const versions = versionsOf({ versions: { Metadata: [0, 7] }, features: { a: 1 } })
    expect(versions.of(Metadata)).toEqual({ min: 0, max: 7 })
    versions.learn(apiVersionsOf({ versions: { Metadata: [1, 9] }, features: { b: 2 } }))
    expect(versions.of(Metadata)).toEqual({ min: 1, max: 9 })
    expect([...versions.features.keys()]).toEqual(['b'])
  })
})

describe('maxVersion', () => {
  test('maxVersion is the highest version that is picked', () => {
    for (let maxVersion = 0; maxVersion <= 13; maxVersion++)
      expect(pick(Metadata, { topics: [{ name: 'a' }] }, { maxVersion })).toBe(maxVersion)
    expect(pick(Metadata, { topics: [{ name: 'a' }] }, { maxVersion: 99 })).toBe(13)
    expect(pick(Metadata, { topics: [{ name: 'a' }] }, { maxVersion: 9, versions: { Metadata: [0, 7] } })).toBe(7)
    expect(pick(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' }, { maxVersion: 2 })).toBe(2)
  })

  test('maxVersion keeps a Fetch without topics at the versions with topic names', () => {
    const request = { maxWaitMs: 1, minBytes: 1, sessionId: 5, sessionEpoch: 1, topics: [] }
    expect(pick(Fetch, request)).toBe(18)
    expect(pick(Fetch, request, { maxVersion: 12 })).toBe(12)
  })

  test('maxVersion does not change which versions the request needs', () => {
    expect(pick(Fetch, fetch({ topic: 'n' }), { maxVersion: 14 })).toBe(12)
    const error = refusal(() => pick(Fetch, fetch({ topicId: ID }), { maxVersion: 12 }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
    expect(error.message).toContain('maxVersion is 12, but this request needs 13 to 18')
  })

  test('a maxVersion below what the broker offers is refused', () => {
    const error = refusal(() => pick(Metadata, { topics: null }, { maxVersion: 3, versions: { Metadata: [4, 13] } }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', server: { min: 4, max: 13 } })
    expect(error.message).toContain('maxVersion is 3, but this request needs 4 to 13')
  })

  test('maxVersion keeps a transaction to the versions of its protocol', () => {
    expect(pick(EndTxn, end, { ...KAFKA_4, maxVersion: 4 })).toBe(4)
    expect(pick(EndTxn, end, { maxVersion: 5 })).toBe(4)
  })
})

describe('a request without a version', () => {
  test('a request with topics by name and by id is KAFKA_UNSUPPORTED_VERSION', () => {
    const topicData = [...produce({ name: 'n' }).topicData, ...produce({ topicId: ID }).topicData]
    const error = refusal(() => pick(Produce, { ...produce({}), topicData }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent', api: 'Produce', client: { min: 0, max: 13 } })
    expect(error.message).toContain('mixes what only versions up to 12 can carry with what needs 13 or newer')
  })

  test('a request of an API that the broker does not have is KAFKA_UNSUPPORTED_VERSION', () => {
    const error = refusal(() => pick(Metadata, { topics: null }, { versions: { Metadata: null } }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', client: { min: 0, max: 13 }, delivery: 'not-sent', api: 'Metadata' })
    expect(error).toMatchObject({ broker: BROKER, retriable: false })
    expect(error).not.toHaveProperty('server')
    expect(error.message).toBe('Metadata: this request needs 0 to 13, this driver speaks 0 to 13, the broker b:9 does not offer it at all')
  })

  test.each([
    ['too new', [14, 20]],
    ['too old', [-2, -1]],
    ['upside down', [5, 4]]
  ] as const)(
    'a request without a version in common, because the versions of the broker are %s, is refused with both ranges',
    (_, [min, max]) => {
      const error = refusal(() => pick(Metadata, { topics: null }, { versions: { Metadata: [min, max] } }))
      expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', client: { min: 0, max: 13 }, server: { min, max } })
      expect(error.message).toContain(`the broker b:9 offers ${min} to ${max}`)
    }
  )

  test('a request with ids, which no version of the broker has, is refused with the versions that it needs', () => {
    const error = refusal(() => pick(Fetch, fetch({ topicId: ID }), { versions: { Fetch: [4, 12] } }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', server: { min: 4, max: 12 } })
    expect(error.message).toContain('this request needs 13 to 18')
  })

  test.each([14, -1, 99])('a pinned version %i that one side does not have is refused with both ranges', pinned => {
    const error = refusal(() => pick(Metadata, { topics: null }, { pinned, versions: { Metadata: [0, 20] } }))
    const ranges = { client: { min: 0, max: 13 }, server: { min: 0, max: 20 } }
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', ...ranges, apiVersion: pinned })
    expect(error.message).toContain(`version ${pinned} was asked for`)
  })

  test('a pinned version that the broker does not have is refused with both ranges', () => {
    const error = refusal(() => pick(Metadata, { topics: null }, { pinned: 9, versions: { Metadata: [0, 8] } }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', server: { min: 0, max: 8 } })
  })

  test('a pinned version that has no topic names is refused with the versions that have them', () => {
    const error = refusal(() => pick(Fetch, fetch({ topic: 'n' }), { pinned: 13 }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent', apiVersion: 13 })
    expect(error.message).toBe(
      'Fetch: this request needs 0 to 12, but version 13 was asked for, this driver speaks 0 to 18, the broker b:9 offers 0 to 18'
    )
  })
})

describe('Produce on a broker like Kafka 4', () => {
  test.each([0, 1, 2])('Produce v%i is never sent to Kafka 4, which lists it and closes on it (KIP-896)', pinned => {
    const error = refusal(() => pick(Produce, produce({ name: 'n' }), { ...KAFKA_4, pinned }))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', server: { min: 3, max: 13 } })
    expect(error.message).toContain('KIP-896')
    expect(pick(Produce, produce({ name: 'n' }), { pinned })).toBe(pinned) // older brokers serve it
  })

  test('the lowest version of Produce on Kafka 4 is 3', () => {
    expect(versionsOf(KAFKA_4).of(Produce)).toEqual({ min: 3, max: 13 })
    expect(pick(Produce, produce({ name: 'n' }), { ...KAFKA_4, pinned: 3 })).toBe(3)
  })
})

describe('the feature transaction.version (KIP-890)', () => {
  test.each([0, 1])('transaction.version %i keeps transactions to the versions before KIP-890', level => {
    const features = { 'transaction.version': level }
    expect(pick(Produce, produce({ name: 'n' }, 't'), { features })).toBe(11)
    expect(pick(EndTxn, end, { features })).toBe(4)
    expect(pick(TxnOffsetCommit, commitTxn, { features })).toBe(4)
    expect(pick(Produce, produce({ name: 'n' }), { features })).toBe(12)
  })

  test('a cluster without transaction.version keeps transactions to the versions before KIP-890', () => {
    expect(pick(EndTxn, end)).toBe(4)
  })

  test('transaction.version 2 allows the newest versions to transactions', () => {
    expect(pick(Produce, produce({ name: 'n' }, 't'), KAFKA_4)).toBe(12)
    expect(pick(Produce, produce({ topicId: ID }, 't'), KAFKA_4)).toBe(13)
    expect(pick(EndTxn, end, KAFKA_4)).toBe(5)
    expect(pick(TxnOffsetCommit, commitTxn, KAFKA_4)).toBe(6)
  })

  test('transaction.version is named in the error of a request that needs it', () => {
    const byId = refusal(() => pick(Produce, produce({ topicId: ID }, 't')))
    const pinned = refusal(() => pick(EndTxn, end, { pinned: 5 }))
    for (const error of [byId, pinned]) {
      expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
      expect(error.message).toContain('transaction.version 2 (KIP-890)')
    }
  })
})

describe('through send', () => {
  test('send uses the version that was picked, and a refusal sends nothing', async () => {
    await using link = await openLink({}, { versions: { Fetch: [4, 13], Metadata: null } })
    const { connection, peer } = link
    void connection.send(Fetch, fetch({ topic: 'n' })).catch(() => undefined)
    void connection.send(Fetch, fetch({ topicId: ID })).catch(() => undefined)
    void connection.send(Fetch, fetch({ topic: 'n' }), { version: 4 }).catch(() => undefined)
    const refused = { code: 'KAFKA_UNSUPPORTED_VERSION', broker: { host: '127.0.0.1', port: link.peers.port } }
    await expect(connection.send(Metadata, { topics: null })).rejects.toMatchObject(refused)
    expect((await peer.take(3)).map(({ header }) => header.apiVersion)).toEqual([12, 13, 4])
    expect(connection.state).toBe('open')
  })

  test('send refuses a mix of names and ids, and the connection lives', async () => {
    const { connection, peer } = memoryLink()
    const mixed = { ...fetch({}), topics: [...fetch({ topic: 'n' }).topics, ...fetch({ topicId: ID }).topics] }
    await expect(connection.send(Fetch, mixed)).rejects.toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
    expect(connection.state).toBe('open')
    expect(peer.received).toBe(0)
    await connection.close()
  })

  test('send refuses a field that no common version has, with its path, its versions and what the broker offers', async () => {
    await using link = await openLink({}, { versions: { JoinGroup: [0, 4], ListGroups: [0, 4], Produce: [0, 2] } })
    const { connection, peers } = link
    const broker = `127.0.0.1:${peers.port}`
    const join = { groupId: 'g', sessionTimeoutMs: 1, memberId: '', protocolType: 'consumer', protocols: [], groupInstanceId: 'i' }
    const error = await rejectionOf(connection.send(JoinGroup, join))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path: 'groupInstanceId', delivery: 'not-sent', retriable: false })
    expect(error).toMatchObject({ client: { min: 0, max: 9 }, server: { min: 0, max: 4 } })
    expect(error).toHaveProperty(
      'message',
      `JoinGroup: groupInstanceId is set, which needs version 5+, this driver speaks 0 to 9, the broker ${broker} offers 0 to 4`
    )
    const refused = { code: 'KAFKA_UNSUPPORTED_VERSION', path: 'typesFilter' }
    await expect(connection.send(ListGroups, { typesFilter: ['share'] })).rejects.toMatchObject(refused)
    const inTransaction = { ...produce({ name: 'n' }, 't'), acks: acks.NONE }
    await expect(connection.post(Produce, inTransaction)).rejects.toMatchObject({ ...refused, path: 'transactionalId' })
    expect(connection.state).toBe('open')
  })

  test('send refuses fields that no version has together, and a field above the version that the caller allows', async () => {
    const { connection } = memoryLink()
    const both = await rejectionOf(connection.send(FindCoordinator, { key: 'g', coordinatorKeys: ['h'] }))
    expect(both).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path: 'coordinatorKeys' })
    expect(both).toHaveProperty('message', expect.stringContaining('while the rest of the request needs version 3 or older'))
    const types = { typesFilter: ['share'] }
    const capped = await rejectionOf(connection.send(ListGroups, types, { maxVersion: 4 }))
    expect(capped).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path: 'typesFilter' })
    expect(capped).toHaveProperty('message', expect.stringContaining('typesFilter is set, which needs version 5+, but maxVersion is 4'))
    const pinned = await rejectionOf(connection.send(ListGroups, types, { version: 4 }))
    expect(pinned).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path: 'typesFilter', apiVersion: 4 })
    expect(pinned).toHaveProperty('message', expect.stringContaining('but version 4 was asked for'))
    await connection.close()
  })

  test('send rejects a value of the wrong type with KAFKA_ENCODE', async () => {
    const { connection } = memoryLink()
    const wrong = { typesFilter: [5] as unknown as string[] }
    await expect(connection.send(ListGroups, wrong)).rejects.toMatchObject({ code: 'KAFKA_ENCODE', path: 'typesFilter[0]' })
    await connection.close()
  })
})
