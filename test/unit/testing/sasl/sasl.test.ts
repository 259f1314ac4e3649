import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type ConnectionOptions, errorCodes, type KafkaError } from '../../../../src/index.ts'
import {
  ApiVersions,
  Metadata,
  SaslAuthenticate,
  type SaslAuthenticateRequest,
  type SaslAuthenticateResponse,
  SaslHandshake
} from '../../../../src/messages.ts'
import { oauthBearer, plain, type SaslMechanism, scramSha256, scramSha512 } from '../../../../src/sasl/index.ts'
import { type Hook, startTestingCluster } from '../../../../src/testing/index.ts'
import type { RawClient } from '../../../support/brokers/raw-client.ts'
import { rejectionOf } from '../../../support/process/exchange.ts'
import { gate } from '../../../support/process/gate.ts'
import { ALICE, ALL, alicePlain, clientOf, login, NOTHING, open, sasl, start } from './logins.ts'
import { unsecuredToken } from './unsecured-token.ts'

const mechanisms: readonly [string, (credentials: { username: string; password: string }) => SaslMechanism][] = [
  ['PLAIN', plain],
  ['SCRAM-SHA-256', scramSha256],
  ['SCRAM-SHA-512', scramSha512],
  ['OAUTHBEARER', ({ username, password }) => oauthBearer({ token: unsecuredToken({ sub: username }, password === 'secret' ? 60 : -60) })]
]
const rawTokens = { SaslHandshake: [0, 0], Metadata: [0, 12] } as const
const carriers: readonly [string, ConnectionOptions['apiVersions']][] = [
  ['SaslAuthenticate', 'negotiate'],
  ['raw tokens', rawTokens]
]

describe.each(carriers)('the driver, with %s', (_, apiVersions) => {
  test.each(mechanisms)('the driver authenticates to a testing cluster by %s', async (_name, make) => {
    await using kafka = await start()
    await using connection = await open(kafka, { apiVersions, sasl: make(ALICE) })
    await connection.send(Metadata, ALL)
    expect(await kafka.received(Metadata)).toMatchObject({ principal: 'User:alice' })
    expect(await kafka.received(SaslHandshake)).not.toHaveProperty('principal')
  })

  test.each(mechanisms)('the driver is refused with wrong credentials, by %s', async (mechanism, make) => {
    await using kafka = await start()
    const refusal = await rejectionOf(open(kafka, { apiVersions, sasl: make({ ...ALICE, password: 'canary' }) }))
    // A broker closes the connection without a reason after a wrong raw token. The challenge of
    // OAUTHBEARER has the reason.
    const isTold = apiVersions === 'negotiate' || mechanism === 'OAUTHBEARER'
    const expected = isTold ? { code: 'KAFKA_AUTHENTICATION', mechanism } : { code: 'KAFKA_CONNECT', phase: 'sasl' }
    expect(refusal).toMatchObject(expected)
  })
})

describe('a refusal', () => {
  const invalid = (mechanism: string): string =>
    `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`
  test.each<[string, SaslMechanism, string]>([
    ['a wrong password by PLAIN', plain({ ...ALICE, password: 'no' }), 'Authentication failed: Invalid username or password'],
    ['an unknown user by PLAIN', plain({ ...ALICE, username: 'eve' }), 'Authentication failed: Invalid username or password'],
    ['a wrong password by SCRAM', scramSha512({ ...ALICE, password: 'no' }), invalid('SCRAM-SHA-512')],
    ['an unknown user by SCRAM', scramSha256({ ...ALICE, username: 'eve' }), invalid('SCRAM-SHA-256')]
  ])('a refusal of %s has the text of Kafka', async (_, mechanism, text) => {
    await using kafka = await start()
    expect((await rejectionOf(open(kafka, { sasl: mechanism }))).message).toContain(JSON.stringify(text))
  })

  test('a refusal ends the connection after its answer, and later requests are not answered', async () => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    expect(await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })).toMatchObject({ errorCode: 0 })
    client.send(SaslAuthenticate, 2, { authBytes: Buffer.from('\0alice\0no') })
    client.send(Metadata, 12, ALL)
    expect((await client.frame())?.readInt16BE(5)).toBe(58)
    expect(await client.frame()).toBeUndefined()
  })

  test('a refusal of a mechanism names the offered ones, and ends the connection', async () => {
    await using kafka = await start({ sasl: { users: sasl, mechanisms: ['SCRAM-SHA-256', 'OAUTHBEARER'] } })
    using client = await clientOf(kafka)
    const refusal = await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })
    expect(refusal).toEqual({ errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: ['SCRAM-SHA-256', 'OAUTHBEARER'] })
    expect(await client.frame()).toBeUndefined()
    await using connection = await open(kafka, { sasl: [plain(ALICE), scramSha256(ALICE)] })
    expect(connection.state).toBe('open')
  })

  test('a refusal of a token is sent as a challenge, and then as an error', async () => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    const token = Buffer.from(`n,,\x01auth=Bearer ${unsecuredToken({ sub: 'alice' }, -1)}\x01\x01`)
    const challenge = await login(client, token, 'OAUTHBEARER')
    expect(challenge).toMatchObject({ errorCode: 0, sessionLifetimeMs: 0n, authBytes: Buffer.from('{"status":"invalid_token"}') })
    const error = await client.call(SaslAuthenticate, 2, { authBytes: Buffer.of(1) })
    expect(error).toMatchObject({
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      errorMessage: '{"status":"invalid_token"}',
      authBytes: NOTHING
    })
    expect(await client.frame()).toBeUndefined()
  })
})

describe('before authentication', () => {
  const versions = (client: RawClient): Promise<unknown> => client.call(ApiVersions, 2, {})
  const handshake = (client: RawClient): Promise<unknown> => client.call(SaslHandshake, 1, { mechanism: 'SCRAM-SHA-256' })
  const challenged = async (client: RawClient): Promise<void> => {
    const { authBytes } = await login(client, Buffer.from('n,,n=alice,r=abc'), 'SCRAM-SHA-256')
    expect(Buffer.from(authBytes).toString()).toMatch(/^r=abc.+,s=.+,i=4096$/)
  }
  test.each<[string, (client: RawClient) => Promise<unknown>, (client: RawClient) => unknown]>([
    ['Metadata', async () => undefined, client => client.send(Metadata, 12, ALL)],
    ['Metadata, though ApiVersions was answered', versions, client => client.send(Metadata, 12, ALL)],
    ['a second ApiVersions', versions, client => client.send(ApiVersions, 2, {})],
    ['SaslAuthenticate without a handshake', async () => undefined, client => client.send(SaslAuthenticate, 2, { authBytes: alicePlain })],
    ['ApiVersions after the handshake', handshake, client => client.send(ApiVersions, 2, {})],
    ['Metadata in the middle', challenged, client => client.send(Metadata, 12, ALL)],
    ['a second handshake in the middle', challenged, client => client.send(SaslHandshake, 1, { mechanism: 'PLAIN' })]
  ])('%s before authentication ends the connection without an answer', async (_, before, send) => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    await before(client)
    send(client)
    expect(await client.frame()).toBeUndefined()
  })

  test('ApiVersions may be sent again in another version before authentication', async () => {
    await using kafka = await start({ versions: { ApiVersions: [0, 3] } })
    await using connection = await open(kafka, { sasl: plain(ALICE) })
    expect(connection.versions.of(ApiVersions)).toMatchObject({ max: 3 })
  })

  test('ApiVersions may be sent again before authentication by a client whose software name Kafka refuses', async () => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    const me = { clientSoftwareName: '-raw', clientSoftwareVersion: '1' }
    expect(await client.call(ApiVersions, 3, me)).toMatchObject({ errorCode: errorCodes.INVALID_REQUEST })
    expect(await client.call(ApiVersions, 3, { ...me, clientSoftwareName: 'raw' })).toMatchObject({ errorCode: 0 })
  })
})

describe('hooks', () => {
  test('hooks can refuse a re-authentication, after which the connection ends', async () => {
    await using kafka = await start({ sasl: { users: sasl, sessionLifetimeMs: 10_000 } })
    kafka.on(SaslAuthenticate, ({ principal }, next) =>
      principal === undefined ? next() : { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: 'not again', authBytes: NOTHING }
    )
    using client = await clientOf(kafka)
    expect(await login(client)).toMatchObject({ errorCode: 0 })
    expect(await login(client)).toMatchObject({ errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: 'not again' })
    expect(await client.frame()).toBeUndefined()
  })

  test('hooks can refuse a handshake, or an authentication that the broker would have accepted', async () => {
    await using kafka = await start()
    kafka.on(SaslHandshake, { times: 1 }, () => ({ errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: ['OTHER'] }))
    expect(await rejectionOf(open(kafka, { sasl: plain(ALICE) }))).toMatchObject({
      errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM,
      offered: ['OTHER']
    })
    kafka.on(SaslAuthenticate, async (_, next) => ({ ...(await next()), errorCode: errorCodes.SASL_AUTHENTICATION_FAILED }))
    using client = await clientOf(kafka)
    expect(await login(client)).toMatchObject({ errorCode: errorCodes.SASL_AUTHENTICATION_FAILED })
    expect(await client.frame()).toBeUndefined()
  })

  test.each<[string, Hook<SaslAuthenticateRequest, SaslAuthenticateResponse>]>([
    ['answer in the place of the broker', () => ({ errorCode: 0, errorMessage: null, authBytes: NOTHING })],
    ['hide that the broker refused', async (_, next) => ({ ...(await next()), errorCode: 0 })]
  ])('hooks that %s do not authenticate a client', async (_, hook) => {
    await using kafka = await start()
    kafka.on(SaslAuthenticate, hook)
    using client = await clientOf(kafka)
    expect(await login(client, Buffer.from('\0alice\0no'))).toMatchObject({ errorCode: 0 })
    client.send(Metadata, 12, ALL)
    expect(await client.frame()).toBeUndefined()
  })
})

describe('a request after a SASL message', () => {
  test('a request after a SASL message waits for the answer to it, also if maxInFlight is above 1', async () => {
    await using kafka = await start({ maxInFlight: 100 })
    const answered = gate()
    kafka.on(SaslAuthenticate, async (_, next) => {
      await answered.opened
      return next()
    })
    using client = await clientOf(kafka)
    client.send(SaslHandshake, 1, { mechanism: 'PLAIN' })
    client.send(SaslAuthenticate, 2, { authBytes: alicePlain })
    client.send(Metadata, 12, ALL)
    await client.frame()
    await kafka.received(SaslAuthenticate)
    answered.open()
    await client.frame()
    expect((await client.frame())?.readInt32BE()).toBe(3)
  })
})

describe('a listener without SASL', () => {
  test('a listener without SASL answers SASL requests with ILLEGAL_SASL_STATE, and goes on with other requests', async () => {
    await using kafka = await startTestingCluster()
    using client = await clientOf(kafka)
    expect(await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })).toEqual({
      errorCode: errorCodes.ILLEGAL_SASL_STATE,
      mechanisms: []
    })
    expect(await client.call(SaslAuthenticate, 2, { authBytes: alicePlain })).toMatchObject({ errorCode: errorCodes.ILLEGAL_SASL_STATE })
    await client.call(Metadata, 12, ALL)
    expect(await kafka.received(Metadata)).not.toHaveProperty('principal')
    expect((await rejectionOf(open(kafka, { sasl: plain(ALICE) }))).message).toContain('Is this a listener without SASL?')
  })
})

describe('the sasl option', () => {
  test.each<[unknown, string[]]>([
    ['canary', ['sasl must be an object of passwords by user name, or of options, not a string']],
    [
      { alice: 'canary', bob: 271_828, eve: '' },
      [
        'sasl.bob must be the password of that user, a string that is not empty',
        'sasl.eve must be the password of that user, a string that is not empty'
      ]
    ],
    [
      { users: { alice: null }, mechanisms: ['PLAIN', 'GSSAPI'], sessionLifetimeMs: 1.5, password: 'canary' },
      [
        'sasl.password is not an option: there are sasl.users, sasl.mechanisms, sasl.sessionLifetimeMs',
        'sasl.mechanisms must be a list out of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, not an array',
        'sasl.sessionLifetimeMs must be an integer above 0, or Infinity for no limit, not 1.5',
        'sasl.users.alice must be the password of that user, a string that is not empty'
      ]
    ],
    [
      { users: {}, mechanisms: [], sessionLifetimeMs: 0 },
      [expect.stringMatching(/^sasl.mechanisms/), expect.stringMatching(/^sasl.sessionLifetimeMs/)]
    ]
  ])('a wrong sasl option is refused: %j', async (given, problems) => {
    const refusal: KafkaError = await rejectionOf(startTestingCluster({ sasl: given as never }))
    expect(refusal).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
    expect(refusal.message).not.toMatch(/canary|271/)
  })

  test('the sasl option can be an object of passwords with a user named "users"', async () => {
    await using kafka = await startTestingCluster({ sasl: { users: 'secret', mechanisms: 'hush' } })
    using client = await clientOf(kafka)
    expect(await login(client, Buffer.from('\0users\0secret'))).toMatchObject({ errorCode: 0 })
  })

  test('the sasl option is not shown by inspect() of the cluster', async () => {
    await using kafka = await start()
    expect(inspect(kafka, { depth: 20, showHidden: true })).not.toMatch(/secret|hush/)
  })
})
