import { describe, expect, test } from 'vitest'
import { connect, type TlsOption } from '../../src/index.ts'
import { Metadata } from '../../src/messages.ts'
import { P12_PASSWORD } from './harness/security/pki.ts'
import { firstAddress } from './support/address.ts'
import { brokers, pkiOf } from './support/brokers.ts'
import { principalOf } from './support/principal.ts'

for (const { name, dir, bootstrap, tls: secured } of brokers()) {
  // The certificates of a cluster that the harness did not start are unknown.
  if (secured === undefined || dir === undefined) continue
  const plaintext = firstAddress(bootstrap)
  const ssl = firstAddress(secured)
  const pki = pkiOf(dir)
  const ca = pki('ca.pem')

  /**
   * Connects, sends Metadata, and returns the ports of the brokers and what is known of the
   * connection.
   */
  const connectAndAsk = async (address: { host: string; port: number }, tls: TlsOption) => {
    await using connection = await connect({ ...address, tls })
    const { brokers } = await connection.send(Metadata, { topics: [] })
    return { ports: brokers.map(({ port }) => port), ...connection.broker }
  }

  describe(`TLS with ${name}`, () => {
    test.each(['localhost', '127.0.0.1'])('a TLS connection to %s verifies the certificate and carries requests', async host => {
      expect(await connectAndAsk({ ...ssl, host }, { ca })).toMatchObject({ ports: [ssl.port], address: '127.0.0.1', tlsAuthorized: true })
    })

    test.each([
      ['in PEM', { cert: pki('client.crt'), key: pki('client.key') }],
      ['in PKCS#12', { pfx: pki('client.p12'), passphrase: P12_PASSWORD }]
    ])('a client certificate %s is accepted', async (_, credential) => {
      expect(await connectAndAsk(ssl, async () => ({ ca, ...credential }))).toMatchObject({ ports: [ssl.port], tlsAuthorized: true })
    })

    test('the subject of the client certificate becomes the principal', async () => {
      await using connection = await connect({ ...ssl, tls: { ca, cert: pki('client.crt'), key: pki('client.key') } })
      expect(await principalOf(connection)).toBe('User:CN=alice,O=harness')
    })

    test.each(['TLSv1.3', 'TLSv1.2'] as const)(
      'the broker closes a %s connection whose client certificate it does not trust',
      async version => {
        const tls = { ca, cert: pki('other-ca.pem'), key: pki('other-ca.key'), maxVersion: version }
        const failed = connectAndAsk(ssl, tls)
        await expect(failed).rejects.toMatchObject({
          code: 'KAFKA_CONNECT',
          message: expect.stringContaining('does it want a client certificate')
        })
        await expect(failed).rejects.toHaveProperty('cause.code', expect.stringContaining('CERTIFICATE'))
      }
    )

    test.each([
      ['an authority that did not issue it', { ca: pki('other-ca.pem') }],
      ['the authorities that Node trusts', true]
    ])('the certificate of the broker is refused when it is checked against %s', async (_, tls) => {
      const expected = {
        code: 'KAFKA_CONNECT',
        phase: 'tls',
        retriable: false,
        message: expect.stringContaining('its certificate is refused')
      }
      await expect(connectAndAsk(ssl, tls)).rejects.toMatchObject(expected)
    })

    test('a connection without TLS to a TLS listener fails with advice to set the tls option', async () => {
      const message = expect.stringMatching(/this listener speaks TLS[:,] set the tls option$/)
      await expect(connectAndAsk(ssl, false)).rejects.toMatchObject({
        code: 'KAFKA_CONNECT',
        phase: 'api-versions',
        retriable: false,
        message
      })
    })

    test('a TLS connection to a plaintext listener fails with the question whether the listener speaks TLS', async () => {
      const message = expect.stringContaining('does this listener speak TLS')
      await expect(connectAndAsk(plaintext, { ca })).rejects.toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', message })
    })
  })
}
