import { describe, expect, test } from 'vitest'
import { Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'
import { memoryLink, rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: null }
const OPTIONS = { timeouts: { requestMs: 1_000 } }

describe('throttleTimeMs in an answer (KIP-219)', () => {
  useOwnClock()

  test('throttleTimeMs extends the deadlines of all requests in flight and in the queue', async () => {
    const { connection, peer } = memoryLink({ ...OPTIONS, limits: { maxInFlight: 2 } })
    const answers = ['a', 'b', 'c'].map(name => connection.send(Metadata, { topics: [{ name }] }))
    const [first] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs: 5_000 })
    await answers[0]
    await pass(5_900)
    expect(connection.state).toBe('open')
    const late = answers.slice(1).map(answer => rejectionOf(answer))
    await pass(102)
    expect(await late[0]).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 6_000 })
    expect(await late[1]).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout' })
  })

  test('throttleTimeMs counts in the answer to a request that its caller has given up', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const givenUp = rejectionOf(connection.send(Metadata, ANY, { timeoutMs: 100 }))
    const answer = connection.send(Metadata, ANY)
    const [first, second] = await peer.take(2)
    await pass(101)
    expect(await givenUp).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 100 })
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs: 5_000 })
    await pass(5_800)
    expect(connection.state).toBe('open')
    if (second !== undefined) peer.answer(second, Metadata, ANSWER)
    await answer
    await connection.close()
  })

  test('throttleTimeMs counts in an answer that is handed on without being decoded', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const request = { key: Metadata.key, version: 9, body: Buffer.from('00000000', 'hex') }
    const answers = [connection.forward(request), connection.forward(request)]
    const [first, second] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs: 5_000 })
    expect(await answers[0]).toMatchObject({ throttleTimeMs: 5_000 })
    await pass(5_900)
    expect(connection.state).toBe('open')
    if (second !== undefined) peer.answer(second, Metadata, ANSWER)
    expect(await answers[1]).toMatchObject({ throttleTimeMs: 0 })
    await connection.close()
  })

  test('an answer that cannot be decoded ends nothing if its caller has given it up', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const givenUp = rejectionOf(connection.send(Metadata, ANY, { timeoutMs: 100 }))
    const request = await peer.next()
    await pass(101)
    expect(await givenUp).toMatchObject({ code: 'KAFKA_TIMEOUT' })
    peer.answerBytes(request, '00 ff ff ff ff ff')
    const answer = connection.send(Metadata, ANY)
    peer.answer(await peer.next(), Metadata, ANSWER)
    expect(await answer).toMatchObject(ANSWER)
    await connection.close()
  })

  test('throttleTimeMs extends the deadline of a post whose bytes the broker does not read', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const answer = connection.send(Metadata, ANY)
    const request = await peer.next()
    peer.socket.pause()
    const partitionData = [{ index: 0, records: Buffer.alloc(200_000) }]
    const posted = connection.post(Produce, { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData }] })
    await pass(10)
    peer.answer(request, Metadata, { ...ANSWER, throttleTimeMs: 5_000 })
    await answer
    await pass(5_900)
    expect(connection.state).toBe('open')
    peer.socket.resume()
    await posted
    await connection.close()
  })

  test('throttleTimeMs extends the deadline of a request that is sent in the throttle time, and of none after it', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const answer = connection.send(Metadata, ANY)
    peer.answer(await peer.next(), Metadata, { ...ANSWER, throttleTimeMs: 60_000 })
    await answer
    await pass(10_000)
    const second = connection.send(Metadata, ANY)
    const request = await peer.next()
    await pass(50_900) // 900 ms after the broker reads again
    expect(connection.state).toBe('open')
    peer.answer(request, Metadata, ANSWER)
    await second
    const late = rejectionOf(connection.send(Metadata, ANY))
    await pass(1_001)
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_000 })
  })

  test('throttleTimeMs is believed up to maxThrottleMs', async () => {
    const { connection, peer } = memoryLink({ timeouts: { requestMs: 1_000, maxThrottleMs: 5_000 } })
    const answers = [connection.send(Metadata, ANY), connection.send(Metadata, ANY)]
    const late = rejectionOf(answers[1] as Promise<unknown>)
    const [first] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs: 0x7fff_ffff })
    await answers[0]
    await pass(5_999)
    expect(connection.state).toBe('open')
    await pass(2)
    const error = await late
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 6_000 })
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(/requestMs is 1000 ms, requests ahead of it, or throttling, were granted 5000 ms$/)
    )
  })

  test('throttleTimeMs is believed up to five minutes by default', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const answers = [connection.send(Metadata, ANY), connection.send(Metadata, ANY)]
    const late = rejectionOf(answers[1] as Promise<unknown>)
    const [first] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs: 0x7fff_ffff })
    await answers[0]
    await pass(301_002)
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 301_000 })
  })

  test('throttleTimeMs extends the deadline of a request that is sent behind one that is still in flight', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const throttled = connection.send(Metadata, ANY)
    const ahead = connection.send(Metadata, ANY)
    const [first, second] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs: 5_000 })
    await throttled
    const behind = connection.send(Metadata, ANY)
    await pass(3_000)
    expect(connection.state).toBe('open')
    if (second !== undefined) peer.answer(second, Metadata, ANSWER)
    peer.answer(await peer.next(), Metadata, ANSWER)
    await Promise.all([ahead, behind])
    await connection.close()
  })

  test('throttleTimeMs does not lengthen the timeoutMs of a caller', async () => {
    const { connection, peer } = memoryLink(OPTIONS)
    const answer = connection.send(Metadata, ANY)
    const impatient = rejectionOf(connection.send(Metadata, ANY, { timeoutMs: 100 }))
    const [first, second] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs: 5_000 })
    await answer
    await pass(101)
    expect(await impatient).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 100 })
    if (second !== undefined) peer.answer(second, Metadata, ANSWER)
    await connection.close()
  })

  test.each([0, -5_000])('a throttleTimeMs of %i changes no deadline', async throttleTimeMs => {
    const { connection, peer } = memoryLink(OPTIONS)
    const answer = connection.send(Metadata, ANY)
    const late = rejectionOf(connection.send(Metadata, ANY))
    const [first] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, throttleTimeMs })
    await answer
    await pass(998)
    expect(connection.state).toBe('open')
    await pass(4)
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 1_000 })
  })
})
