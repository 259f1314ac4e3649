import { beforeAll, describe, expect, test } from 'vitest'
import { type ConnectionOptions, connect } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import { gssapi, type KerberosModule } from '../../../src/sasl/index.ts'
import { enterRealm, loadKerberos } from '../harness/security/kerberos-module.ts'
import { firstAddress } from '../support/address.ts'
import { brokers, pkiOf } from '../support/brokers.ts'
import { principalOf } from '../support/principal.ts'

const INSTALL_MS = 300_000

for (const { name, version, dir, sasl: listeners } of brokers()) {
  // The users of a cluster that the harness did not start are unknown.
  if (listeners === undefined || dir === undefined) continue
  const transports: readonly [string, ConnectionOptions][] = [
    ['SASL_PLAINTEXT', firstAddress(listeners.plaintext)],
    ['SASL_SSL', { ...firstAddress(listeners.ssl), tls: { ca: pkiOf(dir)('ca.pem') } }]
  ]

  describe.skipIf(!listeners.gssapi).each(transports)(`GSSAPI with ${name} over %s`, (_, to) => {
    let kerberos: KerberosModule
    beforeAll(async () => {
      kerberos = await loadKerberos()
      enterRealm(dir, 'alice')
    }, INSTALL_MS)

    test('GSSAPI logs in as the principal of the ticket', async () => {
      await using connection = await connect({ ...to, sasl: gssapi({ kerberos }) })
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test('GSSAPI with raw tokens (SaslHandshake v0) logs in as the principal of the ticket', async () => {
      const apiVersions = { SaslHandshake: [0, 0], Metadata: [0, 9], CreateDelegationToken: [2, 3] } as const
      await using connection = await connect({ ...to, apiVersions, sasl: gssapi({ kerberos, principal: 'alice@KAFKA.TEST' }) })
      expect((await connection.send(Metadata, { topics: [] })).brokers).toHaveLength(1)
      expect(await principalOf(connection)).toBe('User:alice')
    })

    test.skipIf(version?.startsWith('4.'))(
      'GSSAPI without a handshake, as Kafka 0.9 wants it and 3.9 still allows, logs in as the principal',
      async () => {
        const apiVersions = { Metadata: [0, 9], CreateDelegationToken: [2, 3] } as const
        await using connection = await connect({ ...to, apiVersions, sasl: gssapi({ kerberos, handshake: false }) })
        expect((await connection.send(Metadata, { topics: [] })).brokers).toHaveLength(1)
        expect(await principalOf(connection)).toBe('User:alice')
      }
    )

    test('GSSAPI for a service that the realm does not know fails with KAFKA_AUTHENTICATION that names the service', async () => {
      const failed = connect({ ...to, sasl: gssapi({ kerberos, serviceName: 'nobody' }) })
      await expect(failed).rejects.toMatchObject({
        code: 'KAFKA_AUTHENTICATION',
        mechanism: 'GSSAPI',
        message: expect.stringMatching(/GSSAPI.*nobody@localhost/)
      })
    })
  })
}
