import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { askedWaitMs } from '../../../../src/conn/requests/send-options.ts'
import { type Acks, acks, type SendOptions } from '../../../../src/index.ts'
import { CreateTopics, encodeRequest, Fetch, JoinGroup, Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: null }
const produce = (acks: Acks, bytes = 1) => ({
  acks,
  timeoutMs: 500,
  topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.alloc(bytes) }] }]
})
const FETCH = { maxWaitMs: 500, minBytes: 1, topics: [] }
const JOIN = { groupId: 'g', sessionTimeoutMs: 9_000, rebalanceTimeoutMs: 500, memberId: '', protocolType: 'consumer', protocols: [] }

const timeouts = { timeouts: { requestMs: 1_000 } }
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
  await new Promise(resolve => setImmediate(resolve)) // the turn of the event loop between the timer and the check of deadlines
}

describe('with a fake clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  describe('requestMs', () => {
    test('a request that takes longer than requestMs rejects with KAFKA_TIMEOUT, and the connection closes for all others', async () => {
      const { connection, peer } = memoryLink({ ...timeouts, limits: { maxInFlight: 2 } })
      const rejections = ['a', 'b', 'c'].map(name => rejectionOf(connection.send(Metadata, { topics: [{ name }] })))
      await pass(999)
      expect(connection.state).toBe('open')
      await pass(2)
      const [late, behind, queued] = await Promise.all(rejections)
      const { broker } = connection
      const known = { api: 'Metadata', apiVersion: 13, broker, elapsedMs: 1_001, retriable: true }
      expect(late).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'response', timeoutMs: 1_000, delivery: 'maybe-sent', ...known })
      expect(late).toHaveProperty('message', 'Metadata v13 to in.memory:9092 waited for its answer for 1001 ms; requestMs is 1000 ms')
      expect(behind).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'maybe-sent', ...known })
      expect(queued).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'not-sent', ...known })
      const closed = await connection.closed
      expect(closed).toMatchObject({ reason: 'timeout', cause: { code: 'KAFKA_TIMEOUT' } })
      expect([(behind as Error).cause, (queued as Error).cause]).toEqual([closed.cause, closed.cause])
      expect(peer.received).toBe(2)
      expect(vi.getTimerCount()).toBe(0)
    })

    test('requestMs does nothing to a connection whose requests are answered in time', async () => {
      const { connection, peer } = memoryLink(timeouts)
      for (let i = 0; i < 5; i++) {
        const answer = connection.send(Metadata, ANY)
        const request = await peer.next()
        await pass(900)
        peer.answer(request, Metadata, ANSWER)
        await answer
      }
      await pass(60_000)
      expect(connection.state).toBe('open')
      await connection.close()
      expect(vi.getTimerCount()).toBe(0)
    })

    test.each([
      ['Fetch maxWaitMs', (link: ReturnType<typeof memoryLink>) => link.connection.send(Fetch, FETCH)],
      ['Produce timeoutMs', (link: ReturnType<typeof memoryLink>) => link.connection.send(Produce, produce(acks.LEADER))],
      ['JoinGroup rebalanceTimeoutMs', (link: ReturnType<typeof memoryLink>) => link.connection.send(JoinGroup, JOIN)]
    ])('requestMs is lengthened by what the request itself asks for: %s', async (_, send) => {
      const link = memoryLink(timeouts)
      const rejection = rejectionOf(send(link))
      await pass(1_499)
      expect(link.connection.state).toBe('open')
      await pass(2)
      expect(await rejection).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_500, elapsedMs: 1_501 })
    })

    test('requestMs includes the time that a request waited in the queue', async () => {
      const { connection, peer } = memoryLink({ ...timeouts, limits: { maxInFlight: 1 } })
      const first = connection.send(Metadata, ANY)
      const second = rejectionOf(connection.send(Metadata, ANY))
      const request = await peer.next()
      await pass(900)
      peer.answer(request, Metadata, ANSWER)
      await first
      await peer.next()
      await pass(102)
      expect(await second).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'response', timeoutMs: 1_000 })
      expect(await connection.closed).toMatchObject({ reason: 'timeout' })
    })

    test('requestMs does not count against a request that waits behind a long poll', async () => {
      const { connection, peer } = memoryLink(timeouts)
      const [fetched, listed] = [connection.send(Fetch, { ...FETCH, maxWaitMs: 5_000 }), connection.send(Metadata, ANY)]
      const [fetch, metadata] = await peer.take(2)
      await pass(4_900)
      if (fetch !== undefined) peer.answer(fetch, Fetch, { responses: [] })
      await fetched
      if (metadata !== undefined) peer.answer(metadata, Metadata, ANSWER)
      await listed
      expect(connection.state).toBe('open')
      await connection.close()
    })

    test('each of several long polls has its own time, because the broker begins it when the one before is answered', async () => {
      const { connection, peer } = memoryLink(timeouts)
      const polls = Array.from({ length: 6 }, () => connection.send(Fetch, FETCH))
      const listed = connection.send(Metadata, ANY)
      const requests = await peer.take(7)
      for (const poll of requests.slice(0, 6)) {
        await pass(500)
        peer.answer(poll, Fetch, { responses: [] })
      }
      await Promise.all(polls)
      await pass(900)
      for (const last of requests.slice(6)) peer.answer(last, Metadata, ANSWER)
      await listed
      expect(connection.state).toBe('open')
      await connection.close()
    })

    test('the first of several long polls has requestMs and the time that it asks for', async () => {
      const { connection } = memoryLink(timeouts)
      const [first, second] = [1, 2].map(() => rejectionOf(connection.send(Fetch, FETCH)))
      await pass(1_501)
      expect(await first).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_500 })
      expect(await second).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout' })
    })

    test('the error of a request behind long polls tells the time that these were granted', async () => {
      const { connection, peer } = memoryLink(timeouts)
      const polls = [1, 2].map(() => connection.send(Fetch, FETCH))
      const rejection = rejectionOf(connection.send(Metadata, ANY))
      for (const poll of await peer.take(2)) peer.answer(poll, Fetch, { responses: [] })
      await Promise.all(polls)
      await pass(2_001)
      expect(await rejection).toMatchObject({
        code: 'KAFKA_TIMEOUT',
        timeoutMs: 2_000,
        message: expect.stringContaining('requestMs is 1000 ms, requests ahead of it, or throttling, were granted 1000 ms')
      })
    })

    test('a forwarded poll without a limit lengthens nothing when it has been answered', async () => {
      const { connection, peer } = memoryLink(timeouts)
      const body = encodeRequest(Fetch, 12, FETCH)
      const forwarded = connection.forward({ key: Fetch.key, version: 12, body, waitMs: Number.POSITIVE_INFINITY })
      peer.answer(await peer.next(), Fetch, { responses: [] })
      await forwarded
      await pass(0)
      const rejection = rejectionOf(connection.send(Metadata, ANY))
      await pass(1_001)
      expect(await rejection).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_000 })
    })

    test('a long poll that was given up in the queue lengthens nothing', async () => {
      const { connection, peer } = memoryLink({ ...timeouts, limits: { maxInFlight: 1 } })
      const first = connection.send(Metadata, ANY)
      const giveUp = new AbortController()
      const poll = rejectionOf(connection.send(Fetch, { ...FETCH, maxWaitMs: 5_000 }, { signal: giveUp.signal }))
      giveUp.abort()
      await poll
      peer.answer(await peer.next(), Metadata, ANSWER)
      await first
      await pass(0)
      const rejection = rejectionOf(connection.send(Metadata, ANY))
      await pass(1_001)
      expect(await rejection).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_000 })
    })

    test('requestMs is no longer lengthened when a long wait has been answered', async () => {
      const { connection, peer } = memoryLink(timeouts)
      const joined = connection.send(JoinGroup, { ...JOIN, rebalanceTimeoutMs: 300_000 })
      peer.answer(await peer.next(), JoinGroup, {
        errorCode: 0,
        generationId: 1,
        protocolName: '',
        leader: '',
        memberId: '',
        members: []
      })
      await joined
      const rejection = rejectionOf(connection.send(Metadata, ANY))
      await pass(1_001)
      expect(await rejection).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_000 })
    })

    test('a requestMs of Infinity waits for ever', async () => {
      const { connection, peer } = memoryLink({ timeouts: { requestMs: Infinity } })
      const answer = connection.send(Metadata, ANY)
      const request = await peer.next()
      await pass(10 * 24 * 3_600_000)
      peer.answer(request, Metadata, ANSWER)
      expect(await answer).toMatchObject(ANSWER)
      await connection.close()
    })

    test('requestMs closes a connection whose network takes none of the posted bytes', async () => {
      const { connection, peer } = memoryLink(timeouts)
      peer.socket.pause()
      const rejections = [1, 2, 3].map(() => rejectionOf(connection.post(Produce, produce(acks.NONE, 2_000_000))))
      await pass(1_001)
      const [first, second, third] = await Promise.all(rejections)
      expect(first).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'drain', timeoutMs: 1_000, delivery: 'maybe-sent' })
      expect(second).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'not-sent' })
      expect(third).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'not-sent' })
    })
  })

  describe('the timeoutMs of a caller', () => {
    test('the timeoutMs of a request rejects only that request; its late answer is dropped and the next requests go on', async () => {
      const { connection, peer } = memoryLink(timeouts)
      const impatient = rejectionOf(connection.send(Metadata, { topics: [{ name: 'a' }] }, { timeoutMs: 50 }))
      const patient = connection.send(Metadata, { topics: [{ name: 'b' }] })
      const [first, second] = await peer.take(2)
      await pass(51)
      const error = await impatient
      expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'response', timeoutMs: 50, delivery: 'maybe-sent', elapsedMs: 51 })
      expect(connection.state).toBe('open')
      await pass(500)
      if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, clusterId: 'a' })
      if (second !== undefined) peer.answer(second, Metadata, { ...ANSWER, clusterId: 'b' })
      expect(await patient).toMatchObject({ clusterId: 'b' })
      const third = connection.send(Metadata, ANY)
      peer.answer(await peer.next(), Metadata, { ...ANSWER, clusterId: 'c' })
      expect(await third).toMatchObject({ clusterId: 'c' })
      await connection.close()
    })

    test('a request that rejected at its timeoutMs still closes the connection at requestMs', async () => {
      const { connection } = memoryLink(timeouts)
      const impatient = rejectionOf(connection.send(Metadata, ANY, { timeoutMs: 50 }))
      await pass(51)
      await impatient
      await pass(1_000)
      expect(await connection.closed).toMatchObject({ reason: 'timeout' })
    })

    test('a timeoutMs that is longer than requestMs does not lengthen the wait', async () => {
      const { connection } = memoryLink(timeouts)
      const rejection = rejectionOf(connection.send(Metadata, ANY, { timeoutMs: 60_000 }))
      await pass(1_001)
      expect(await rejection).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_000 })
    })

    test('a request that rejects at its timeoutMs in the queue is not-sent, and is never sent', async () => {
      const { connection, peer } = memoryLink({ ...timeouts, limits: { maxInFlight: 1 } })
      const first = connection.send(Metadata, ANY)
      const queued = rejectionOf(connection.send(Metadata, { topics: [{ name: 'late' }] }, { timeoutMs: 50 }))
      const third = connection.send(Metadata, { topics: [{ name: 'next' }] })
      const request = await peer.next()
      await pass(51)
      const error = await queued
      expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'queue', timeoutMs: 50, delivery: 'not-sent', api: 'Metadata' })
      expect(error).toHaveProperty('message', expect.stringContaining('waited to be sent for 51 ms'))
      peer.answer(request, Metadata, ANSWER)
      await first
      const next = await peer.next()
      expect(peer.read(Metadata, next)).toMatchObject({ topics: [{ name: 'next' }] })
      peer.answer(next, Metadata, ANSWER)
      await third
      await connection.close()
    })

    test('the timeoutMs of a request includes the time in the queue', async () => {
      const { connection, peer } = memoryLink({ ...timeouts, limits: { maxInFlight: 1 } })
      const first = connection.send(Metadata, ANY)
      const second = rejectionOf(connection.send(Metadata, ANY, { timeoutMs: 950 }))
      const request = await peer.next()
      await pass(900)
      peer.answer(request, Metadata, ANSWER)
      await first
      const sent = await peer.next()
      await pass(52)
      expect(await second).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'response', timeoutMs: 950, delivery: 'maybe-sent' })
      peer.answer(sent, Metadata, ANSWER)
      await connection.close()
    })

    test('the timeoutMs of a post ends its wait for a network that takes no bytes', async () => {
      const { connection, peer } = memoryLink(timeouts)
      peer.socket.pause()
      const rejection = rejectionOf(connection.post(Produce, produce(acks.NONE, 200_000), { timeoutMs: 50 }))
      await pass(51)
      expect(await rejection).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'drain', timeoutMs: 50, delivery: 'maybe-sent' })
      expect(connection.state).toBe('open')
      peer.socket.resume()
      await peer.next()
      await connection.close()
    })
  })
})

describe('an answer that came in time', () => {
  test('an answer that came in time is read although the loop was blocked past the deadline', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const answer = connection.send(Metadata, ANY, { timeoutMs: 1_000 })
    peer.answer(await peer.next(), Metadata, ANSWER)
    const until = performance.now() + 1_100
    while (performance.now() < until);
    expect(await answer).toMatchObject(ANSWER)
  })
})

describe('what a request asks the broker to wait', () => {
  test.each([
    [Fetch.key, { maxWaitMs: 7 }, 7],
    [Produce.key, { timeoutMs: 7 }, 7],
    [JoinGroup.key, { rebalanceTimeoutMs: 7 }, 7],
    [JoinGroup.key, { rebalanceTimeoutMs: -1 }, 0],
    [68, { rebalanceTimeoutMs: 7 }, 0], // ConsumerGroupHeartbeat has the field, but is answered at once
    [CreateTopics.key, {}, 60_000], // Kafka's default
    [CreateTopics.key, { timeoutMs: 7 }, 7],
    [Metadata.key, {}, 0],
    [Metadata.key, null, 0],
    [Fetch.key, { maxWaitMs: '7' }, 0]
  ])('the wait that a request of API %i with %o asks for is %i ms', (key, request, ms) => {
    expect(askedWaitMs(key, request)).toBe(ms)
  })
})

describe('the options of send', () => {
  test.each([
    [{ timeoutMs: 0 }, 'timeoutMs must be a positive number, or Infinity for no limit, not 0'],
    [{ timeoutMs: -1 }, 'timeoutMs must be a positive number, or Infinity for no limit, not -1'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs must be a positive number, or Infinity for no limit, not NaN'],
    [{ timeoutMs: 's3cret' }, 'timeoutMs must be a positive number, or Infinity for no limit, not a string'],
    [{ timeoutMs: Symbol('s') }, 'timeoutMs must be a positive number, or Infinity for no limit, not a symbol'],
    [{ signal: {} }, 'signal must be an AbortSignal, not an object'],
    [{ version: 1.5 }, 'version must be an integer, not 1.5'],
    [{ maxVersion: 1.5 }, 'maxVersion must be an integer, not 1.5'],
    [{ version: 9, maxVersion: 8 }, 'version is 9, which is above maxVersion 8: set one of them'],
    [{ timeout: 5 }, 'timeout is not an option: there are signal, timeoutMs, version, maxVersion'],
    [null, 'options must be an object, not null'],
    [5, 'options must be an object, not 5']
  ])('send refuses the options %o, and nothing is sent', async (options, problem) => {
    const { connection, peer } = memoryLink()
    const refused = { code: 'KAFKA_CONFIGURATION', problems: [problem], delivery: 'not-sent' }
    expect(await rejectionOf(connection.send(Metadata, ANY, options as SendOptions))).toMatchObject(refused)
    expect(await rejectionOf(connection.post(Produce, produce(acks.NONE), options as SendOptions))).toMatchObject(refused)
    expect(
      await rejectionOf(connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) }, options as SendOptions))
    ).toMatchObject(refused)
    expect(connection.state).toBe('open')
    expect(peer.received).toBe(0)
    await connection.close()
  })

  test('options of send that are undefined change nothing', async () => {
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ANY, { signal: undefined, timeoutMs: undefined, version: undefined })
    peer.answer(await peer.next(), Metadata, ANSWER)
    await answer
    await connection.close()
  })
})
