import { describe, expect, test, vi } from 'vitest'
import { encodeRequest, Fetch, Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import type { Arrived, Peer } from '../../../support/brokers/peer.ts'
import { answerMetadata, authenticate, openSession } from '../../../support/brokers/session-broker.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

const ANY = { topics: [] }
const POLL = { maxWaitMs: 2_000, minBytes: 1, topics: [] }

describe('a long poll that is in flight when its session ends', () => {
  useOwnClock()

  const LONG_POLL = { ...POLL, maxWaitMs: 6_000 }
  const answerPoll = (peer: Peer, poll: Arrived): void => peer.answer(poll, Fetch, { responses: [] })

  test('a long poll that is in flight at the end of its session is answered, and then the session is renewed', async () => {
    const { connection, peer, reasons } = await openSession(3_000)
    const polled = connection.send(Fetch, LONG_POLL)
    const poll = await peer.next()
    await pass(6_000)
    expect(peer.received).toBe(4)
    answerPoll(peer, poll)
    await polled
    await authenticate(peer, 3_000)
    expect(reasons, 'the credentials are read again, because they are 4 s old').toEqual(['first', 're-authentication', 're-authentication'])
    const next = connection.send(Metadata, ANY)
    await answerMetadata(peer)
    await next
    await connection.close()
  })

  test('credentials that waited for a long poll are read again, so that no token is sent that has expired meanwhile', async () => {
    const { connection, peer } = await openSession(3_000)
    for (const [maxWaitMs, token] of [
      [6_000, 'token 3'],
      [1_900, 'token 4'],
      [2_900, 'token 6']
    ] as const) {
      const polled = connection.send(Fetch, { ...POLL, maxWaitMs })
      const poll = await peer.next()
      await pass(maxWaitMs)
      answerPoll(peer, poll)
      await polled
      await pass(1_500)
      peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
      const asked = await peer.next()
      expect(Buffer.from((peer.read(SaslAuthenticate, asked) as { readonly authBytes: Uint8Array }).authBytes).toString()).toBe(token)
      peer.answer(asked, SaslAuthenticate, { errorCode: 0, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs: 3_000n })
    }
    await connection.close()
  })

  test('requests go on in the same session when a forwarded poll without a limit has been answered', async () => {
    const { connection, peer } = await openSession(60_000)
    const forwarded = connection.forward({
      key: Fetch.key,
      version: 12,
      body: encodeRequest(Fetch, 12, POLL),
      waitMs: Number.POSITIVE_INFINITY
    })
    answerPoll(peer, await peer.next())
    await forwarded
    const next = connection.send(Metadata, ANY)
    await pass(1)
    await answerMetadata(peer)
    await next
    await connection.close()
  })

  test('requests that the broker would read after the end of the session wait for the next session', async () => {
    const { connection, peer } = await openSession(3_000)
    const polls = [connection.send(Fetch, LONG_POLL), connection.send(Fetch, LONG_POLL)]
    const listed = connection.send(Metadata, ANY)
    const first = await peer.next()
    await pass(6_000)
    expect(peer.received).toBe(4)
    answerPoll(peer, first)
    await authenticate(peer, 3_000)
    const second = await peer.next()
    expect(second.header.apiKey).toBe(Fetch.key)
    await pass(6_000)
    answerPoll(peer, second)
    await authenticate(peer, 3_000)
    await answerMetadata(peer)
    await Promise.all([...polls, listed])
    expect(connection.state).toBe('open')
    await connection.close()
  })

  test('requests that the broker reads before the end of the session are not held back', async () => {
    const { connection, peer } = await openSession(20_000)
    const answers = [connection.send(Fetch, LONG_POLL), connection.send(Fetch, LONG_POLL), connection.send(Fetch, LONG_POLL)]
    const late = connection.send(Fetch, LONG_POLL)
    const out = await peer.take(4)
    const parked = connection.send(Metadata, ANY) // behind long polls of 24 s
    await pass(10)
    expect(peer.received).toBe(7)
    // The first poll is answered at once, so that the others end before the session does.
    answerPoll(peer, out[0] as Arrived)
    await answerMetadataAfter(peer, out.slice(1))
    await Promise.all([...answers, late, parked])
    await connection.close()
  })

  async function answerMetadataAfter(peer: Peer, polls: readonly Arrived[]): Promise<void> {
    const request = await peer.next()
    for (const poll of polls) answerPoll(peer, poll)
    peer.answer(request, Metadata, { brokers: [], topics: [] })
  }

  test('a long poll is answered although credentials are late, and nothing is written after the end of the session', async () => {
    let give: () => void = () => undefined
    const { connection, peer } = await openSession(3_000, async ({ reason }) => {
      if (reason === 're-authentication') await new Promise<void>(resolve => (give = resolve))
    })
    const polled = connection.send(Fetch, LONG_POLL)
    const poll = await peer.next()
    await pass(6_000)
    answerPoll(peer, poll)
    await polled
    const parked = connection.send(Metadata, ANY)
    await pass(1_000)
    expect(peer.received).toBe(4)
    give()
    await authenticate(peer, 3_000)
    await answerMetadata(peer)
    await parked
    await connection.close()
  })

  test('a long poll is answered although credentials fail; requests behind it are not sent, and the connection ends', async () => {
    const { connection, peer } = await openSession(3_000, ({ reason }) =>
      reason === 'first' ? Promise.resolve() : Promise.reject(new Error('no'))
    )
    const polled = connection.send(Fetch, LONG_POLL)
    const parked = rejectionOf(connection.send(Metadata, ANY))
    const poll = await peer.next()
    await pass(2_900)
    expect(connection.state).toBe('draining')
    await pass(200)
    expect(await parked).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'authentication', delivery: 'not-sent' })
    await pass(2_900)
    answerPoll(peer, poll)
    await polled
    expect(await connection.closed).toMatchObject({ reason: 'authentication' })
    expect(peer.received).toBe(4)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a long poll is answered in a session that is too short to be renewed', async () => {
    const { connection, peer } = await openSession(1_000)
    const polled = connection.send(Fetch, LONG_POLL)
    const poll = await peer.next()
    await pass(6_000)
    answerPoll(peer, poll)
    await polled
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION' } })
  })

  test('a long poll that is never answered ends the connection at the deadline of the request, not of the session', async () => {
    const { connection, peer } = await openSession(3_000, undefined, { timeouts: { requestMs: 5_000 } })
    const polled = rejectionOf(connection.send(Fetch, LONG_POLL))
    await peer.next()
    await pass(10_900)
    expect(connection.state).toBe('open')
    await pass(200)
    expect(await polled).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'response', timeoutMs: 11_000 })
  })

  test('close waits for a long poll, and the session is renewed for the requests behind it', async () => {
    const { connection, peer } = await openSession(3_000)
    const answers = [connection.send(Fetch, LONG_POLL), connection.send(Metadata, ANY)]
    const poll = await peer.next()
    const closing = connection.close()
    await pass(6_000)
    answerPoll(peer, poll)
    await authenticate(peer, 3_000)
    await answerMetadata(peer)
    await Promise.all([...answers, closing])
    expect(await connection.closed).toMatchObject({ reason: 'shutdown' })
  })
})

describe('a session that ends while the broker throttles', () => {
  useOwnClock()

  test('a session is renewed before a request that a throttling broker would read after the end of the session', async () => {
    const { connection, peer } = await openSession(10_000)
    const answer = connection.send(Metadata, ANY)
    peer.answer(await peer.next(), Metadata, { brokers: [], topics: [], throttleTimeMs: 12_000 })
    await answer
    const parked = connection.send(Metadata, ANY)
    await pass(9_600)
    await authenticate(peer, 10_000)
    await answerMetadata(peer)
    await parked
    await connection.close()
  })
})
