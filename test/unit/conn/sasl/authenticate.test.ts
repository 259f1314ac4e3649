import { describe, expect, test } from 'vitest'
import { apiKeys, connect, errorCodes } from '../../../../src/index.ts'
import { Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import { plain } from '../../../../src/sasl/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'
import { acceptClient, answerHandshake, answerToken, connectTo, mechanism, tokenOf } from '../../../support/brokers/sasl-broker.ts'
import { listenForTokens } from '../../../support/brokers/token-broker.ts'

const CREDENTIALS = { username: 'alice', password: 'canary' }
const PLAIN_TOKEN = Buffer.from('\0alice\0canary')
const NOTHING = Buffer.alloc(0)

describe('a connection with sasl', () => {
  test('a connection with sasl makes a handshake, sends tokens in SaslAuthenticate, and is open after the last answer', async () => {
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

  test('authentication uses the versions that the broker has', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await acceptClient(peers, { versions: { SaslAuthenticate: [0, 0] } })
    await answerHandshake(peer)
    const request = await peer.next()
    expect(request.header.apiVersion).toBe(0)
    answerToken(peer, request)
    await connecting
  })

  test('a refused authentication rejects with the broker’s message, not retriable and without the password', async () => {
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

  test('the error of a refused authentication has what the mechanism adds', async () => {
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
  ])('a refused authentication stays refused if the mechanism %s', async (_, goesOn) => {
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

describe('the last message of a mechanism', () => {
  test('the last message is the one that the mechanism returns, and its answer must be empty', async () => {
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

  test('a broker without SaslAuthenticate is sent raw tokens, empty ones too, and requests after the last', async () => {
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

  test('a broker without SaslHandshake is sent raw tokens at once if the mechanism says so', async () => {
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

  test('a mechanism without a handshake needs apiVersions, the versions to assume', async () => {
    await using peers = await listenForPeers()
    const error = await rejectionOf(connectTo(peers, [plain(CREDENTIALS), { ...mechanism(() => never()), handshake: false }]))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(String(error)).toContain('sasl: TEST without a handshake needs apiVersions, the ranges to assume')
    expect(peers.total).toBe(0)
  })

  test('the error of a broker that closes on raw tokens says what to check', async () => {
    await using broker = await listenForTokens([], [])
    const connecting = connect({ host: '127.0.0.1', port: broker.port, sasl: plain(CREDENTIALS), ...offers })
    expect(await rejectionOf(connecting)).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true })
  })
})

async function* never(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  await new Promise(() => undefined)
  yield NOTHING
}
