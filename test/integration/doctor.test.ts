import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectCluster, ZERO_UUID } from '../../src/index.ts'
import { CreateTopics, DeleteTopics } from '../../src/messages.ts'
import { type CommandResult, runCommand } from '../support/process/command.ts'
import { brokers } from './support/brokers.ts'

const PASSWORD = 'alice-secret'
const doctor = (server: string, args: readonly string[], password = PASSWORD): Promise<CommandResult> =>
  runCommand(['doctor', server, ...args], { env: { KAFKAWIRE_PASSWORD: password } })

for (const { name, version = '', dir, bootstrap, tls, sasl } of brokers()) {
  // The certificates and users of a cluster that the harness did not start are unknown.
  if (tls === undefined || sasl === undefined || dir === undefined) continue
  const secured = ['--tls', '--ca', join(dir, 'pki', 'ca.pem')]
  const [topic, group] = [`doctor-${process.pid}`, `doctor-${process.pid}`]
  const listeners: readonly (readonly [string, string, readonly string[]])[] = [
    ['PLAINTEXT', bootstrap, []],
    ['SSL', tls, secured],
    ['SASL_PLAINTEXT', sasl.plaintext, ['--sasl', 'PLAIN', '--username', 'alice']],
    ['SASL_SSL', sasl.ssl, ['--sasl', 'SCRAM-SHA-512', '--username', 'alice', ...secured]]
  ]

  describe(`kafkawire doctor with ${name}`, () => {
    test.each(listeners)('all steps are green over %s', async (listener, server, args) => {
      await using cluster = await connectCluster({ bootstrapServers: bootstrap })
      await cluster.send(CreateTopics, { topics: [{ name: topic, numPartitions: 2, replicationFactor: 1 }], timeoutMs: 10_000 })
      try {
        const flags = ['--topic', topic, '--group', group, '--write', '--idle', '1s']
        const { code, stdout, stderr } = await doctor(server, [...args, ...flags])
        expect([code, stderr], stdout).toEqual([0, ''])
        const [major, minor] = version.split('.')
        expect(stdout).toContain(`✓ api versions   Apache Kafka ${major}.${minor}, `)
        expect(stdout).toContain('✓ write          the record read back')
        expect(stdout).toContain('✓ idle           works after 1 s without traffic')
        if (listener === 'SSL') expect(stdout).toMatch(/✓ tls {12}TLSv1\.3, .* days left, asks for our certificate/)
        if (listener === 'SASL_SSL') expect(stdout).toMatch(/✓ tls {12}TLSv1\.3, .* days left, asks for no certificate/)
        expect(stdout).not.toMatch(/ [✗!] /)
        expect(stdout).toMatch(/\nAll is well: This machine can use .* of cluster [\w-]{22}\.\nRemedy: Nothing needs to be changed\.\n$/)
      } finally {
        await cluster.send(DeleteTopics, { topics: [{ name: topic, topicId: ZERO_UUID }], timeoutMs: 10_000 })
      }
    })

    test.each<readonly [what: string, server: string, args: readonly string[], password: string, code: number, cause: string]>([
      ['TLS to the port without TLS', bootstrap, secured, PASSWORD, 13, 'speaks Kafka without TLS, and this client uses TLS.'],
      ['plaintext to the port with TLS', tls, [], PASSWORD, 13, 'speaks TLS, and this client speaks plaintext.'],
      ['an authority that is not trusted', tls, ['--tls'], PASSWORD, 14, 'is not from an authority that this client trusts'],
      ['no SASL at the port with SASL', sasl.plaintext, [], PASSWORD, 16, 'wants clients to authenticate with SASL'],
      ['SASL at the port without SASL', bootstrap, ['--sasl', 'PLAIN', '--username', 'alice'], PASSWORD, 16, 'does not use SASL'],
      [
        'a wrong password',
        sasl.plaintext,
        ['--sasl', 'SCRAM-SHA-256', '--username', 'alice'],
        'canary',
        16,
        'refuses the credentials of SCRAM-SHA-256'
      ],
      [
        'a topic that does not exist',
        bootstrap,
        ['--topic', 'no-such-topic'],
        PASSWORD,
        20,
        'Topic no-such-topic does not exist on this cluster'
      ]
    ])('%s ends with its cause', async (_, server, args, password, code, cause) => {
      const result = await doctor(server, args, password)
      expect([result.code, result.stderr], result.stdout).toEqual([code, ''])
      const [last, remedy] = result.stdout.trimEnd().split('\n').slice(-2)
      expect([last, remedy]).toEqual([expect.stringContaining(cause), expect.stringMatching(/^Remedy: On /)])
      expect(result.stdout).not.toContain('canary')
    })
  })
}
