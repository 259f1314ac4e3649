import { connect as dialTcp, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { apiKeys, type Connection, type ConnectionOptions, connect, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import { plain, type SaslMechanism, scramSha512 } from '../../../../src/sasl/index.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers, type Peer, type Peers } from '../../../support/brokers/peer.ts'
import { acceptClient, answerHandshake, answerToken, tokenOf } from '../../../support/brokers/sasl-broker.ts'
import { listenForTokens } from '../../../support/brokers/token-broker.ts'
import { watchResources } from '../../../support/process/resources.ts'

const CREDENTIALS = { username: 'alice', password: 'canary' }
const PLAIN_TOKEN = Buffer.from('\0alice\0canary')
const NOTHING = Buffer.alloc(0)

const connectTo = ({ host, port }: Peers, sasl: ConnectionOptions['sasl'], more: Partial<ConnectionOptions> = {}): Promise<Connection> =>
  connect({ host, port, sasl, ...more })

/** A mechanism of the test's own. */
const mechanism = (authenticate: SaslMechanism['authenticate'], name = 'TEST'): SaslMechanism => ({ name, authenticate })

describe('a connection with sasl', () => {
  test('shakes hands, sends the tokens in SaslAuthenticate, and is open after the last answer', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await acceptClient(peers)
    const handshake = await peer.next()
    expect(handshake.header).toMatchObject({ apiKey: apiKeys.SaslHandshake, apiVersion: 1, correlationId: 1 })
    expect(peer.read(SaslHandshake, handshake)).toEqual({ mechanism: 'PLAIN' })
    peer.answer(handshake, SaslHandshake, { errorCode: 0, mechanisms: ['PLAIN'] })
    const request = await peer.next()
    expect(request.header).toMatchObject({ apiKey: apiKeys.SaslAuthenticate, apiVersion: 2, correlationId: 2 })
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
    const peer = await acceptClient(peers, { versions: { SaslAuthenticate: [0, 0] } })
    await answerHandshake(peer)
    const request = await peer.next()
    expect(request.header.apiVersion).toBe(0)
    answerToken(peer, request)
    await connecting
  })

  test('rejects with what the broker says where it refuses, not retriable and without the password', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
    peer.answer(await peer.next(), SaslAuthenticate, {
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      errorMessage: 'no such user',
      authBytes: NOTHING
    })
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({
      code: 'KAFKA_AUTHENTICATION',
      mechanism: 'PLAIN',
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      retriable: false
    })
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
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
    peer.answer(await peer.next(), SaslAuthenticate, {
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      errorMessage: 'no',
      authBytes: NOTHING
    })
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', cause: { cause: { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED } } })
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
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
    peer.answer(await peer.next(), SaslAuthenticate, {
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      errorMessage: 'no',
      authBytes: NOTHING
    })
    expect(await rejectionOf(connecting)).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: errorCodes.SASL_AUTHENTICATION_FAILED })
    expect(peer.received).toBe(3)
  })
})

describe('a connection without sasl', () => {
  const HINT = 'the broker or the network closed it: does this listener want the sasl option?'

  test('whose broker closes on the first request asks whether the listener wants SASL', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, undefined)
    const peer = await acceptClient(peers)
    const connection = await connecting
    const seen = rejectionOf(connection.send(Metadata, { topics: [] }))
    await peer.next()
    peer.socket.end()
    expect(await seen).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', message: expect.stringContaining(HINT) })
  })

  test('asks so too where the broker wanted an older ApiVersions first', async () => {
    await using peers = await listenForPeers()
    const connecting = connect({ host: 'older.test', dial: () => dialTcp(peers.port, peers.host) })
    const peer = await peers.next()
    peer.answerBytes(await peer.next(), '0023 00000001 0012 0000 0004')
    peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
    const connection = await connecting
    const seen = rejectionOf(connection.send(Metadata, { topics: [] }))
    await peer.next()
    peer.socket.end()
    expect(String(await seen)).toContain(HINT)
  })

  test.each([
    ['on a later one', 1],
    ['with a reset', 0]
  ])('whose broker closes %s asks nothing', async (_, answered) => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, undefined)
    const peer = await acceptClient(peers)
    const connection = await connecting
    for (let i = 0; i < answered; i++) {
      const asked = connection.send(Metadata, { topics: [] })
      peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
      await asked
    }
    const seen = rejectionOf(connection.send(Metadata, { topics: [] }))
    await peer.next()
    if (answered > 0) peer.socket.end()
    else (peer.socket as Socket).resetAndDestroy()
    expect(String(await seen)).toContain('the broker or the network closed it')
    expect(String(await seen)).not.toContain('sasl')
  })

  test('is not suspected where it is the handshake that the broker closes on', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await acceptClient(peers)
    await peer.next()
    peer.socket.end()
    expect(inspect(await rejectionOf(connecting))).not.toContain('want the sasl option')
  })
})

describe('a list of mechanisms', () => {
  const refuse = async (peer: Peer, ...mechanisms: string[]): Promise<unknown> => {
    const handshake = await peer.next()
    peer.answer(handshake, SaslHandshake, { errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms })
    return peer.read(SaslHandshake, handshake)
  }

  test('falls through to the first that the broker offers, on a dial of its own', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, [mechanism(() => never(), 'A'), mechanism(() => never(), 'B'), plain(CREDENTIALS)])
    const first = await acceptClient(peers)
    expect(await refuse(first, 'SCRAM-SHA-512', 'PLAIN')).toEqual({ mechanism: 'A' })
    const second = await acceptClient(peers)
    await answerHandshake(second)
    const request = await second.next()
    expect(tokenOf(second, request)).toEqual(PLAIN_TOKEN)
    answerToken(second, request)
    await connecting
    await first.ended
  })

  test('begins with the one that the broker took the last time, unless it was the first', async () => {
    await using peers = await listenForPeers()
    const [a, b, c] = ['A', 'B', 'C'].map(name => mechanism(() => once(), name)) as [SaslMechanism, SaslMechanism, SaslMechanism]
    const open = (...sasl: SaslMechanism[]): Promise<Connection> =>
      connect({ host: 'remembered.test', dial: () => dialTcp(peers.port, peers.host), sasl })
    const taken = async (): Promise<unknown> => {
      const peer = await acceptClient(peers)
      const handshake = await peer.next()
      peer.answer(handshake, SaslHandshake, { errorCode: 0, mechanisms: [] })
      answerToken(peer, await peer.next())
      return peer.read(SaslHandshake, handshake)
    }
    const first = open(a, b, c)
    await refuse(await acceptClient(peers), 'C')
    expect(await taken()).toEqual({ mechanism: 'C' })
    await first
    const again = open(a, b, c)
    expect(await taken()).toEqual({ mechanism: 'C' })
    await again
    const without = open(b, a)
    expect(await taken()).toEqual({ mechanism: 'B' })
    await without
    const preferred = open(c, b)
    expect(await taken()).toEqual({ mechanism: 'C' })
    await preferred
  })

  test('comes to the others, in their order, where the broker no longer takes what it took', async () => {
    await using peers = await listenForPeers()
    const list = ['A', 'B', 'C'].map(name => mechanism(() => once(), name))
    const open = (): Promise<Connection> => connect({ host: 'changed.test', dial: () => dialTcp(peers.port, peers.host), sasl: list })
    const take = async (): Promise<void> => {
      const peer = await acceptClient(peers)
      await answerHandshake(peer)
      answerToken(peer, await peer.next())
    }
    const first = open()
    await refuse(await acceptClient(peers), 'C')
    await take()
    await first
    const second = open()
    expect(await refuse(await acceptClient(peers), 'B', 'A')).toEqual({ mechanism: 'C' })
    const peer = await acceptClient(peers)
    const handshake = await peer.next()
    expect(peer.read(SaslHandshake, handshake)).toEqual({ mechanism: 'A' })
    peer.answer(handshake, SaslHandshake, { errorCode: 0, mechanisms: [] })
    answerToken(peer, await peer.next())
    await second
    expect(peers.total).toBe(4)
  })

  test('none of which the broker offers is an error that names those it does', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, [plain(CREDENTIALS), scramSha512(CREDENTIALS)])
    await refuse(await acceptClient(peers), 'GSSAPI', 'OAUTHBEARER')
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({
      code: 'KAFKA_AUTHENTICATION',
      errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM,
      offered: ['GSSAPI', 'OAUTHBEARER'],
      retriable: false
    })
    expect(String(error)).toContain('the broker does not offer PLAIN, SCRAM-SHA-512; it offers GSSAPI, OAUTHBEARER')
    expect(peers.total).toBe(1)
  })

  test('is not gone through twice: a broker that refuses what it offered is believed the second time', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, [plain(CREDENTIALS), scramSha512(CREDENTIALS)])
    const seen = rejectionOf(connecting)
    for (const offered of ['SCRAM-SHA-512', 'PLAIN']) await refuse(await acceptClient(peers), offered)
    expect(await seen).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, offered: ['PLAIN'] })
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
    const peer = await acceptClient(peers)
    peer.answer(await peer.next(), SaslHandshake, { errorCode: errorCodes.ILLEGAL_SASL_STATE, mechanisms: [] })
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: errorCodes.ILLEGAL_SASL_STATE })
    expect(String(error)).toContain('Is this a listener without SASL? Leave out the sasl option there.')
  })

  test('because the broker closes is retriable, and names the phase and what to check', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
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
      const peer = await acceptClient(peers)
      await answerHandshake(peer)
      const error = await rejectionOf(connecting)
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true })
      expect(String(error)).toContain(
        'not open after 200 ms (connectMs): TCP was there, ApiVersions was answered, but authentication was not finished'
      )
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
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
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
      'TEST: its message is a string, not bytes'
    ],
    [
      'ends with what is no bytes',
      mechanism(async function* () {
        if (PLAIN_TOKEN.length > 0) return 7 as never
        yield NOTHING
      }),
      'TEST: its message is 7, not bytes'
    ]
  ]
  test.each(failures)('because the mechanism %s is an error with its reason', async (_, sasl, text) => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, sasl)
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
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
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
    answerToken(peer, await peer.next(), Buffer.from('go on'))
    const last = await peer.next()
    expect(tokenOf(peer, last).toString()).toBe('two')
    answerToken(peer, last, Buffer.from('more'))
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
    expect(String(error)).toContain('TEST: the broker answered the last message with 4 bytes, where it has nothing to add')
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

  test('nor SaslHandshake is sent tokens at once, where the mechanism says so', async () => {
    const heard: string[] = []
    await using broker = await listenForTokens([3, 0, 2], heard, '0.9')
    const exchange = mechanism(async function* () {
      heard.push(`answer ${(yield Buffer.from('abc')).length}`)
      heard.push(`answer ${(yield NOTHING).length}`)
      return Buffer.from('no')
    })
    const options = {
      host: '127.0.0.1',
      port: broker.port,
      sasl: { ...exchange, handshake: false },
      apiVersions: { Metadata: [0, 5] }
    } as const
    await using connection = await connect(options)
    expect((await connection.send(Metadata, { topics: [] })).brokers).toEqual([])
    expect(heard).toEqual(['token abc', 'answer 3', 'token ', 'answer 0', 'token no', 'request 3'])
    expect(connection.broker.sessionExpiresAt).toBe(undefined)
  })

  test('nor SaslHandshake has no ApiVersions either: what it speaks must be assumed', async () => {
    await using peers = await listenForPeers()
    const error = await rejectionOf(connectTo(peers, [plain(CREDENTIALS), { ...mechanism(() => never()), handshake: false }]))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(String(error)).toContain('sasl: TEST without a handshake needs apiVersions, the ranges to assume')
    expect(peers.total).toBe(0)
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

async function* once(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  yield NOTHING
}

async function* failing(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  if (PLAIN_TOKEN.length > 0) throw new Error('out of ink')
  yield NOTHING
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>(given => {
    resolve = given
  })
  return { promise, resolve }
}
