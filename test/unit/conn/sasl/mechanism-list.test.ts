import { connect as dialTcp } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type Connection, connect, errorCodes } from '../../../../src/index.ts'
import { SaslHandshake } from '../../../../src/messages.ts'
import { plain, type SaslMechanism, scramSha512 } from '../../../../src/sasl/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers, type Peer } from '../../../support/brokers/peer.ts'
import { acceptClient, answerHandshake, answerToken, connectTo, mechanism, tokenOf } from '../../../support/brokers/sasl-broker.ts'

const CREDENTIALS = { username: 'alice', password: 'canary' }
const PLAIN_TOKEN = Buffer.from('\0alice\0canary')
const NOTHING = Buffer.alloc(0)

describe('a list of mechanisms', () => {
  const refuse = async (peer: Peer, ...mechanisms: string[]): Promise<unknown> => {
    const handshake = await peer.next()
    peer.answer(handshake, SaslHandshake, { errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms })
    return peer.read(SaslHandshake, handshake)
  }

  test('a list of mechanisms uses the first one that the broker offers, with another dial', async () => {
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

  test('a list of mechanisms begins with the one that the broker took last time', async () => {
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

  test('a list of mechanisms is tried in its order if the broker no longer offers the one that it took', async () => {
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

  test('the error of a broker that offers none of the mechanisms names those that it offers', async () => {
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

  test('connect rejects if the broker refuses also a mechanism that it offered in its first refusal', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, [plain(CREDENTIALS), scramSha512(CREDENTIALS)])
    const seen = rejectionOf(connecting)
    for (const offered of ['SCRAM-SHA-512', 'PLAIN']) await refuse(await acceptClient(peers), offered)
    expect(await seen).toMatchObject({ code: 'KAFKA_AUTHENTICATION', errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, offered: ['PLAIN'] })
  })

  test('an empty list of mechanisms is refused', async () => {
    for (const sasl of [[], {}, 'PLAIN', [plain(CREDENTIALS), null]] as never[])
      expect(await rejectionOf(connect({ host: 'a', sasl }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })
})

async function* never(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  await new Promise(() => undefined)
  yield NOTHING
}

async function* once(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  yield NOTHING
}
