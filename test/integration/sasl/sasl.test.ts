import { describe, expect, test } from 'vitest'
import { type ConnectionOptions, connect, errorCodes } from '../../../src/index.ts'
import { CreateDelegationToken, Metadata } from '../../../src/messages.ts'
import { oauthBearer, plain, type SaslMechanism, scramSha256, scramSha512 } from '../../../src/sasl/index.ts'
import { makeToken } from '../harness/security/oauth.ts'
import { firstAddress } from '../support/address.ts'
import { brokers, pkiOf } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { makeDelegationToken, principalOf } from '../support/principal.ts'
import { REFUSED_WITHIN_MS, refusal } from '../support/refusal.ts'

const ALICE = { username: 'alice', password: 'alice-secret' }

const unknownToBrokers: SaslMechanism = { name: 'X-UNKNOWN', authenticate: () => plain(ALICE).authenticate({} as never) }

for (const { name, dir, sasl: listeners } of brokers()) {
  // The users of a cluster that the harness did not start are unknown.
  if (listeners === undefined || dir === undefined) continue
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
    test.each(mechanisms)('%s logs in as the user', async (_name, make) => {
      await using connection = await connect({ ...to, sasl: make() })
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test.each(mechanisms)('%s with raw tokens (SaslHandshake v0) logs in as the user', async (_name, make) => {
      const apiVersions = { SaslHandshake: [0, 0], Metadata: [0, 9], CreateDelegationToken: [2, 3] } as const
      await using connection = await connect({ ...to, sasl: make(), apiVersions })
      expect((await connection.send(Metadata, { topics: [] })).brokers).toHaveLength(1)
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test.each([
      ['a wrong password with PLAIN', plain({ ...ALICE, password: 'canary' }), 'PLAIN'],
      ['a wrong password with SCRAM-SHA-256', scramSha256({ ...ALICE, password: 'canary' }), 'SCRAM-SHA-256'],
      ['a wrong password with SCRAM-SHA-512', scramSha512({ ...ALICE, password: 'canary' }), 'SCRAM-SHA-512'],
      ['an unknown user with PLAIN', plain({ username: 'nobody', password: 'canary' }), 'PLAIN'],
      ['an unknown user with SCRAM-SHA-512', scramSha512({ username: 'nobody', password: 'canary' }), 'SCRAM-SHA-512'],
      ['an expired token with OAUTHBEARER', oauthBearer({ token: token(-60) }), 'OAUTHBEARER']
    ])('%s is refused with an error that is not retriable', async (_what, sasl, mechanism) => {
      const { error, elapsedMs } = await refusal({ ...to, sasl })
      expect(error).toMatchObject({
        code: 'KAFKA_AUTHENTICATION',
        mechanism,
        errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
        retriable: false
      })
      expect(String(error)).not.toContain('canary')
      expect(elapsedMs).toBeLessThan(REFUSED_WITHIN_MS)
    })

    test('a connection without the sasl option fails with the question whether the listener wants it', async () => {
      await using connection = await connect(to)
      await expect(connection.send(Metadata, { topics: [] })).rejects.toMatchObject({
        code: 'KAFKA_CONNECTION_CLOSED',
        message: expect.stringContaining('does this listener want the sasl option?')
      })
    })

    test('a mechanism that the broker does not offer is refused with a list of those that it offers', async () => {
      const { error, elapsedMs } = await refusal({ ...to, sasl: unknownToBrokers })
      expect(error).toMatchObject({
        code: 'KAFKA_AUTHENTICATION',
        mechanism: 'X-UNKNOWN',
        errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM,
        retriable: false
      })
      expect(error).toHaveProperty('offered', expect.arrayContaining(mechanisms.map(([each]) => each)))
      expect(elapsedMs).toBeLessThan(REFUSED_WITHIN_MS)
    })

    test('a list of mechanisms logs in with the first one that the broker offers', async () => {
      await using connection = await connect({
        ...to,
        sasl: [unknownToBrokers, scramSha256(ALICE), plain({ ...ALICE, password: 'canary' })]
      })
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test('a delegation token logs in as its owner, and its session cannot create another token', async () => {
      await using owner = await connect({ ...to, sasl: scramSha512(ALICE) })
      const { tokenId, hmac } = await makeDelegationToken(owner)
      const credentials = { username: tokenId, password: Buffer.from(hmac).toString('base64'), delegationToken: true }
      const sasl = scramSha256(credentials)
      // The controller makes the token, and the broker learns of it a little later.
      await using connection = await eventually(() => connect({ ...to, sasl }))
      expect((await connection.send(Metadata, { topics: [] })).brokers).toHaveLength(1)
      const { errorCode } = await connection.send(CreateDelegationToken, { renewers: [], maxLifetimeMs: 60_000n })
      expect(errorCode).toBe(errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED)
    })
  })
}
