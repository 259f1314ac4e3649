import { describe, expect, test } from 'vitest'
import { expectationOf } from '../../../src/conn/forward.ts'
import { type Acks, acks, connect } from '../../../src/index.ts'
import { encodeRequest, Fetch, JoinGroup, Metadata, Produce } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'

const batch = (): Uint8Array => {
  const builder = batchBuilder()
  builder.append({ value: 'v' })
  return builder.build()
}
const produce = (acks: Acks) => ({ acks, timeoutMs: 700, topicData: [{ name: 't', partitionData: [{ index: 0, records: batch() }] }] })

describe('a forwarded body', () => {
  test('a forwarded Produce with acks 0 has no answer, and later requests of the connection go on', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    await using connection = await connect({ host: kafka.bootstrap })
    const body = encodeRequest(Produce, 9, produce(acks.NONE))
    const forwarded = connection.forward({ key: Produce.key, version: 9, body })
    const after = connection.send(Metadata, { topics: [] })
    expect((await forwarded).body).toHaveLength(0)
    await after
    expect(connection.state).toBe('open')
  })

  test('the connection waits for a forwarded long poll as long as the poll asks', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    await using connection = await connect({ host: kafka.bootstrap, timeouts: { requestMs: 1_000 } })
    const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }] }]
    const body = encodeRequest(Fetch, 12, { maxWaitMs: 1_200, minBytes: 1, topics })
    expect((await connection.forward({ key: Fetch.key, version: 12, body })).body.length).toBeGreaterThan(0)
  })

  test.each(Array.from({ length: 11 }, (_, i) => i + 3))(
    'acks and the timeout are read from the body of a forwarded Produce v%i',
    version => {
      const topicData = version >= 13 ? [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAQ', partitionData: [] }] : [{ name: 't', partitionData: [] }]
      for (const [required, isAnswered] of [
        [acks.NONE, false],
        [acks.ALL, true]
      ] as const) {
        const body = encodeRequest(Produce, version, { transactionalId: 'x', acks: required, timeoutMs: 700, topicData })
        expect(expectationOf({ key: Produce.key, version, body }, Produce)).toEqual({ isAnswered, askedMs: 700 })
      }
    }
  )

  test.each(Array.from({ length: 19 }, (_, i) => i))('the longest wait is read from the body of a forwarded Fetch v%i', version => {
    const body = encodeRequest(Fetch, version, { maxWaitMs: 4_321, minBytes: 1, topics: [] })
    expect(expectationOf({ key: Fetch.key, version, body }, Fetch)).toEqual({ isAnswered: true, askedMs: 4_321 })
  })

  test.each(Array.from({ length: 10 }, (_, i) => i))(
    'the rebalance timeout is read from the body of a forwarded JoinGroup v%i',
    version => {
      const times = { sessionTimeoutMs: 1_000, ...(version >= 1 ? { rebalanceTimeoutMs: 2_000 } : {}) }
      const body = encodeRequest(JoinGroup, version, { groupId: 'g', memberId: '', protocolType: 'consumer', protocols: [], ...times })
      expect(expectationOf({ key: JoinGroup.key, version, body }, JoinGroup).askedMs).toBe(version >= 1 ? 2_000 : 1_000)
    }
  )

  test('a forwarded body of another API is given the time of waitMs, and a body that is cut short none', () => {
    expect(expectationOf({ key: Metadata.key, version: 0, body: Buffer.alloc(0), waitMs: 9 }, Metadata).askedMs).toBe(9)
    expect(expectationOf({ key: Produce.key, version: 9, body: Buffer.alloc(0) }, Produce)).toEqual({ isAnswered: true, askedMs: 0 })
  })

  test.each([-1, Number.NaN, '5', null])('forward refuses a waitMs of %s, and nothing is sent', async waitMs => {
    await using kafka = await startTestingCluster()
    await using connection = await connect({ host: kafka.bootstrap })
    const { requests } = connection.traffic
    const body = encodeRequest(Metadata, 9, { topics: [] })
    const refused = rejectionOf(connection.forward({ key: Metadata.key, version: 9, body, waitMs: waitMs as number }))
    expect(await refused).toMatchObject({ code: 'KAFKA_ENCODE', path: 'waitMs', delivery: 'not-sent' })
    expect(connection.traffic.requests).toBe(requests)
  })
})
