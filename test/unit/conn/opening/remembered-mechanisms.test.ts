import { connect as dialTcp } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type Connection, type ConnectionOptions, connect, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, SaslHandshake } from '../../../../src/messages.ts'
import { oauthBearer, plain, type SaslMechanism, scramSha512 } from '../../../../src/sasl/index.ts'
import { apiVersionsOf } from '../../../support/brokers/link.ts'
import { listenForPeers, type Peer } from '../../../support/brokers/peer.ts'
import { answerToken } from '../../../support/brokers/sasl-broker.ts'
import { listenForTlsPeers } from '../../../support/brokers/tls-peers.ts'
import { makePki } from '../../../support/pki.ts'

const CREDENTIALS = { username: 'alice', password: 'secret' }
const PREFERRED = scramSha512(CREDENTIALS)
const pki = makePki()

// Mechanisms are remembered for each address, so each test has its own.
let names = 0
const nextName = (): string => `offered-${names++}.test`

/**
 * The first mechanism of the next client. The preferred one is refused, and the other one offered.
 */
async function mechanismOf(peer: Peer, offered: string): Promise<string> {
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
  const handshake = await peer.next()
  const { mechanism } = peer.read(SaslHandshake, handshake) as { mechanism: string }
  const isOffered = mechanism === offered
  peer.answer(handshake, SaslHandshake, { errorCode: isOffered ? 0 : errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: [offered] })
  if (isOffered) answerToken(peer, await peer.next())
  return mechanism
}

/** The mechanisms that several connections in a row try with a broker that offers only one. */
async function asked(next: () => Promise<Peer>, open: () => Promise<Connection>, offered: string): Promise<string[]> {
  const all: string[] = []
  for (let i = 0; i < 2; i++) {
    const connecting = open()
    let mechanism: string
    do {
      mechanism = await mechanismOf(await next(), offered)
      all.push(mechanism)
    } while (mechanism !== offered)
    await (await connecting).close()
  }
  return all
}

const bearer = oauthBearer({ token: () => ({ value: 'token' }) })
const SECRETS: [string, SaslMechanism][] = [
  ['PLAIN', plain(CREDENTIALS)],
  ['OAUTHBEARER', bearer]
]

describe('a broker that offers only a mechanism that sends the secret', () => {
  test.each(SECRETS)('after %s without encryption, the next connection tries the preferred mechanism again', async (name, other) => {
    await using peers = await listenForPeers()
    const options = { host: nextName(), sasl: [PREFERRED, other], dial: () => dialTcp(peers.port, peers.host) }
    expect(
      await asked(
        () => peers.next(),
        () => connect(options),
        name
      )
    ).toEqual(['SCRAM-SHA-512', name, 'SCRAM-SHA-512', name])
  })

  test('after PLAIN with unverified TLS, the next connection tries the preferred mechanism again', async () => {
    expect(await overTls({ tls: { rejectUnauthorized: false } })).toEqual(['SCRAM-SHA-512', 'PLAIN', 'SCRAM-SHA-512', 'PLAIN'])
  })

  test('after PLAIN with verified TLS, the next connection tries PLAIN first', async () => {
    expect(await overTls({ tls: { ca: pki.ca, servername: 'localhost' } })).toEqual(['SCRAM-SHA-512', 'PLAIN', 'PLAIN'])
  })

  test('after PLAIN with verified TLS, a connection without encryption does not try PLAIN first', async () => {
    const host = nextName()
    expect(await overTls({ host, tls: { ca: pki.ca, servername: 'localhost' } })).toHaveLength(3)
    await using peers = await listenForPeers()
    const dial = () => dialTcp(peers.port, peers.host)
    const connecting = connect({ host, sasl: [PREFERRED, plain(CREDENTIALS)], dial })
    expect(await mechanismOf(await peers.next(), 'PLAIN')).toBe('SCRAM-SHA-512')
    expect(await mechanismOf(await peers.next(), 'PLAIN')).toBe('PLAIN')
    await (await connecting).close()
  })
})

async function overTls(options: Partial<ConnectionOptions>): Promise<string[]> {
  await using peers = await listenForTlsPeers(pki.server)
  const sasl = [PREFERRED, plain(CREDENTIALS)]
  const dial = () => dialTcp(peers.port, peers.host)
  const all = { host: nextName(), sasl, dial, ...options }
  return await asked(
    async () => (await peers.next()).peer,
    () => connect(all),
    'PLAIN'
  )
}
