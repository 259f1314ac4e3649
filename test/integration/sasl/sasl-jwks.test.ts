import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type ConnectionOptions, connect, errorCodes } from '../../../src/index.ts'
import { oauthBearer } from '../../../src/sasl/index.ts'
import { makeToken, type TokenOptions } from '../harness/security/oauth.ts'
import { firstAddress } from '../support/address.ts'
import { brokers, pkiOf } from '../support/brokers.ts'
import { principalOf } from '../support/principal.ts'
import { REFUSED_WITHIN_MS, refusal } from '../support/refusal.ts'

const GOOD: TokenOptions = { signed: true, subject: 'alice', expiresInSeconds: 3_600 }

for (const { name, dir, sasl: listeners } of brokers()) {
  // The users of a cluster that the harness did not start are unknown.
  if (listeners === undefined || dir === undefined) continue
  const transports: readonly [string, ConnectionOptions][] = [
    ['SASL_PLAINTEXT', firstAddress(listeners.jwks.plaintext)],
    ['SASL_SSL', { ...firstAddress(listeners.jwks.ssl), tls: { ca: pkiOf(dir)('ca.pem') } }]
  ]

  describe.each(transports)(`OAUTHBEARER with ${name}, which checks signatures, over %s`, (_, to) => {
    test('a token signed by the right key logs in as its subject', async () => {
      await using connection = await connect({ ...to, sasl: oauthBearer({ token: async () => makeToken(dir, GOOD) }) })
      expect(await principalOf(connection)).toBe('User:alice')
      expect(connection.broker.sessionExpiresAt?.getTime()).toBeGreaterThan(Date.now())
    })

    test.each<[string, Partial<TokenOptions>, string]>([
      ['that has expired', { expiresInSeconds: -60 }, 'by the clock of this machine it expired 6'],
      ['that another key has signed', { privateKey: anotherKey() }, 'was it issued for this cluster'],
      ['without a signature', { signed: false }, 'was it issued for this cluster'],
      ['for another audience', { audience: 'others' }, 'was it issued for this cluster']
    ])('a token %s is refused with an error that is not retriable', async (_what, change, advice) => {
      const token = makeToken(dir, { ...GOOD, ...change })
      const { error, elapsedMs } = await refusal({ ...to, sasl: oauthBearer({ token }) })
      expect(error).toMatchObject({
        code: 'KAFKA_AUTHENTICATION',
        mechanism: 'OAUTHBEARER',
        errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
        retriable: false
      })
      expect(String(error)).toContain('the broker refuses the token: status "invalid_token"')
      expect(String(error)).toContain(advice)
      expect(String(error)).not.toContain(token)
      expect(elapsedMs).toBeLessThan(REFUSED_WITHIN_MS)
    })
  })
}

function anotherKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
