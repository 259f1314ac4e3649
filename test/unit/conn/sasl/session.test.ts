import { describe, expect, test, vi } from 'vitest'
import { errorCodes } from '../../../../src/index.ts'
import { Fetch, Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import type { SaslMechanism } from '../../../../src/sasl/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { answerMetadata, authenticate, beginSession, openSession } from '../../../support/brokers/session-broker.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

const NOTHING = Buffer.alloc(0)
const ANY = { topics: [] }
const POLL = { maxWaitMs: 2_000, minBytes: 1, topics: [] }

describe('a session that ends', () => {
  useOwnClock()

  test('a session has an end, and is renewed at 85 to 95 % of its life on the same connection', async () => {
    const { connection, peer, reasons } = await openSession(10_000)
    expect(connection.broker.sessionExpiresAt).toBeInstanceOf(Date)
    const first = connection.broker.sessionExpiresAt
    await pass(8_400)
    expect(reasons).toEqual(['first'])
    await pass(1_200)
    expect(reasons).toEqual(['first', 're-authentication'])
    await authenticate(peer, 10_000)
    await pass(8_400)
    expect(reasons).toHaveLength(2)
    await pass(1_200)
    await authenticate(peer, 10_000)
    expect(reasons).toEqual(['first', 're-authentication', 're-authentication'])
    expect(connection.broker.sessionExpiresAt).not.toBe(first)
    expect(connection.state).toBe('open')
    await connection.close()
  })

  test('a session without an end is never renewed', async () => {
    const { connection, reasons } = await openSession(0, undefined, { timeouts: { idleMs: Number.POSITIVE_INFINITY } })
    await pass(0x7fff_ffff)
    expect(reasons).toEqual(['first'])
    expect(connection.broker.sessionExpiresAt).toBe(undefined)
    await connection.close()
  })

  test('a session that ends after a year is not renewed at once, although timers reach only 25 days', async () => {
    const timeouts = { idleMs: Infinity, requestMs: Infinity, connectMs: Infinity }
    const { connection, peer, reasons } = await openSession(31_536_000_000, undefined, { timeouts })
    for (let days = 0; days < 300; days += 25) await pass(25 * 86_400_000)
    expect(reasons).toEqual(['first'])
    for (let days = 300; days < 350 && reasons.length < 2; days++) await pass(86_400_000)
    await authenticate(peer, 31_536_000_000)
    expect(reasons).toHaveLength(2)
    await connection.close()
  })

  test('a short session is renewed after 1.1 s, because brokers refuse to renew it sooner', async () => {
    const { connection, peer, reasons } = await openSession(1_200)
    await pass(1_090)
    expect(reasons).toEqual(['first'])
    await pass(60)
    await authenticate(peer, 1_200)
    expect(reasons).toHaveLength(2)
    await connection.close()
  })

  test('the life of a session counts from before SaslAuthenticate, so that a slow answer does not delay the renewal', async () => {
    const { connecting, peer, reasons } = await beginSession()
    peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
    const asked = await peer.next()
    await pass(8_000) // the lifetime on the broker's clock may have begun before the authentication
    peer.answer(asked, SaslAuthenticate, { errorCode: 0, errorMessage: null, authBytes: NOTHING, sessionLifetimeMs: 20_000n })
    const connection = await connecting
    await pass(11_500)
    expect(reasons).toEqual(['first', 're-authentication'])
    await authenticate(peer, 20_000)
    await connection.close()
  })

  test('a session that ends before it may be renewed retires the connection', async () => {
    const { connection, reasons } = await openSession(1_000)
    await pass(960)
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION', retriable: true } })
    expect(reasons).toEqual(['first'])
  })

  test('requests that come during a renewal wait, and are sent after it in order', async () => {
    const { connection, peer } = await openSession(10_000)
    const early = connection.send(Metadata, ANY)
    const request = await peer.next()
    await pass(9_600)
    const parked = [connection.send(Metadata, ANY), connection.send(Fetch, POLL)]
    await pass(10)
    expect(peer.received).toBe(4) // the last one is the early request: nothing more is sent before its answer
    peer.answer(request, Metadata, { brokers: [], topics: [] })
    await early
    await authenticate(peer, 10_000)
    await answerMetadata(peer)
    const poll = await peer.next()
    expect(poll.header.apiKey).toBe(Fetch.key)
    peer.answer(poll, Fetch, { responses: [] })
    await Promise.all(parked)
    expect(connection.writable).toBe(true)
    await connection.close()
  })

  test('a session is renewed so early that long polls are answered by then', async () => {
    const { connection, peer, reasons } = await openSession(10_000)
    const poll = connection.send(Fetch, POLL)
    peer.answer(await peer.next(), Fetch, { responses: [] })
    await poll
    await pass(6_400)
    expect(reasons).toHaveLength(1)
    await pass(1_200)
    expect(reasons).toHaveLength(2)
    await authenticate(peer, 10_000)
    await connection.close()
  })

  test('credentials for a renewal are read while requests go on', async () => {
    let give: () => void = () => undefined
    const { connection, peer, reasons } = await openSession(10_000, async ({ reason }) => {
      if (reason === 're-authentication') await new Promise<void>(resolve => (give = resolve))
    })
    await pass(9_600)
    expect(reasons).toHaveLength(2)
    const answer = connection.send(Metadata, ANY)
    await answerMetadata(peer)
    await answer
    give()
    await authenticate(peer, 10_000)
    expect(connection.state).toBe('open')
    await connection.close()
  })
})

describe('a session that cannot be renewed', () => {
  useOwnClock()

  test('a renewal that the broker refuses ends the connection, and queued requests reject as not-sent and retriable', async () => {
    const { connection, peer } = await openSession(10_000)
    await pass(9_600)
    const parked = connection.send(Metadata, ANY)
    const seen = rejectionOf(parked)
    await authenticate(peer, 0, errorCodes.SASL_AUTHENTICATION_FAILED)
    expect(await seen).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'authentication', delivery: 'not-sent', retriable: true })
    expect(await connection.closed).toMatchObject({
      reason: 'authentication',
      cause: { code: 'KAFKA_AUTHENTICATION', errorCode: errorCodes.SASL_AUTHENTICATION_FAILED }
    })
  })

  test('a renewal with a mechanism that is no longer offered ends the connection, and the cause names the offered ones', async () => {
    const { connection, peer } = await openSession(10_000)
    await pass(9_600)
    peer.answer(await peer.next(), SaslHandshake, { errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: ['PLAIN'] })
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION', offered: ['PLAIN'] } })
    expect(connection.state).toBe('closed')
  })

  test('a renewal without credentials retires the connection: requests in flight are answered, and no more are taken', async () => {
    const cause = new Error('the vault is sealed')
    const { connection, peer } = await openSession(10_000, ({ reason }) => (reason === 'first' ? Promise.resolve() : Promise.reject(cause)))
    const out = connection.send(Metadata, ANY)
    await pass(9_600)
    expect(connection.state).toBe('draining')
    expect(await rejectionOf(connection.send(Metadata, ANY))).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', delivery: 'not-sent' })
    await answerMetadata(peer)
    await out
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION', cause } })
  })

  test('a renewal whose credentials do not come retires the connection after connectMs, and aborts the mechanism’s signal', async () => {
    const told: unknown[] = []
    const { connection, peer } = await openSession(10_000, async ({ reason, signal }) => {
      signal.addEventListener('abort', () => told.push(reason))
      if (reason === 're-authentication') await new Promise(() => undefined)
    })
    await pass(9_600)
    expect(connection.state).toBe('open')
    await pass(500)
    const parked = rejectionOf(connection.send(Metadata, ANY))
    await pass(8_000)
    expect(told).toEqual([])
    await pass(2_000)
    const error = await parked
    expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'authentication', delivery: 'not-sent' })
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(/10000 ms passed before credentials came; timeouts.connectMs is 10000 ms/)
    )
    expect(await connection.closed).toMatchObject({ reason: 'authentication' })
    expect(peer.received).toBe(3)
    expect(told).toEqual(['re-authentication'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a renewal that waits for requests in flight ends the generator of its mechanism when the connection breaks', async () => {
    const ended: string[] = []
    const sasl: SaslMechanism = {
      name: 'TEST',
      async *authenticate({ reason }) {
        try {
          yield Buffer.from('token')
        } finally {
          ended.push(reason)
        }
      }
    }
    const { connection, peer } = await openSession(10_000, undefined, { sasl })
    const out = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    await pass(9_600)
    expect(ended).toEqual(['first'])
    peer.socket.end()
    expect(await out).toMatchObject({ reason: 'broken' })
    await pass(1)
    expect(ended).toEqual(['first', 're-authentication'])
  })

  test('a renewal that the broker does not answer ends the connection after connectMs', async () => {
    const { connection, peer } = await openSession(10_000)
    await pass(9_600)
    const parked = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    await pass(8_000)
    expect(connection.state).toBe('open')
    await pass(2_001)
    expect(await parked).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', delivery: 'not-sent' })
    expect(await connection.closed).toMatchObject({ reason: 'authentication' })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a connection that ends while credentials are read sends nothing more, and the mechanism may clean up', async () => {
    let give: () => void = () => undefined
    const { connection, peer, reasons } = await openSession(10_000, async ({ reason }) => {
      if (reason === 're-authentication') await new Promise<void>(resolve => (give = resolve))
    })
    await pass(9_600)
    expect(reasons).toHaveLength(2)
    const { received } = peer
    peer.socket.end()
    expect(await connection.closed).toMatchObject({ reason: 'broken' })
    give()
    await pass(10)
    expect(peer.received).toBe(received)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a connection that closes as idle before its session ends leaves no timer', async () => {
    const { connection } = await openSession(3_600_000, undefined, { timeouts: { idleMs: 1_000 } })
    await pass(1_001)
    expect(await connection.closed).toMatchObject({ reason: 'idle' })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a renewal on a connection that is closed leaves no promise pending', async () => {
    const { connection, peer } = await openSession(10_000)
    await pass(9_600)
    const parked = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    peer.socket.end()
    expect(await parked).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
    expect((await connection.closed).reason).toBe('broken')
    expect(vi.getTimerCount()).toBe(0)
  })
})
