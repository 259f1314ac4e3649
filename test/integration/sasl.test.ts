import { describe, expect, test } from 'vitest'
import { type Connection, type ConnectionOptions, connect, KafkaError, throwIfError } from '../../src/index.ts'
import { CreateDelegationToken, Fetch, Metadata, Produce } from '../../src/messages.ts'
import { oauthBearer, plain, type SaslMechanism, scramSha256, scramSha512 } from '../../src/sasl/index.ts'
import { makeToken } from './harness/oauth.ts'
import { firstAddress } from './support/address.ts'
import { brokers, pkiOf } from './support/brokers.ts'
import { eventually } from './support/eventually.ts'
import { makeDelegationToken, principalOf } from './support/principal.ts'
import { batchOf, endOffset, fetchFrom } from './support/records.ts'
import { createTopic, type Topic } from './support/topics.ts'

const ALICE = { username: 'alice', password: 'alice-secret' }
const PRODUCERS = 4
const RENEWALS = 3

// Brokers hold back a refusal for some time (connection.failed.authentication.delay.ms is 100); the rest is for a machine with much to do.
const REFUSED_WITHIN_MS = 2_000

const unknownToBrokers: SaslMechanism = { name: 'X-UNKNOWN', authenticate: () => plain(ALICE).authenticate({} as never) }

for (const { name, dir, sasl: listeners } of brokers()) {
  if (listeners === undefined || dir === undefined) continue // whose users we do not know
  const token = (expiresInSeconds = 3_600): string => makeToken(dir, { signed: false, subject: 'alice', expiresInSeconds })
  const mechanisms: readonly [string, () => SaslMechanism][] = [
    ['PLAIN', () => plain(ALICE)],
    ['SCRAM-SHA-256', () => scramSha256(ALICE)],
    ['SCRAM-SHA-512', () => scramSha512(ALICE)],
    ['OAUTHBEARER', () => oauthBearer({ token: async () => token() })]
  ]
  const inPlain = { ...firstAddress(listeners.plaintext) }
  const overTls = { ...firstAddress(listeners.ssl), tls: { ca: pkiOf(dir)('ca.pem') } }
  const transports: readonly [string, ConnectionOptions][] = [
    ['SASL_PLAINTEXT', inPlain],
    ['SASL_SSL', overTls]
  ]

  describe.each(transports)(`SASL with ${name} over %s`, (_, to) => {
    test.each(mechanisms)('%s makes us the user', async (_name, make) => {
      await using connection = await connect({ ...to, sasl: make() })
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test.each(mechanisms)('%s makes us the user by raw tokens too (SaslHandshake v0)', async (_name, make) => {
      const apiVersions = { SaslHandshake: [0, 0], Metadata: [0, 9], CreateDelegationToken: [2, 3] } as const
      await using connection = await connect({ ...to, sasl: make(), apiVersions })
      expect((await connection.send(Metadata, { topics: [] })).brokers).toHaveLength(1)
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test.each([
      ['a wrong password, by PLAIN', plain({ ...ALICE, password: 'canary' }), 'PLAIN'],
      ['a wrong password, by SCRAM-SHA-256', scramSha256({ ...ALICE, password: 'canary' }), 'SCRAM-SHA-256'],
      ['a wrong password, by SCRAM-SHA-512', scramSha512({ ...ALICE, password: 'canary' }), 'SCRAM-SHA-512'],
      ['an unknown user, by PLAIN', plain({ username: 'nobody', password: 'canary' }), 'PLAIN'],
      ['an unknown user, by SCRAM-SHA-512', scramSha512({ username: 'nobody', password: 'canary' }), 'SCRAM-SHA-512'],
      ['a token that has expired', oauthBearer({ token: token(-60) }), 'OAUTHBEARER']
    ])('%s is refused, once and for all', async (_what, sasl, mechanism) => {
      const { error, elapsedMs } = await refusal({ ...to, sasl })
      expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism, errorCode: 58, retriable: false })
      expect(String(error)).not.toContain('canary')
      expect(elapsedMs).toBeLessThan(REFUSED_WITHIN_MS)
    })

    test('a mechanism that the broker has not got is refused, with those that it has', async () => {
      const { error, elapsedMs } = await refusal({ ...to, sasl: unknownToBrokers })
      expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'X-UNKNOWN', errorCode: 33, retriable: false })
      expect(error).toHaveProperty('offered', expect.arrayContaining(mechanisms.map(([each]) => each)))
      expect(elapsedMs).toBeLessThan(REFUSED_WITHIN_MS)
    })

    test('a list comes down to the first mechanism that the broker has', async () => {
      await using connection = await connect({
        ...to,
        sasl: [unknownToBrokers, scramSha256(ALICE), plain({ ...ALICE, password: 'canary' })]
      })
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test('a delegation token that we made logs in as its owner', async () => {
      await using owner = await connect({ ...to, sasl: scramSha512(ALICE) })
      const { tokenId, hmac } = await makeDelegationToken(owner)
      const credentials = { username: tokenId, password: Buffer.from(hmac).toString('base64'), delegationToken: true }
      const sasl = scramSha256(credentials)
      await using connection = await eventually(() => connect({ ...to, sasl })) // the broker hears of it a little later than the controller
      expect((await connection.send(Metadata, { topics: [] })).brokers).toHaveLength(1)
      const { errorCode } = await connection.send(CreateDelegationToken, { renewers: [], maxLifetimeMs: 60_000n })
      expect(errorCode).toBe(64) // DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: none may be made by means of another
    })
  })

  describe.concurrent(`re-authentication with ${name}`, () => {
    test.each<[string, Partial<ConnectionOptions>, () => SaslMechanism]>([
      ['the broker ends after 3 s', firstAddress(listeners.reauth), () => scramSha512(ALICE)],
      ['ends with a token of 4 s', inPlain, () => oauthBearer({ token: () => ({ value: token(4) }) })]
    ])('a session that %s goes on, and no request fails', async (_, to, make) => {
      const reasons: string[] = []
      await using connection = await connect({ host: '', ...to, sasl: noting(make(), reasons) })
      await using topic = await createTopic(connection)
      const isOver = (): boolean => reasons.length > RENEWALS + 1
      const producing = Array.from({ length: PRODUCERS }, () => produceUntil(connection, topic, isOver))
      const [, ...produced] = await Promise.all([fetchUntil(connection, topic, isOver), ...producing])
      const count = produced.reduce((sum, each) => sum + each)
      expect(reasons.slice(0, RENEWALS + 1)).toEqual(['first', ...Array(RENEWALS).fill('re-authentication')])
      expect(connection.state).toBe('open')
      expect(connection.broker.sessionExpiresAt?.getTime()).toBeGreaterThan(Date.now())
      expect(await endOffset(connection, topic)).toBe(BigInt(count))
    })
  })
}

async function refusal(options: ConnectionOptions): Promise<{ readonly error: unknown; readonly elapsedMs: number }> {
  const beganMs = performance.now()
  try {
    await (await connect(options)).close()
  } catch (error) {
    if (error instanceof KafkaError) return { error, elapsedMs: performance.now() - beganMs }
    throw error
  }
  throw new Error('the broker refused nothing')
}

function noting(mechanism: SaslMechanism, reasons: string[]): SaslMechanism {
  return {
    name: mechanism.name,
    authenticate(context) {
      reasons.push(context.reason)
      return mechanism.authenticate(context)
    }
  }
}

async function produceUntil(connection: Connection, topic: Topic, isOver: () => boolean): Promise<number> {
  const partitionData = [{ index: 0, records: batchOf([{ key: 'k', value: 'v' }]) }]
  let count = 0
  for (; !isOver(); count++) {
    throwIfError(await connection.send(Produce, { acks: -1, timeoutMs: 200, topicData: [{ name: topic.name, partitionData }] }))
  }
  return count
}

async function fetchUntil(connection: Connection, topic: Topic, isOver: () => boolean): Promise<void> {
  while (!isOver()) throwIfError(await connection.send(Fetch, fetchFrom(topic, await endOffset(connection, topic), 200)))
}
