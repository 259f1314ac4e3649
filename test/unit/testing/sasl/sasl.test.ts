import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { type ConnectionOptions, connect, errorCodes, type KafkaError } from '../../../../src/index.ts'
import {
  ApiVersions,
  Metadata,
  SaslAuthenticate,
  type SaslAuthenticateRequest,
  type SaslAuthenticateResponse,
  SaslHandshake
} from '../../../../src/messages.ts'
import { oauthBearer, plain, type SaslMechanism, scramSha256, scramSha512 } from '../../../../src/sasl/index.ts'
import { type Hook, startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { TokenGate } from '../../../../src/testing/sasl/token-gate.ts'
import { connectRaw, lengthPrefixed, type RawClient, requestFrame } from '../../../support/brokers/raw-client.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { rejectionOf } from '../../../support/process/exchange.ts'
import { gate } from '../../../support/process/gate.ts'
import { unsecuredToken } from './unsecured-token.ts'

const sasl = { alice: 'secret', bob: 'hush' }
const ALICE = { username: 'alice', password: 'secret' }
const NOTHING = Buffer.alloc(0)
const ALL = { topics: null }
const alicePlain = Buffer.from('\0alice\0secret')
const bobPlain = Buffer.from('\0bob\0hush')

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

const clientOf = (kafka: TestingCluster): Promise<RawClient> => connectRaw(kafka.broker(1).port)
const open = (kafka: TestingCluster, options: Partial<ConnectionOptions>) => connect({ host: kafka.bootstrap, ...options })
const start = (options: TestingClusterOptions = {}): Promise<TestingCluster> => startTestingCluster({ sasl, ...options })

/** Authenticates by hand, and gives the answer to the last message. */
async function login(client: RawClient, token: Uint8Array = alicePlain, mechanism = 'PLAIN', version = 2) {
  expect(await client.call(SaslHandshake, 1, { mechanism })).toMatchObject({ errorCode: 0 })
  return client.call(SaslAuthenticate, version, { authBytes: token })
}

describe.each(carriers)('our own client, by %s', (_, apiVersions) => {
  test.each(mechanisms)('logs in by %s', async (_name, make) => {
    await using kafka = await start()
    await using connection = await open(kafka, { apiVersions, sasl: make(ALICE) })
    await connection.send(Metadata, ALL)
    expect(await kafka.received(Metadata)).toMatchObject({ principal: 'User:alice' })
    expect(await kafka.received(SaslHandshake)).not.toHaveProperty('principal')
  })

  test.each(mechanisms)('is not let in with what is wrong, by %s', async (mechanism, make) => {
    await using kafka = await start()
    const refusal = await rejectionOf(open(kafka, { apiVersions, sasl: make({ ...ALICE, password: 'canary' }) }))
    // A broker has no words for what is wrong with a token by itself; the challenge of OAUTHBEARER says enough.
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
  ])('of %s is in the words of Kafka', async (_, mechanism, text) => {
    await using kafka = await start()
    expect((await rejectionOf(open(kafka, { sasl: mechanism }))).message).toContain(JSON.stringify(text))
  })

  test('ends the connection behind its answer, and nothing else is answered', async () => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    expect(await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })).toMatchObject({ errorCode: 0 })
    client.send(SaslAuthenticate, 2, { authBytes: Buffer.from('\0alice\0no') })
    client.send(Metadata, 12, ALL)
    expect((await client.frame())?.readInt16BE(5)).toBe(58)
    expect(await client.frame()).toBeUndefined()
  })

  test('of a mechanism names those that there are, and ends the connection', async () => {
    await using kafka = await start({ sasl: { users: sasl, mechanisms: ['SCRAM-SHA-256', 'OAUTHBEARER'] } })
    using client = await clientOf(kafka)
    const refusal = await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })
    expect(refusal).toEqual({ errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: ['SCRAM-SHA-256', 'OAUTHBEARER'] })
    expect(await client.frame()).toBeUndefined()
    await using connection = await open(kafka, { sasl: [plain(ALICE), scramSha256(ALICE)] })
    expect(connection.state).toBe('open')
  })

  test('of a token comes as a challenge, and then as an error', async () => {
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
  ])('%s ends the connection without an answer', async (_, before, send) => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    await before(client)
    send(client)
    expect(await client.frame()).toBeUndefined()
  })

  test('ApiVersions may be asked again in another version', async () => {
    await using kafka = await start({ versions: { ApiVersions: [0, 3] } })
    await using connection = await open(kafka, { sasl: plain(ALICE) })
    expect(connection.versions.of(ApiVersions)).toMatchObject({ max: 3 })
  })

  test('ApiVersions may be asked again by whoever gave a name that Kafka does not take', async () => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    const me = { clientSoftwareName: '-raw', clientSoftwareVersion: '1' }
    expect(await client.call(ApiVersions, 3, me)).toMatchObject({ errorCode: errorCodes.INVALID_REQUEST })
    expect(await client.call(ApiVersions, 3, { ...me, clientSoftwareName: 'raw' })).toMatchObject({ errorCode: 0 })
  })
})

describe('raw tokens', () => {
  const handshake = requestFrame(SaslHandshake, 0, 7, { mechanism: 'PLAIN' })
  const all = [handshake, lengthPrefixed(alicePlain), requestFrame(Metadata, 8, 8, ALL)]

  test.each<[string, (bytes: Buffer) => readonly Buffer[]]>([
    ['at once', bytes => [bytes]],
    ['byte by byte', bytes => Array.from(bytes, byte => Buffer.of(byte))]
  ])('may come together with what stands before and behind them, %s', async (_, cut) => {
    await using kafka = await start({ maxInFlight: 100 })
    using client = await connectBytes(kafka)
    for (const chunk of cut(Buffer.concat(all))) {
      client.write(chunk)
      await new Promise(resolve => setImmediate(resolve))
    }
    const length = (bytes: Buffer): number => bytes.readInt32BE()
    const handshaken = await client.read(length(await client.read(4)))
    expect(handshaken.subarray(0, 6).toString('hex')).toBe('000000070000')
    expect(length(await client.read(4))).toBe(0) // all that PLAIN has to say
    const metadata = await client.read(length(await client.read(4)))
    expect(metadata.readInt32BE()).toBe(8)
    expect(await kafka.received(Metadata)).toMatchObject({ principal: 'User:alice' })
  })

  test('come to hooks and to received as SaslAuthenticate v0', async () => {
    await using kafka = await start({ versions: { SaslAuthenticate: null } })
    kafka.on(SaslAuthenticate, async (_, next) => ({ ...(await next()), authBytes: Buffer.from('hooked') }))
    using client = await connectBytes(kafka)
    client.write(Buffer.concat(all.slice(0, 2)))
    await client.read((await client.read(4)).readInt32BE())
    expect(await client.read(10)).toEqual(lengthPrefixed(Buffer.from('hooked')))
    expect(await kafka.received(SaslAuthenticate)).toMatchObject({ header: { apiVersion: 0 }, message: { authBytes: alicePlain } })
  })

  test.each<[string, Uint8Array]>([
    ['that is refused', lengthPrefixed(Buffer.from('\0alice\0no'))],
    ['of a negative length', Buffer.from('ffffffff', 'hex')],
    ['of 524,289 bytes', Buffer.from('00080001', 'hex')],
    ['of more bytes than a frame may have', Buffer.from('7fffffff', 'hex')],
    ['that is empty', lengthPrefixed(NOTHING)]
  ])('one %s ends the connection without an answer', async (_, token) => {
    await using kafka = await start()
    using client = await connectBytes(kafka)
    client.write(Buffer.concat([handshake, token]))
    await client.read((await client.read(4)).readInt32BE())
    expect(await client.rest()).toEqual(NOTHING)
  })
})

describe('the gate', () => {
  test.each(['ffffffff', '80000000', '00080001', '7fffffff'])('makes of the length %s of a token one that nobody takes', length => {
    expect(new TokenGate({ expectsToken: true }).take(Buffer.from(length, 'hex'))).toEqual([Buffer.from('ffffffff', 'hex')])
  })
})

describe('a token of 524,288 bytes', () => {
  test('is the longest that is read', async () => {
    await using kafka = await start()
    using client = await connectBytes(kafka)
    client.write(Buffer.concat([requestFrame(SaslHandshake, 0, 7, { mechanism: 'PLAIN' }), lengthPrefixed(Buffer.alloc(524_288))]))
    expect((await kafka.received(SaslAuthenticate)).message.authBytes).toHaveLength(524_288)
  })
})

describe('a frame that is too short to be a request', () => {
  test.each(['00000000', '00000002', 'ffffffff'])('of length %s ends the connection without an answer', async length => {
    await using kafka = await start()
    using client = await connectBytes(kafka)
    client.write(Buffer.from(length, 'hex'))
    expect(await client.rest()).toEqual(NOTHING)
  })
})

describe('a session', () => {
  useOwnClock()
  const lasting = (sessionLifetimeMs: number): TestingClusterOptions => ({ sasl: { users: sasl, sessionLifetimeMs } })
  const metadata = (client: RawClient): Promise<unknown> => client.call(Metadata, 12, ALL)

  test('lasts for ever where nothing else is said, and cannot be renewed', async () => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    expect(await login(client)).toMatchObject({ errorCode: 0, errorMessage: null, authBytes: NOTHING, sessionLifetimeMs: 0n })
    expect(await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })).toEqual({
      errorCode: errorCodes.ILLEGAL_SASL_STATE,
      mechanisms: []
    })
    expect(await client.call(SaslAuthenticate, 2, { authBytes: alicePlain })).toMatchObject({ errorCode: errorCodes.ILLEGAL_SASL_STATE })
    vi.advanceTimersByTime(0x7fff_ffff)
    await metadata(client)
  })

  test.each([0, 1, 2])('tells its life, and ends with the next request behind that: SaslAuthenticate v%i', async version => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    expect(await login(client, alicePlain, 'PLAIN', version)).toMatchObject({ sessionLifetimeMs: version === 0 ? 0n : 10_000n })
    vi.advanceTimersByTime(10_000)
    await metadata(client)
    vi.advanceTimersByTime(1)
    client.send(Metadata, 12, ALL)
    expect(await client.frame()).toBeUndefined()
  })

  test.each([9_000, 20_000])('is renewed after %i of 10,000 ms, but not twice in a second', async afterMs => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    vi.advanceTimersByTime(afterMs)
    expect(await login(client)).toMatchObject({ errorCode: 0, sessionLifetimeMs: 10_000n })
    vi.advanceTimersByTime(999)
    expect(await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })).toEqual({
      errorCode: errorCodes.ILLEGAL_SASL_STATE,
      mechanisms: []
    })
    vi.advanceTimersByTime(1)
    expect(await login(client)).toMatchObject({ errorCode: 0 })
    vi.advanceTimersByTime(10_000)
    await metadata(client)
    expect(await kafka.received(SaslHandshake)).not.toHaveProperty('principal')
    expect(await kafka.received(SaslHandshake)).toMatchObject({ principal: 'User:alice' })
  })

  test('may be renewed at once after the first authentication', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    expect(await login(client)).toMatchObject({ errorCode: 0 })
  })

  test('past its end is not renewed within a second of the last time', async () => {
    await using kafka = await start(lasting(500))
    using client = await clientOf(kafka)
    await login(client)
    await login(client)
    vi.advanceTimersByTime(501)
    client.send(SaslHandshake, 1, { mechanism: 'PLAIN' })
    expect(await client.frame()).toBeUndefined()
  })

  test('is not renewed for another user', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    const errorMessage = 'Cannot change principals during re-authentication from User.alice: User.bob'
    expect(await login(client, bobPlain)).toMatchObject({ errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage })
    expect(await client.frame()).toBeUndefined()
  })

  test('is not renewed by another mechanism', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    await client.call(SaslHandshake, 1, { mechanism: 'SCRAM-SHA-256' })
    client.send(SaslAuthenticate, 2, { authBytes: Buffer.from('n,,n=alice,r=abc') })
    expect(await client.frame()).toBeUndefined()
  })

  test('is not renewed with what is wrong', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client, Buffer.from(`n,,\x01auth=Bearer ${unsecuredToken({ sub: 'alice' })}\x01\x01`), 'OAUTHBEARER')
    const text = 'Authentication failed during re-authentication due to invalid credentials with SASL mechanism OAUTHBEARER'
    expect(await login(client, Buffer.from('nonsense'), 'OAUTHBEARER')).toMatchObject({
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      errorMessage: text
    })
    expect(await client.frame()).toBeUndefined()
  })

  test.each<[string, number, boolean]>([
    ['the token', 3_600_000, true],
    ['the token, where the listener says nothing', Number.POSITIVE_INFINITY, true],
    ['the listener', 10_000, false]
  ])('by OAUTHBEARER ends with %s', async (_, sessionLifetimeMs, isOfToken) => {
    await using kafka = await start(lasting(sessionLifetimeMs))
    using client = await clientOf(kafka)
    const exp = Math.round(Date.now() / 1_000) + 600
    const leftMs = (): bigint => (isOfToken ? BigInt(exp * 1_000 - Date.now()) : 10_000n)
    const mostMs = leftMs()
    const token = Buffer.from(`n,,\x01auth=Bearer ${unsecuredToken({ sub: 'alice', exp })}\x01\x01`)
    const { sessionLifetimeMs: lifeMs } = await login(client, token, 'OAUTHBEARER')
    expect(lifeMs).toBeGreaterThanOrEqual(leftMs())
    expect(lifeMs).toBeLessThanOrEqual(mostMs)
    vi.advanceTimersByTime(Number(lifeMs) + 1)
    client.send(Metadata, 12, ALL)
    expect(await client.frame()).toBeUndefined()
  })

  test('of our own client is renewed in time, on the same connection', async () => {
    await using kafka = await start(lasting(10_000))
    await using connection = await open(kafka, { sasl: scramSha512(ALICE) })
    for (let renewals = 0; renewals < 3; renewals++) {
      await kafka.received(SaslHandshake)
      await pass(9_600)
      await connection.send(Metadata, ALL)
    }
    expect([connection.state, kafka.broker(1).connections]).toEqual(['open', 1])
  })
})

describe('hooks', () => {
  test('may refuse every authentication but the first, behind which the connection ends', async () => {
    await using kafka = await start({ sasl: { users: sasl, sessionLifetimeMs: 10_000 } })
    kafka.on(SaslAuthenticate, ({ principal }, next) =>
      principal === undefined ? next() : { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: 'not again', authBytes: NOTHING }
    )
    using client = await clientOf(kafka)
    expect(await login(client)).toMatchObject({ errorCode: 0 })
    expect(await login(client)).toMatchObject({ errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: 'not again' })
    expect(await client.frame()).toBeUndefined()
  })

  test('may refuse the handshake, or what the broker would have let pass', async () => {
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
  ])('that %s let nobody in', async (_, hook) => {
    await using kafka = await start()
    kafka.on(SaslAuthenticate, hook)
    using client = await clientOf(kafka)
    expect(await login(client, Buffer.from('\0alice\0no'))).toMatchObject({ errorCode: 0 })
    client.send(Metadata, 12, ALL)
    expect(await client.frame()).toBeUndefined()
  })
})

describe('what stands behind a message of SASL', () => {
  test('waits for its answer, however many requests the broker takes at a time', async () => {
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
  test('says so to whoever tries, and answers on', async () => {
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
  ])('is checked: %j', async (given, problems) => {
    const refusal: KafkaError = await rejectionOf(startTestingCluster({ sasl: given as never }))
    expect(refusal).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
    expect(refusal.message).not.toMatch(/canary|271/)
  })

  test('may be a table with a user whose name is "users"', async () => {
    await using kafka = await startTestingCluster({ sasl: { users: 'secret', mechanisms: 'hush' } })
    using client = await clientOf(kafka)
    expect(await login(client, Buffer.from('\0users\0secret'))).toMatchObject({ errorCode: 0 })
  })

  test('is not to be seen in the cluster', async () => {
    await using kafka = await start()
    expect(inspect(kafka, { depth: 20, showHidden: true })).not.toMatch(/secret|hush/)
  })
})

/** A client of bytes, for tokens that may be empty. */
async function connectBytes(kafka: TestingCluster) {
  const socket = connectSocket(kafka.broker(1).port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const read = async (bytes: number): Promise<Buffer> => {
    for (;;) {
      const chunk: Buffer | null = bytes === 0 ? NOTHING : socket.read(bytes)
      if (chunk !== null) return chunk
      if (socket.readableEnded) throw new Error(`the broker closed before ${bytes} bytes`)
      await Promise.race([once(socket, 'readable'), once(socket, 'end')])
    }
  }
  return {
    write: (bytes: Uint8Array) => socket.write(bytes),
    read,
    rest: async (): Promise<Buffer> => Buffer.concat(await socket.toArray()),
    [Symbol.dispose]: () => socket.destroy()
  }
}
