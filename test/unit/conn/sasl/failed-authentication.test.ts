import { connect as dialTcp, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { connect, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, Metadata, SaslHandshake } from '../../../../src/messages.ts'
import { plain, type SaslMechanism } from '../../../../src/sasl/index.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'
import { acceptClient, answerHandshake, connectTo, mechanism } from '../../../support/brokers/sasl-broker.ts'
import { watchResources } from '../../../support/process/resources.ts'

const CREDENTIALS = { username: 'alice', password: 'canary' }
const PLAIN_TOKEN = Buffer.from('\0alice\0canary')
const NOTHING = Buffer.alloc(0)

describe('a connection without sasl', () => {
  const HINT = 'the broker or the network closed it: does this listener want the sasl option?'

  test('the error of a broker that closes on the first request asks whether the listener wants SASL', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, undefined)
    const peer = await acceptClient(peers)
    const connection = await connecting
    const seen = rejectionOf(connection.send(Metadata, { topics: [] }))
    await peer.next()
    peer.socket.end()
    expect(await seen).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', message: expect.stringContaining(HINT) })
  })

  test('the error still asks about SASL if the broker wanted an older ApiVersions first', async () => {
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
  ])('the error of a broker that closes %s does not ask about SASL', async (_, answered) => {
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

  test('the error of a broker that closes on the SASL handshake does not ask about SASL', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await acceptClient(peers)
    await peer.next()
    peer.socket.end()
    expect(inspect(await rejectionOf(connecting))).not.toContain('want the sasl option')
  })
})

describe('an authentication that fails', () => {
  test('authentication on a listener without SASL fails with an error that says so', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, plain(CREDENTIALS))
    const peer = await acceptClient(peers)
    peer.answer(await peer.next(), SaslHandshake, { errorCode: errorCodes.ILLEGAL_SASL_STATE, mechanisms: [] })
    const error = await rejectionOf(connecting)
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: errorCodes.ILLEGAL_SASL_STATE })
    expect(String(error)).toContain('Is this a listener without SASL? Leave out the sasl option there.')
  })

  test('authentication that the broker ends by closing is retriable, and its error says what to check', async () => {
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
  ])('authentication fails at connectMs in phase sasl, and leaves nothing, if %s', async (_, sasl) => {
    const leftovers = watchResources()
    {
      await using peers = await listenForPeers()
      const connecting = connectTo(peers, sasl, { timeouts: { connectMs: 1_000 } })
      const peer = await acceptClient(peers)
      await answerHandshake(peer)
      const error = await rejectionOf(connecting)
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true })
      expect(String(error)).toContain(
        'not open after 1000 ms (connectMs): TCP was there, ApiVersions was answered, but authentication was not finished'
      )
      await peer.ended
    }
    expect(await leftovers()).toEqual([])
  })

  test('authentication that the caller aborts rejects with the reason of the caller, and the signal of the mechanism is aborted', async () => {
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
      'sends a value that is not bytes',
      mechanism(async function* () {
        yield 'text' as never
      }),
      'TEST: its message is a string, not bytes'
    ],
    [
      'returns a value that is not bytes',
      mechanism(async function* () {
        if (PLAIN_TOKEN.length > 0) return 7 as never
        yield NOTHING
      }),
      'TEST: its message is 7, not bytes'
    ]
  ]
  test.each(failures)('authentication fails with the reason of a mechanism that %s', async (_, sasl, text) => {
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

async function* never(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  await new Promise(() => undefined)
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
