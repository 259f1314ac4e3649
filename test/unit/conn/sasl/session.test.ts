import { duplexPair } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { type Connection, type ConnectionOptions, connect, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, Fetch, Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import type { SaslContext, SaslMechanism } from '../../../../src/sasl/index.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { type Arrived, Peer } from '../../../support/brokers/peer.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

const NOTHING = Buffer.alloc(0)
const ANY = { topics: [] }
const POLL = { maxWaitMs: 2_000, minBytes: 1, topics: [] }

interface Authenticated {
  readonly connection: Connection
  readonly peer: Peer
  readonly reasons: SaslContext['reason'][]
}

/** A mechanism of one message, which notes why it is asked. */
function noting(reasons: SaslContext['reason'][], prepare: (context: SaslContext) => Promise<void> = async () => undefined): SaslMechanism {
  return {
    name: 'TEST',
    async *authenticate(context) {
      reasons.push(context.reason)
      await prepare(context)
      yield Buffer.from(`token ${reasons.length}`)
    }
  }
}

async function authenticate(peer: Peer, lifetimeMs: number, errorCode = 0): Promise<void> {
  peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
  const sessionLifetimeMs = BigInt(lifetimeMs)
  peer.answer(await peer.next(), SaslAuthenticate, { errorCode, errorMessage: null, authBytes: NOTHING, sessionLifetimeMs })
}

/** A connection in memory whose session lives so long. */
async function open(
  lifetimeMs: number,
  prepare?: (context: SaslContext) => Promise<void>,
  options: Partial<ConnectionOptions> = {}
): Promise<Authenticated> {
  const { connecting, peer, reasons } = await begin(prepare, options)
  await authenticate(peer, lifetimeMs)
  return { connection: await connecting, peer, reasons }
}

/** The same before the broker has heard of a mechanism. */
async function begin(
  prepare?: (context: SaslContext) => Promise<void>,
  options: Partial<ConnectionOptions> = {}
): Promise<Omit<Authenticated, 'connection'> & { readonly connecting: Promise<Connection> }> {
  const [near, far] = duplexPair()
  const peer = new Peer(far)
  const reasons: SaslContext['reason'][] = []
  const connecting = connect({ host: 'in.memory', dial: () => near, sasl: noting(reasons, prepare), ...options })
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
  return { connecting, peer, reasons }
}

const answerMetadata = async (peer: Peer): Promise<void> => peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })

describe('a session that ends', () => {
  useOwnClock()

  test('says when, and is renewed at 85 to 95 % of its life on the same connection', async () => {
    const { connection, peer, reasons } = await open(10_000)
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

  test('that has no end is never renewed', async () => {
    const { connection, reasons } = await open(0, undefined, { timeouts: { idleMs: Number.POSITIVE_INFINITY } })
    await pass(0x7fff_ffff)
    expect(reasons).toEqual(['first'])
    expect(connection.broker.sessionExpiresAt).toBe(undefined)
    await connection.close()
  })

  test('after a year is not renewed at once, though timers go no further than 25 days', async () => {
    const timeouts = { idleMs: Infinity, requestMs: Infinity, connectMs: Infinity }
    const { connection, peer, reasons } = await open(31_536_000_000, undefined, { timeouts })
    for (let days = 0; days < 300; days += 25) await pass(25 * 86_400_000)
    expect(reasons).toEqual(['first'])
    for (let days = 300; days < 350 && reasons.length < 2; days++) await pass(86_400_000)
    await authenticate(peer, 31_536_000_000)
    expect(reasons).toHaveLength(2)
    await connection.close()
  })

  test('soon is renewed after 1.1 s, for brokers refuse to do so sooner', async () => {
    const { connection, peer, reasons } = await open(1_200)
    await pass(1_090)
    expect(reasons).toEqual(['first'])
    await pass(60)
    await authenticate(peer, 1_200)
    expect(reasons).toHaveLength(2)
    await connection.close()
  })

  test('counts its life from before SaslAuthenticate was sent, so that a slow answer does not delay the renewal', async () => {
    const { connecting, peer, reasons } = await begin()
    peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
    const asked = await peer.next()
    await pass(8_000) // the broker's own clock may have begun before all of this
    peer.answer(asked, SaslAuthenticate, { errorCode: 0, errorMessage: null, authBytes: NOTHING, sessionLifetimeMs: 20_000n })
    const connection = await connecting
    await pass(11_500)
    expect(reasons).toEqual(['first', 're-authentication'])
    await authenticate(peer, 20_000)
    await connection.close()
  })

  test('before it may be renewed retires the connection', async () => {
    const { connection, reasons } = await open(1_000)
    await pass(960)
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION', retriable: true } })
    expect(reasons).toEqual(['first'])
  })

  test('is renewed while what came meanwhile waits, and goes out behind it in order', async () => {
    const { connection, peer } = await open(10_000)
    const early = connection.send(Metadata, ANY)
    const request = await peer.next()
    await pass(9_600)
    const parked = [connection.send(Metadata, ANY), connection.send(Fetch, POLL)]
    await pass(10)
    expect(peer.received).toBe(4) // of which the last is the early request: nothing is sent before its answer
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

  test('is renewed so much earlier that long polls are answered by then', async () => {
    const { connection, peer, reasons } = await open(10_000)
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

  test('reads credentials while requests go on', async () => {
    let give: () => void = () => undefined
    const { connection, peer, reasons } = await open(10_000, async ({ reason }) => {
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

  test('because the broker refuses ends the connection; what waited was not sent, and is worth another try', async () => {
    const { connection, peer } = await open(10_000)
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

  test('because the broker no longer offers the mechanism ends the connection, and the cause names the mechanisms it offers', async () => {
    const { connection, peer } = await open(10_000)
    await pass(9_600)
    peer.answer(await peer.next(), SaslHandshake, { errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: ['PLAIN'] })
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION', offered: ['PLAIN'] } })
    expect(connection.state).toBe('closed')
  })

  test('because there are no credentials retires the connection: what is out is answered, and nothing more is taken', async () => {
    const cause = new Error('the vault is sealed')
    const { connection, peer } = await open(10_000, ({ reason }) => (reason === 'first' ? Promise.resolve() : Promise.reject(cause)))
    const out = connection.send(Metadata, ANY)
    await pass(9_600)
    expect(connection.state).toBe('draining')
    expect(await rejectionOf(connection.send(Metadata, ANY))).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', delivery: 'not-sent' })
    await answerMetadata(peer)
    await out
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION', cause } })
  })

  test('because credentials never come retires the connection after connectMs, and tells whoever was to give them', async () => {
    const told: unknown[] = []
    const { connection, peer } = await open(10_000, async ({ reason, signal }) => {
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

  test('because the broker keeps silent ends the connection after connectMs', async () => {
    const { connection, peer } = await open(10_000)
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

  test('because the connection ended while credentials were read sends nothing more, and the mechanism may clean up', async () => {
    let give: () => void = () => undefined
    const { connection, peer, reasons } = await open(10_000, async ({ reason }) => {
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

  test('because the connection is closed meanwhile leaves nobody waiting', async () => {
    const { connection, peer } = await open(10_000)
    await pass(9_600)
    const parked = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    peer.socket.end()
    expect(await parked).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
    expect((await connection.closed).reason).toBe('broken')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a long poll that is out when its session ends', () => {
  useOwnClock()

  const LONG_POLL = { ...POLL, maxWaitMs: 6_000 }
  const answerPoll = (peer: Peer, poll: Arrived): void => peer.answer(poll, Fetch, { responses: [] })

  test('is answered, and the session is renewed after that', async () => {
    const { connection, peer, reasons } = await open(3_000)
    const polled = connection.send(Fetch, LONG_POLL)
    const poll = await peer.next()
    await pass(6_000)
    expect(peer.received).toBe(4)
    answerPoll(peer, poll)
    await polled
    await authenticate(peer, 3_000)
    expect(reasons).toEqual(['first', 're-authentication'])
    const next = connection.send(Metadata, ANY)
    await answerMetadata(peer)
    await next
    await connection.close()
  })

  test('holds back what the broker would read after the end, until there is the next session', async () => {
    const { connection, peer } = await open(3_000)
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

  test('holds back nothing that the broker reads before the end', async () => {
    const { connection, peer } = await open(20_000)
    const answers = [connection.send(Fetch, LONG_POLL), connection.send(Fetch, LONG_POLL), connection.send(Fetch, LONG_POLL)]
    const late = connection.send(Fetch, LONG_POLL)
    const out = await peer.take(4)
    const parked = connection.send(Metadata, ANY) // behind 24 s of polls
    await pass(10)
    expect(peer.received).toBe(7)
    // The first is answered at once, so that there is time enough again.
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

  test('survives credentials that are late, while nothing is written after the end', async () => {
    let give: () => void = () => undefined
    const { connection, peer } = await open(3_000, async ({ reason }) => {
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

  test('survives credentials that fail: it is answered, what waits behind it was not sent, and then the connection ends', async () => {
    const { connection, peer } = await open(3_000, ({ reason }) =>
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

  test('in a session that is too short to be renewed is answered too', async () => {
    const { connection, peer } = await open(1_000)
    const polled = connection.send(Fetch, LONG_POLL)
    const poll = await peer.next()
    await pass(6_000)
    answerPoll(peer, poll)
    await polled
    expect(await connection.closed).toMatchObject({ reason: 'authentication', cause: { code: 'KAFKA_AUTHENTICATION' } })
  })

  test('and that the broker never answers ends the connection by the time limit of the request, not of the session', async () => {
    const { connection, peer } = await open(3_000, undefined, { timeouts: { requestMs: 5_000 } })
    const polled = rejectionOf(connection.send(Fetch, LONG_POLL))
    await peer.next()
    await pass(10_900)
    expect(connection.state).toBe('open')
    await pass(200)
    expect(await polled).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'response', timeoutMs: 11_000 })
  })

  test('is waited for by close, which renews the session for what comes behind the poll', async () => {
    const { connection, peer } = await open(3_000)
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

  test('is renewed before a request that the broker would read after the end', async () => {
    const { connection, peer } = await open(10_000)
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
