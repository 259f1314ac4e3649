import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connect, type TlsOption } from '../../src/index.ts'
import { Metadata } from '../../src/messages.ts'
import { cacheDir } from './harness/cache.ts'
import { loadCluster } from './harness/cluster.ts'
import { bootstrapOf } from './harness/describe.ts'
import { P12_PASSWORD } from './harness/pki.ts'
import { firstAddress } from './support/address.ts'
import { brokers } from './support/brokers.ts'

for (const { name, bootstrap, tls: secured } of brokers()) {
  if (secured === undefined) continue // whose certificates we do not know
  const plaintext = firstAddress(bootstrap)
  const ssl = firstAddress(secured)
  const pki = pkiOf(secured)
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

/** The certificates and keys of the cluster of this run that listens there. */
function pkiOf(bootstrap: string): (file: string) => Buffer {
  const runs = join(cacheDir(), 'test-runs')
  const dirs = readdirSync(runs).flatMap(run => readdirSync(join(runs, run)).map(version => join(runs, run, version)))
  const dir = dirs.find(each => bootstrapOf(loadCluster(each), 'SSL') === bootstrap)
  if (dir === undefined) throw new Error(`no cluster of this run listens at ${bootstrap}`)
  return file => readFileSync(join(dir, 'pki', file))
}
