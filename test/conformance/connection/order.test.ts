import { describe, expect, test } from 'vitest'
import type { SendOptions } from '../../../src/index.ts'
import { Fetch, type FetchResponse, Metadata, type MetadataResponse } from '../../../src/messages.ts'
import { memoryLink, openLink, rejectionOf } from '../../support/brokers/link.ts'
import { turns, until } from '../../support/process/gate.ts'
import { collectGarbage } from '../../support/process/heap.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const FETCHED: FetchResponse = { responses: [] }
const ANY = { topics: null }

describe('the order of answers', () => {
  test('answers in the wrong order end the connection as out-of-sync, and no request gets the answer of another', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const rejections = ['a', 'b'].map(name => rejectionOf(connection.send(Metadata, { topics: [{ name }] })))
    for (const request of (await peer.take(2)).reverse()) peer.answer(request, Metadata, ANSWER)
    for (const error of await Promise.all(rejections))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'out-of-sync', delivery: 'maybe-sent' })
    const problem = 'An answer has correlation id 2, but 1 (Metadata v13) is the oldest awaited'
    expect(await connection.closed).toMatchObject({ reason: 'out-of-sync', cause: { code: 'KAFKA_PROTOCOL', message: problem } })
    await peer.ended
  })

  test('a second answer to a request ends the connection as out-of-sync, and the request settles once', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const [first, second] = [connection.send(Metadata, ANY), rejectionOf(connection.send(Metadata, ANY))]
    const [request] = await peer.take(2)
    if (request !== undefined) for (let i = 0; i < 2; i++) peer.answer(request, Metadata, ANSWER)
    expect(await first).toMatchObject(ANSWER)
    expect(await second).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'out-of-sync' })
  })

  test('an answer after requestMs finds the connection closed, and does not reach the next connection', async () => {
    await using link = await openLink({ timeouts: { requestMs: 20 } })
    const { connection, peer } = link
    const late = rejectionOf(connection.send(Metadata, ANY))
    const request = await peer.next()
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT' })
    peer.answer(request, Metadata, ANSWER)
    await peer.ended
    expect(await connection.closed).toMatchObject({ reason: 'timeout' })
  })
})

test('each of 10,000 requests that are sent before the first answer gets its own answer', async () => {
  await using link = await openLink({ limits: { maxInFlight: Infinity } })
  const { connection, peer } = link
  const answers = Array.from({ length: 10_000 }, (_, i) => connection.forward({ key: Metadata.key, version: 1, body: number(i) }))
  for (const request of await peer.take(10_000)) peer.answerBytes(request, request.body)
  for (const [i, { body }] of (await Promise.all(answers)).entries()) if (!number(i).equals(body)) expect(body).toEqual(number(i))
  await connection.close()
})

test('correlation ids wrap from 2³¹−1 to 0 with requests in flight on both sides, one of them aborted', async () => {
  const { connection, peer } = memoryLink({}, 2 ** 31 - 3)
  const giveUp = new AbortController()
  const send = (name: string, signal?: AbortSignal) => connection.send(Metadata, { topics: [{ name }] }, { signal })
  const before = [send('a'), send('b')]
  const given = rejectionOf(send('c', giveUp.signal))
  const after = [send('d'), send('e')]
  const requests = await peer.take(5)
  expect(requests.map(({ header }) => header.correlationId)).toEqual([2 ** 31 - 3, 2 ** 31 - 2, 2 ** 31 - 1, 0, 1])
  giveUp.abort()
  await given
  for (const request of requests) peer.answer(request, Metadata, ANSWER)
  await Promise.all([...before, ...after])
  await connection.close()
})

describe('one caller among many', () => {
  test('a caller with a timeoutMs of 50 behind a Fetch of 500 ms fails alone', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const settled: string[] = []
    const note = (name: string) => (): number => settled.push(name)
    const fetched = connection.send(Fetch, { maxWaitMs: 500, minBytes: 1, topics: [] })
    const impatient = connection.send(Metadata, ANY, { timeoutMs: 50 })
    const patient = [1, 2, 3].map(() => connection.send(Metadata, ANY))
    for (const [i, promise] of [fetched, impatient, ...patient].entries()) promise.then(note(`value ${i}`), note(`error ${i}`))
    const [fetch, ...rest] = await peer.take(5)
    expect(await rejectionOf(impatient)).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 50, delivery: 'maybe-sent', retriable: true })
    expect(settled).toEqual(['error 1'])
    if (fetch !== undefined) peer.answer(fetch, Fetch, FETCHED)
    for (const request of rest) peer.answer(request, Metadata, ANSWER)
    await Promise.all([fetched, ...patient])
    expect(settled).toEqual(['error 1', 'value 0', 'value 2', 'value 3', 'value 4'])
    expect(connection.state).toBe('open')
    await connection.close()
  })

  test('100,000 requests that share one signal cause no warning and leave no listener', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error): number => warnings.push(warning)
    process.on('warning', onWarning)
    const { connection, peer } = memoryLink()
    peer.socket.pause()
    const giveUp = new AbortController()
    let heard = 0
    const count = (reason: unknown): number => (heard += Number(reason === giveUp.signal.reason))
    const body = Buffer.alloc(1)
    for (let i = 0; i < 100_000; i++) connection.forward({ key: Metadata.key, version: 1, body }, { signal: giveUp.signal }).catch(count)
    giveUp.abort()
    await turns(3)
    process.off('warning', onWarning)
    expect(heard).toBe(100_000)
    expect(warnings).toEqual([])
    expect(connection.state).toBe('open')
    await connection.close({ timeoutMs: 1 })
  })

  test('20,000 requests that share one signal take less than three times as long as without a signal', async () => {
    const best = { alone: Infinity, shared: Infinity }
    // The best of some rounds: now and then there is garbage to collect.
    for (let round = 0; round < 3 || (round < 6 && best.shared >= 3 * best.alone); round++) {
      best.alone = Math.min(best.alone, await costOf(20_000, undefined))
      best.shared = Math.min(best.shared, await costOf(20_000, { signal: new AbortController().signal }))
    }
    expect(best.shared).toBeLessThan(3 * best.alone)
  }, 120_000)
})

/**
 * Processor time in milliseconds, from the first request that is sent to the last one that is
 * answered.
 */
async function costOf(requests: number, options: SendOptions | undefined): Promise<number> {
  const { connection, peer } = memoryLink({ limits: { maxInFlight: Infinity } })
  peer.socket.removeAllListeners('data').resume() // the requests are not read, because their ids are known
  const answers = Buffer.concat(Array.from({ length: requests }, (_, i) => Buffer.concat([number(8), number(i), number(0)])))
  const body = Buffer.alloc(1)
  collectGarbage()
  const began = process.cpuUsage()
  const answered = Array.from({ length: requests }, () => connection.forward({ key: Metadata.key, version: 1, body }, options))
  await until(() => connection.traffic.queuedBytes === 0)
  peer.socket.write(answers)
  await Promise.all(answered)
  const { user, system } = process.cpuUsage(began)
  await connection.close()
  return (user + system) / 1_000
}

function number(i: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(i)
  return bytes
}
