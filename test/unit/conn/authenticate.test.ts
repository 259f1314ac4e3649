import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Connection, type ConnectionOptions, connect } from '../../../src/index.ts'
import { ApiVersions, Metadata, SaslAuthenticate, SaslHandshake } from '../../../src/messages.ts'
import { plain, type SaslMechanism, scramSha512 } from '../../../src/sasl/index.ts'
import { apiVersionsOf, type Offers, rejectionOf } from '../../support/link.ts'
import { type Arrived, listenForPeers, type Peer, type Peers } from '../../support/peer.ts'
import { watchResources } from '../../support/resources.ts'
import { listenForTokens } from '../../support/token-broker.ts'

const CREDENTIALS = { username: 'alice', password: 'canary' }
const PLAIN_TOKEN = Buffer.from('\0alice\0canary')
const NOTHING = Buffer.alloc(0)

const connectTo = ({ host, port }: Peers, sasl: ConnectionOptions['sasl'], more: Partial<ConnectionOptions> = {}): Promise<Connection> =>
  connect({ host, port, sasl, ...more })

/** A mechanism of the test's own. */
const mechanism = (authenticate: SaslMechanism['authenticate'], name = 'TEST'): SaslMechanism => ({ name, authenticate })

async function negotiated(peers: Peers, offers: Offers = {}): Promise<Peer> {
  const peer = await peers.next()
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf(offers))
  return peer
}

async function shaken(peer: Peer): Promise<void> {
  peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
}

const tokenOf = (peer: Peer, request: Arrived): Buffer =>
  Buffer.from((peer.read(SaslAuthenticate, request) as { authBytes: Uint8Array }).authBytes)

const answerToken = (peer: Peer, request: Arrived, token: Uint8Array = NOTHING, sessionLifetimeMs = 0n): void =>
  peer.answer(request, SaslAuthenticate, { errorCode: 0, errorMessage: null, authBytes: token, sessionLifetimeMs })

describe('a connection with sasl', () => {
  test('shakes hands, sends the tokens in SaslAuthenticate, and is open after the last answer', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await negotiated(peers)
    const handshake = await peer.next()
    expect(handshake.header).toMatchObject({ apiKey: 17, apiVersion: 1, correlationId: 1 })
    expect(peer.read(SaslHandshake, handshake)).toEqual({ mechanism: 'PLAIN' })
    peer.answer(handshake, SaslHandshake, { errorCode: 0, mechanisms: ['PLAIN'] })
    const request = await peer.next()
    expect(request.header).toMatchObject({ apiKey: 36, apiVersion: 2, correlationId: 2 })
    expect(tokenOf(peer, request)).toEqual(PLAIN_TOKEN)
    answerToken(peer, request)
    const connection = await connecting
    expect(connection.broker.sessionExpiresAt).toBe(undefined)
    const answer = connection.send(Metadata, { topics: [] })
    peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
    expect((await answer).brokers).toEqual([])
  })

  test('uses the versions that the broker has', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await negotiated(peers, { versions: { SaslAuthenticate: [0, 0] } })
    await shaken(peer)
    const request = await peer.next()
    expect(request.header.apiVersion).toBe(0)
    answerToken(peer, request)
    await connecting
  })

  test('rejects with what the broker says where it refuses, not retriable and without the password', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await negotiated(peers)
    await shaken(peer)
    peer.answer(await peer.next(), SaslAuthenticate, { errorCode: 58, errorMessage: 'no such user', authBytes: NOTHING })
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'PLAIN', errorCode: 58, retriable: false })
    expect(error).toMatchObject({ broker: { host: '127.0.0.1', port: peers.port } })
    expect(String(error)).toContain('PLAIN: refused with error 58 SASL_AUTHENTICATION_FAILED')
    expect(String(error)).toContain('The broker says: "no such user"')
    expect(String(error)).not.toContain('canary')
    await peer.ended
  })

  test('lets the mechanism say more where the broker refuses', async () => {
    await using peers = await listenForPeers()
    const telling = mechanism(async function* () {
      try {
        yield NOTHING
      } catch (error) {
        throw new Error('the token had expired', { cause: error })
      }
    })
    const connecting = connectTo(peers, telling)
    const peer = await negotiated(peers)
    await shaken(peer)
    peer.answer(await peer.next(), SaslAuthenticate, { errorCode: 58, errorMessage: 'no', authBytes: NOTHING })
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', cause: { cause: { errorCode: 58 } } })
    expect(String(error)).toContain('TEST: the token had expired')
  })

  test.each([
    ['swallows it', false],
    ['wants to go on', true]
  ])('stays refused where the mechanism %s', async (_, goesOn) => {
    await using peers = await listenForPeers()
    const stubborn = mechanism(async function* () {
      try {
        yield NOTHING
      } catch {
        if (goesOn) yield NOTHING
      }
    })
    const connecting = connectTo(peers, stubborn)
    const peer = await negotiated(peers)
    await shaken(peer)
    peer.answer(await peer.next(), SaslAuthenticate, { errorCode: 58, errorMessage: 'no', authBytes: NOTHING })
    expect(await rejectionOf(connecting)).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: 58 })
    expect(peer.received).toBe(3)
  })
})

describe('a secret', () => {
  test.each([0, 58])('is in nothing that can be printed or heard, whatever the broker answers: error %d', async errorCode => {
    const shown: string[] = []
    const show = (what: unknown): void => void shown.push(inspect(what, { depth: 20, showHidden: true }), toJson(what))
    const channels = [
      'kafkawire:connection',
      ...['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map(on => `tracing:kafkawire:request:${on}`)
    ]
    for (const channel of channels) subscribe(channel, show)
    try {
      await using peers = await listenForPeers()
      const connecting = connectTo(peers, plain(CREDENTIALS)).catch((error: unknown) => error)
      const peer = await negotiated(peers)
      await shaken(peer)
      const request = await peer.next()
      expect(tokenOf(peer, request)).toEqual(PLAIN_TOKEN)
      peer.answer(request, SaslAuthenticate, { errorCode, errorMessage: 'no', authBytes: NOTHING, sessionLifetimeMs: 60_000n })
      show(await connecting)
    } finally {
      for (const channel of channels) unsubscribe(channel, show)
    }
    expect(shown.length).toBeGreaterThan(4)
    const forms = ['canary', PLAIN_TOKEN.toString('base64'), PLAIN_TOKEN.toString('hex'), PLAIN_TOKEN.join(',')]
    expect(shown.filter(text => forms.some(form => text.includes(form)))).toEqual([])
  })
})

describe('a list of mechanisms', () => {
  const refuse = async (peer: Peer, ...mechanisms: string[]): Promise<unknown> => {
    const handshake = await peer.next()
    peer.answer(handshake, SaslHandshake, { errorCode: 33, mechanisms })
    return peer.read(SaslHandshake, handshake)
  }

  test('falls through to the first that the broker offers, on a dial of its own', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, [mechanism(() => never(), 'A'), mechanism(() => never(), 'B'), plain(CREDENTIALS)])
    const first = await negotiated(peers)
    expect(await refuse(first, 'SCRAM-SHA-512', 'PLAIN')).toEqual({ mechanism: 'A' })
    const second = await negotiated(peers)
    await shaken(second)
    const request = await second.next()
    expect(tokenOf(second, request)).toEqual(PLAIN_TOKEN)
    answerToken(second, request)
    await connecting
    await first.ended
  })

  test('none of which the broker offers is an error that names those it does', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, [plain(CREDENTIALS), scramSha512(CREDENTIALS)])
    await refuse(await negotiated(peers), 'GSSAPI', 'OAUTHBEARER')
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: 33, offered: ['GSSAPI', 'OAUTHBEARER'], retriable: false })
    expect(String(error)).toContain('the broker does not offer PLAIN, SCRAM-SHA-512; it offers GSSAPI, OAUTHBEARER')
    expect(peers.total).toBe(1)
  })

  test('is not gone through twice: a broker that refuses what it offered is believed the second time', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, [plain(CREDENTIALS), scramSha512(CREDENTIALS)])
    const seen = rejectionOf(connecting)
    for (const offered of ['SCRAM-SHA-512', 'PLAIN']) await refuse(await negotiated(peers), offered)
    expect(await seen).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: 33, offered: ['PLAIN'] })
  })

  test('must hold a mechanism', async () => {
    for (const sasl of [[], {}, 'PLAIN', [plain(CREDENTIALS), null]] as never[])
      expect(await rejectionOf(connect({ host: 'a', sasl }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })
})

describe('authentication that does not come to an end', () => {
  test('because the listener has no SASL says so', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await negotiated(peers)
    peer.answer(await peer.next(), SaslHandshake, { errorCode: 34, mechanisms: [] })
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: 34 })
    expect(String(error)).toContain('Is this a listener without SASL? Leave out the sasl option there.')
  })

  test('because the broker closes is retriable, and names the phase and what to check', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await negotiated(peers)
    await shaken(peer)
    await peer.next()
    peer.socket.end()
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true })
    expect(String(error)).toContain('no answer while authenticating by PLAIN')
  })

  test.each([
    ['the broker is silent', plain(CREDENTIALS)],
    ['the mechanism hangs before its first message', mechanism(() => never())]
  ])('because %s fails at connectMs, in phase sasl, and leaves nothing', async (_, sasl) => {
    const leftovers = watchResources()
    {
      await using peers = await listenForPeers()
      const connecting = connectTo(peers, sasl, { timeouts: { connectMs: 200 } })
      const peer = await negotiated(peers)
      await shaken(peer)
      const error = await rejectionOf(connecting)
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true })
      expect(String(error)).toContain('not open after 200 ms')
      await peer.ended
    }
    expect(await leftovers()).toEqual([])
  })

  test('because the caller gives up rejects with his reason, and tells the mechanism', async () => {
    await using peers = await listenForPeers()
    const abort = new AbortController()
    const left = withResolvers<boolean>()
    const waiting = mechanism(async function* ({ signal }) {
      signal.addEventListener('abort', () => left.resolve(true))
      yield NOTHING
    })
    const connecting = connectTo(peers, waiting, { signal: abort.signal })
    const peer = await negotiated(peers)
    await shaken(peer)
    await peer.next()
    const reason = new Error('enough')
    abort.abort(reason)
    expect(await rejectionOf(connecting)).toBe(reason)
    expect(await left.promise).toBe(true)
  })

  const failures: [string, SaslMechanism, string][] = [
    [
      'throws',
      mechanism(async function* () {
        yield* failing()
      }),
      'TEST: out of ink'
    ],
    [
      'throws before it begins',
      mechanism(() => {
        throw new Error('out of paper')
      }),
      'TEST: out of paper'
    ],
    [
      'gives what is no bytes',
      mechanism(async function* () {
        yield 'text' as never
      }),
      'TEST: it gave a string to send, which is not bytes'
    ],
    [
      'ends with what is no bytes',
      mechanism(async function* () {
        if (PLAIN_TOKEN.length > 0) return 7 as never
        yield NOTHING
      }),
      'TEST: it gave 7 to send, which is not bytes'
    ]
  ]
  test.each(failures)('because the mechanism %s is an error with its reason', async (_, sasl, text) => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, sasl)
    const peer = await negotiated(peers)
    await shaken(peer)
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'TEST', retriable: false })
    expect(String(error)).toContain(text)
    await peer.ended
  })
})

describe('the last message of a mechanism', () => {
  test('is one that it returns, and its answer must be empty', async () => {
    await using peers = await listenForPeers()
    const returning = mechanism(async function* () {
      yield Buffer.from('one')
      return Buffer.from('two')
    })
    const connecting = connectTo(peers, returning)
    const peer = await negotiated(peers)
    await shaken(peer)
    answerToken(peer, await peer.next(), Buffer.from('go on'))
    const last = await peer.next()
    expect(tokenOf(peer, last).toString()).toBe('two')
    answerToken(peer, last, Buffer.from('more'))
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
    expect(String(error)).toContain('TEST: the broker answered the last message with 4 bytes more')
  })
})

describe('a broker without SaslAuthenticate', () => {
  const offers = { apiVersions: { SaslHandshake: [0, 0], Metadata: [0, 5] } } as const

  test('is sent tokens as they are, empty ones too, and requests after the last', async () => {
    const heard: string[] = []
    await using broker = await listenForTokens([3, 0, 2], heard)
    const exchange = mechanism(async function* () {
      heard.push(`answer ${(yield Buffer.from('abc')).length}`)
      heard.push(`answer ${(yield NOTHING).length}`)
      return Buffer.from('no')
    })
    await using connection = await connect({ host: '127.0.0.1', port: broker.port, sasl: exchange, ...offers })
    expect((await connection.send(Metadata, { topics: [] })).brokers).toEqual([])
    expect(heard).toEqual(['handshake v0', 'token abc', 'answer 3', 'token ', 'answer 0', 'token no', 'request 3'])
  })

  test('that closes says no more: what to check is in the error', async () => {
    await using broker = await listenForTokens([], [])
    const connecting = connect({ host: '127.0.0.1', port: broker.port, sasl: plain(CREDENTIALS), ...offers })
    expect(await rejectionOf(connecting)).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true })
  })
})

async function* never(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  await new Promise(() => undefined)
  yield NOTHING
}

async function* failing(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  if (PLAIN_TOKEN.length > 0) throw new Error('out of ink')
  yield NOTHING
}

const toJson = (what: unknown): string =>
  JSON.stringify(what, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? ''

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>(given => {
    resolve = given
  })
  return { promise, resolve }
}
