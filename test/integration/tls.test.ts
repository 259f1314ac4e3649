import { describe, expect, test } from 'vitest'
import { connect, type TlsOption } from '../../src/index.ts'
import { Metadata } from '../../src/messages.ts'
import { P12_PASSWORD } from './harness/security/pki.ts'
import { firstAddress } from './support/address.ts'
import { brokers, pkiOf } from './support/brokers.ts'
import { principalOf } from './support/principal.ts'

for (const { name, dir, bootstrap, tls: secured } of brokers()) {
  if (secured === undefined || dir === undefined) continue // whose certificates we do not know
  const plaintext = firstAddress(bootstrap)
  const ssl = firstAddress(secured)
  const pki = pkiOf(dir)
  const ca = pki('ca.pem')

  /** Connects and asks which brokers there are: what came of it. */
  const meet = async (address: { host: string; port: number }, tls: TlsOption) => {
    await using connection = await connect({ ...address, tls })
    const { brokers } = await connection.send(Metadata, { topics: [] })
    return { ports: brokers.map(({ port }) => port), ...connection.broker }
  }

  describe(`TLS with ${name}`, () => {
    test.each(['localhost', '127.0.0.1'])('carries requests once the certificate is verified: %s', async host => {
      expect(await meet({ ...ssl, host }, { ca })).toMatchObject({ ports: [ssl.port], address: '127.0.0.1', tlsAuthorized: true })
    })

    test.each([
      ['in PEM', { cert: pki('client.crt'), key: pki('client.key') }],
      ['in PKCS#12', { pfx: pki('client.p12'), passphrase: P12_PASSWORD }]
    ])('goes with a client certificate %s', async (_, credential) => {
      expect(await meet(ssl, async () => ({ ca, ...credential }))).toMatchObject({ ports: [ssl.port], tlsAuthorized: true })
    })

    test('makes us the subject of the client certificate', async () => {
      await using connection = await connect({ ...ssl, tls: { ca, cert: pki('client.crt'), key: pki('client.key') } })
      expect(await principalOf(connection)).toBe('User:CN=alice,O=harness')
    })

    test.each(['TLSv1.3', 'TLSv1.2'] as const)(
      'is ended by the broker over a client certificate that it does not trust, with %s',
      async version => {
        const tls = { ca, cert: pki('other-ca.pem'), key: pki('other-ca.key'), maxVersion: version }
        const failed = meet(ssl, tls)
        await expect(failed).rejects.toMatchObject({
          code: 'KAFKA_CONNECT',
          message: expect.stringContaining('does it want a client certificate')
        })
        await expect(failed).rejects.toHaveProperty('cause.code', expect.stringContaining('CERTIFICATE'))
      }
    )

    test.each([
      ['an authority that did not issue it', { ca: pki('other-ca.pem') }],
      ['those that Node trusts', true]
    ])('refuses the broker’s certificate by %s', async (_, tls) => {
      const expected = {
        code: 'KAFKA_CONNECT',
        phase: 'tls',
        retriable: false,
        message: expect.stringContaining('its certificate is refused')
      }
      await expect(meet(ssl, tls)).rejects.toMatchObject(expected)
    })

    test('met in plain says what the listener speaks', async () => {
      const message = expect.stringMatching(/this listener speaks TLS[:,] set the tls option$/)
      await expect(meet(ssl, false)).rejects.toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false, message })
    })

    test('at a listener that speaks plaintext asks whether it does', async () => {
      const message = expect.stringContaining('does this listener speak TLS')
      await expect(meet(plaintext, { ca })).rejects.toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', message })
    })
  })
}
