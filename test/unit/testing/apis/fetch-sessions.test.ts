import { describe, expect, test } from 'vitest'
import { type Decoded, Fetch, type FetchRequest, type FetchResponse, Metadata } from '../../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { FetchSessions } from '../../../../src/testing/fetch-sessions/fetch-sessions.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { recordsIn } from '../../../support/vectors/records.ts'

const { NO_PARTITION_LEADER_EPOCH: UNKNOWN } = absentValues

/** A client of one topic, in one version of Fetch. */
interface SessionClient {
  fetch(sessionId: number, sessionEpoch: number, offsets?: Record<number, number>, forgotten?: number[]): Promise<Decoded<FetchResponse>>
}

async function sessionClient(client: RawClient, version: number, maxWaitMs = 0): Promise<SessionClient> {
  const topicId = (await client.call(Metadata, 12, { topics: null })).topics[0]?.topicId ?? ''
  const topic = version >= 13 ? { topicId } : { topic: 't' }
  return {
    fetch(sessionId, sessionEpoch, offsets = {}, forgotten = []) {
      const partitions = Object.entries(offsets).map(([partition, fetchOffset]) => ({
        ...{ partition: Number(partition), fetchOffset: BigInt(fetchOffset), partitionMaxBytes: 100_000 }
      }))
      const request: FetchRequest = {
        ...{ maxWaitMs, minBytes: 1, sessionId, sessionEpoch },
        topics: partitions.length > 0 ? [{ ...topic, partitions }] : [],
        forgottenTopicsData: forgotten.length > 0 ? [{ ...topic, partitions: forgotten }] : []
      }
      return client.call(Fetch, version, request)
    }
  }
}

/** Each partition of an answer with its values. */
function valuesIn({ responses }: Decoded<FetchResponse>): Record<number, string> {
  const partitions = responses.flatMap(each => each.partitions)
  return Object.fromEntries(
    partitions.map(({ partitionIndex, errorCode, records }) => [
      partitionIndex,
      errorCode === 0
        ? recordsIn(records)
            .map(([, value]) => value)
            .join('')
        : `error ${errorCode}`
    ])
  )
}

const start = (): Promise<TestingCluster> => startTestingCluster({ topics: { t: 3 } })

describe('a fetch session', () => {
  test.each([7, 12, 13, 18])('a fetch session of v%i is asked for changes only, and answers changes only', async version => {
    await using kafka = await start()
    using raw = await connectRaw(kafka.broker(1).port)
    const { fetch } = await sessionClient(raw, version)
    kafka.produce('t', [{ value: 'a', partition: 0 }])

    const full = await fetch(0, 0, { 0: 0, 1: 0, 2: 0 })
    const { sessionId } = full
    expect(sessionId).toBeGreaterThan(0)
    expect(valuesIn(full), 'the first answer has all partitions').toEqual({ 0: 'a', 1: '', 2: '' })
    expect(valuesIn(await fetch(sessionId, 1, { 0: 1 })), 'nothing new').toEqual({})
    kafka.produce('t', [{ value: 'b', partition: 1 }])
    const next = await fetch(sessionId, 2)
    expect([next.sessionId, valuesIn(next)]).toEqual([sessionId, { 1: 'b' }])
    expect(valuesIn(await fetch(sessionId, 3)), 'the offset has not moved').toEqual({ 1: 'b' })
    expect(valuesIn(await fetch(sessionId, 4, {}, [1])), 'forgotten').toEqual({})
    expect(valuesIn(await fetch(sessionId, 5, { 1: 0 })), 'added again').toEqual({ 1: 'b' })
  })

  test('a fetch session is refused with an unknown id, a wrong epoch, and the other way of naming topics', async () => {
    await using kafka = await start()
    using raw = await connectRaw(kafka.broker(1).port)
    const names = await sessionClient(raw, 12)
    const ids = await sessionClient(raw, 13)
    const { sessionId } = await names.fetch(0, 0, { 0: 0 })

    expect(await names.fetch(sessionId + 1, 1)).toMatchObject({ errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0 })
    expect(await names.fetch(0, 1)).toMatchObject({ errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0 })
    expect(await names.fetch(sessionId, 2)).toMatchObject({
      errorCode: errorCodes.INVALID_FETCH_SESSION_EPOCH,
      sessionId: 0,
      responses: []
    })
    expect(await ids.fetch(sessionId, 1)).toMatchObject({ errorCode: errorCodes.FETCH_SESSION_TOPIC_ID_ERROR, sessionId: 0 })
    expect(await names.fetch(sessionId, 1), 'refusals change nothing').toMatchObject({ errorCode: 0, sessionId })
  })

  test('a fetch session ends with the epoch -1, with a new session in its place, and without partitions', async () => {
    await using kafka = await start()
    using raw = await connectRaw(kafka.broker(1).port)
    const { fetch } = await sessionClient(raw, 12)
    const notFound = { errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND }

    const first = await fetch(0, 0, { 0: 0 })
    expect(await fetch(first.sessionId, -1, { 0: 0 })).toMatchObject({ errorCode: 0, sessionId: 0, responses: [{}] })
    expect(await fetch(first.sessionId, 1)).toMatchObject(notFound)

    const second = await fetch(0, 0, { 0: 0 })
    const third = await fetch(second.sessionId, 0, { 0: 0 })
    expect(await fetch(second.sessionId, 1)).toMatchObject(notFound)

    expect(await fetch(third.sessionId, 1, {}, [0])).toMatchObject({ errorCode: 0, sessionId: 0, responses: [] })
    expect(await fetch(third.sessionId, 2)).toMatchObject(notFound)
    expect((await fetch(0, -1, { 0: 0 })).sessionId).toBe(0)

    const fourth = await fetch(0, 0, { 0: 0 })
    const last = await fetch(fourth.sessionId, 1, { 0: 0 }, [0])
    expect(last, 'what the last request names is read').toMatchObject({
      sessionId: 0,
      responses: [{ partitions: [{ partitionIndex: 0 }] }]
    })
  })

  test('a fetch session repeats errors, and tells when an error is over', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 3 } })
    using raw = await connectRaw(kafka.broker(1).port)
    const { fetch } = await sessionClient(raw, 12)
    const { sessionId } = await fetch(0, 0, { 0: 0 })
    kafka.moveLeader('t', 0, 2)

    expect(valuesIn(await fetch(sessionId, 1))).toEqual({ 0: 'error 6' })
    expect(valuesIn(await fetch(sessionId, 2))).toEqual({ 0: 'error 6' })
    kafka.moveLeader('t', 0, 1)
    expect(valuesIn(await fetch(sessionId, 3))).toEqual({ 0: '' })
    expect(valuesIn(await fetch(sessionId, 4))).toEqual({})
  })

  test('a fetch session waits for records in any of its partitions', async () => {
    await using kafka = await start()
    using raw = await connectRaw(kafka.broker(1).port)
    const { fetch } = await sessionClient(raw, 12)
    const { sessionId } = await fetch(0, 0, { 0: 0, 1: 0 })
    const patient = await sessionClient(raw, 12, 2 ** 31 - 1)
    const waiting = patient.fetch(sessionId, 1)
    await kafka.received(Fetch)
    await kafka.received(Fetch)
    kafka.produce('t', [{ value: 'b', partition: 1 }])

    expect(valuesIn(await waiting)).toEqual({ 1: 'b' })
  })
})

describe('the fetch sessions of a broker', () => {
  test('the fetch sessions of a broker are limited: a new one takes the place of one that is unused, or old and smaller', () => {
    let timeMs = 0
    const sessions = new FetchSessions(() => timeMs, 2)
    const open = (partitions: number): number => {
      const wanted = Array.from({ length: partitions }, (_, partition) => ({
        ...{
          topic: 't',
          topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
          partition,
          fetchOffset: 0n,
          currentLeaderEpoch: UNKNOWN,
          lastFetchedEpoch: UNKNOWN
        },
        partitionMaxBytes: 1
      }))
      const fetch = sessions.begin({ sessionId: 0, sessionEpoch: 0, usesTopicIds: false, wanted, forgotten: [] })
      if (typeof fetch === 'number') throw new Error(`error ${fetch}`)
      const data = { partitionIndex: 0, errorCode: 0, highWatermark: 0n, records: null }
      return fetch.finish(fetch.wanted.map(each => ({ wanted: each, data }))).sessionId
    }
    const use = (sessionId: number, sessionEpoch: number): number | object =>
      sessions.begin({ sessionId, sessionEpoch, usesTopicIds: false, wanted: [], forgotten: [] })
    const small = open(1)
    const large = open(3)

    expect(open(9), 'both are new').toBe(0)
    timeMs = 100_000
    use(small, 1)
    use(large, 1)
    timeMs = 121_000
    expect(open(1), 'none is smaller').toBe(0)
    expect(open(2)).toBeGreaterThan(0)
    expect(use(small, 2)).toBe(errorCodes.FETCH_SESSION_ID_NOT_FOUND)
    timeMs = 230_000
    expect(open(1), 'the large one is unused for two minutes').toBeGreaterThan(0)
    expect(use(large, 2)).toBe(errorCodes.FETCH_SESSION_ID_NOT_FOUND)
    expect(sessions.count).toBe(2)
  })
})
