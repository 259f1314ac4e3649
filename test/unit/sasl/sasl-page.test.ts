import { createHmac } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { connect, isKafkaError } from '../../../src/index.ts'
import { ApiVersions, SaslAuthenticate, SaslHandshake } from '../../../src/messages.ts'
import { awsMskIam, gssapi, oauthBearer, oidc, plain, type SaslMechanism, scramSha256, scramSha512 } from '../../../src/sasl/index.ts'
import { apiVersionsOf, rejectionOf } from '../../support/brokers/link.ts'
import { listenForPeers, type Peer } from '../../support/brokers/peer.ts'
import { quotedIn, sectionOf, tableOf } from '../../support/sources/markdown.ts'
import { samplesOf, writeSamples } from '../../support/sources/samples.ts'
import { readSource } from '../../support/sources/sources.ts'

const page = readSource('docs/sasl.md').text
const samples = samplesOf('sasl')
const folder = writeSamples(samples)
afterAll(() => folder[Symbol.dispose]())

describe('the own mechanism of docs/sasl.md', () => {
  test('the own mechanism of docs/sasl.md answers the nonce with its HMAC, and the broker accepts', async () => {
    await using peers = await listenForPeers()
    const connecting = connect({ host: peers.host, port: peers.port, sasl: await ownMechanism() })
    const peer = await peers.next()
    const nonce = Buffer.alloc(16, 7)
    expect(await begin(peer, nonce)).toEqual(['X-HMAC-SHA256', 'billing first'])
    const request = await peer.next()
    expect(tokenOf(peer, request)).toEqual(createHmac('sha256', 'canary').update(nonce).digest())
    peer.answer(request, SaslAuthenticate, answerOf(Buffer.alloc(0)))
    const connection = await connecting
    expect(connection.state).toBe('open')
    await connection.close({ timeoutMs: 1 })
  })

  test('the own mechanism of docs/sasl.md refuses a nonce that is too short', async () => {
    await using peers = await listenForPeers()
    const connecting = rejectionOf(connect({ host: peers.host, port: peers.port, sasl: await ownMechanism() }))
    await begin(await peers.next(), Buffer.alloc(15))
    const error = await connecting
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'X-HMAC-SHA256', retriable: false })
    expect(error).toHaveProperty('cause.message', 'a nonce of 15 bytes is too short')
  })
})

describe('docs/sasl.md', () => {
  test.each<[string, (options: never) => unknown]>([
    ['`plain`', plain],
    ['`scramSha256`, `scramSha512`', scramSha256],
    ['`scramSha256`, `scramSha512`', scramSha512],
    ['`oauthBearer`', oauthBearer],
    ['`oidc`', oidc],
    ['`gssapi`', gssapi],
    ['`awsMskIam`', awsMskIam]
  ])('docs/sasl.md lists every option of %s, and no other', (head, make) => {
    const names = tableOf(page, head).flatMap(([name = '']) => quotedIn(name))
    expect(names.sort()).toEqual(optionsOf(make).sort())
  })

  test('docs/sasl.md lists every function, and the name of its mechanism', () => {
    const rows = tableOf(page, "the broker's name")
    const given = rows.flatMap(([names = '', functions = '']) => quotedIn(names).map((name, at) => [name, quotedIn(functions)[at]]))
    expect(given).toEqual([
      ['PLAIN', 'plain'],
      ['SCRAM-SHA-256', 'scramSha256'],
      ['SCRAM-SHA-512', 'scramSha512'],
      ['OAUTHBEARER', 'oauthBearer'],
      ['GSSAPI', 'gssapi'],
      ['AWS_MSK_IAM', 'awsMskIam']
    ])
    const credentials = { username: 'a', password: 'b' }
    const made = [plain(credentials), scramSha256(credentials), scramSha512(credentials), oauthBearer({ token: 'c' }), awsMskIam()]
    for (const { name } of made) expect(given.map(([known]) => known)).toContain(name)
  })

  test('docs/sasl.md shows mechanisms in the order of preference', async () => {
    const sample = samples.find(({ text }) => text.includes('either'))
    const { either } = (await folder.run(sample ?? fail())) as { either: (credentials: object) => SaslMechanism[] }
    const names = either({ username: 'a', password: 'b' }).map(({ name }) => name)
    expect(names).toEqual(['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN'])
    expect(sectionOf(page, '## Several mechanisms')).toContain('order of preference')
  })
})

async function ownMechanism(): Promise<SaslMechanism> {
  const sample = samples.find(({ text }) => text.includes('hmacSha256'))
  const { hmacSha256 } = await folder.run(sample ?? fail())
  return (hmacSha256 as (name: string, read: () => Promise<string>) => SaslMechanism)('billing', async () => 'canary')
}

/**
 * Answers ApiVersions, SaslHandshake and the first token. Resolves with the mechanism's name and
 * that token.
 */
async function begin(peer: Peer, nonce: Uint8Array): Promise<unknown[]> {
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
  const handshake = await peer.next()
  peer.answer(handshake, SaslHandshake, { errorCode: 0, mechanisms: [] })
  const request = await peer.next()
  peer.answer(request, SaslAuthenticate, answerOf(nonce))
  return [(peer.read(SaslHandshake, handshake) as { mechanism: string }).mechanism, tokenOf(peer, request).toString()]
}

const answerOf = (authBytes: Uint8Array) => ({ errorCode: 0, errorMessage: null, authBytes, sessionLifetimeMs: 0n })

const tokenOf = (peer: Peer, request: Awaited<ReturnType<Peer['next']>>): Buffer =>
  Buffer.from((peer.read(SaslAuthenticate, request) as { authBytes: Uint8Array }).authBytes)

/** The names of the options of a function: the error for an unknown option lists them. */
function optionsOf(make: (options: never) => unknown): string[] {
  try {
    make({ nobodyKnowsThis: 1 } as never)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_CONFIGURATION')) throw error
    const problem = error.problems.find(each => each.startsWith('nobodyKnowsThis')) ?? ''
    return (problem.split('there are ')[1] ?? '').split(', ')
  }
  throw new Error('an unknown option was accepted')
}

function fail(): never {
  throw new Error('docs/sasl.md has no such block')
}
