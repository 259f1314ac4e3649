import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { encryptKey, makePki, toPkcs12 } from '../../../support/pki.ts'
import { runCommand } from '../../../support/process/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkawire-metadata-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const { ca, server, client } = makePki()
const startSecured = () =>
  startTestingCluster({ tls: { clientAuth: 'required', cert: server.cert, key: server.key, ca }, sasl: { users: { alice: 'secret' } } })

describe('kafkawire metadata', () => {
  test('kafkawire metadata shows the cluster, its brokers and its topics in tables', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: { partitions: 3, replicationFactor: 2 }, b: 1 } })
    const { code, stdout, stderr } = await runCommand(['metadata', '--bootstrap', kafka.bootstrap])
    const [first, second] = kafka.brokers
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').map(line => line.replaceAll(/ {2,}/g, '  ').trim())).toEqual([
      `cluster ${kafka.clusterId}, controller 1`,
      '',
      'BROKER  ADDRESS  RACK',
      `1  127.0.0.1:${first?.port}  -`,
      `2  127.0.0.1:${second?.port}  -`,
      '',
      'TOPIC  PARTITIONS  REPLICAS  UNDER-REPLICATED  STATE',
      'b  1  1  0  ok',
      'orders  3  2  0  ok',
      ''
    ])
  })

  test('kafkawire metadata TOPIC --partitions shows leaders and replicas', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: { partitions: 2, replicationFactor: 2 } } })
    const { stdout } = await runCommand(['metadata', 'orders', '--partitions', '--bootstrap', kafka.bootstrap])
    expect(stdout).toContain(
      'TOPIC   PARTITION  LEADER  REPLICAS  IN SYNC\norders          0       1  1 2       1 2\norders          1       2  2 1       2 1\n'
    )
  })

  test('kafkawire metadata --json has stable keys', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { code, stdout } = await runCommand(['metadata', '--json', '--bootstrap', kafka.bootstrap])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      clusterId: kafka.clusterId,
      controllerId: 1,
      brokers: [{ nodeId: 1, host: '127.0.0.1', port: kafka.broker(1).port, rack: null }],
      topics: [
        {
          name: 'orders',
          topicId: expect.any(String),
          isInternal: false,
          error: null,
          partitions: [{ partition: 0, leader: 1, replicas: [1], inSync: [1] }]
        }
      ]
    })
  })

  test('a topic that does not exist is not created, and the exit code is 20', async () => {
    await using kafka = await startTestingCluster()
    const { code, stderr } = await runCommand(['metadata', 'nothing', '--bootstrap', kafka.bootstrap])
    expect([code, stderr]).toEqual([20, expect.stringContaining('topic nothing does not exist, or ')])
    expect(kafka.snapshot().topics).toEqual([])
  })

  test('a reader that goes away ends the command quietly', async () => {
    await using kafka = await startTestingCluster({
      topics: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`topic-${i}`, 1]))
    })
    const onStart = ({ stdout }: { stdout: NodeJS.ReadableStream | null }) =>
      stdout?.once('data', () => (stdout as unknown as { destroy(): void }).destroy())
    const { code, stderr } = await runCommand(['metadata', '--json', '--bootstrap', kafka.bootstrap], { onStart: onStart as never })
    expect([code, stderr]).toEqual([0, ''])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143]
  ] as const)('%s ends the command with the exit code %i and without a stack', async (name, expected) => {
    const server = createServer(socket => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
    const { port } = await new Promise<{ port: number }>(resolve =>
      server.once('listening', () => resolve(server.address() as { port: number }))
    )
    const { code, stderr } = await runCommand(['metadata', '--bootstrap', `127.0.0.1:${port}`], {
      onStart: child => server.once('connection', () => child.kill(name))
    })
    server.close()
    expect([code, stderr]).toEqual([expected, ''])
  })
})

describe('the connection of a command', () => {
  test('kafkawire metadata connects with TLS, a certificate of its own whose key is encrypted, and SASL', async () => {
    await using kafka = await startSecured()
    const key = encryptKey(client, 'hidden')
    const args = ['--tls', '--ca', file('ca.pem', ca), '--cert', file('cert.pem', client.cert), '--key', file('key.pem', key)]
    const sasl = ['--sasl', 'scram-sha-256', '--username', 'alice']
    const run = (password: string) =>
      runCommand(['metadata', '--json', '--bootstrap', kafka.bootstrap, ...args, ...sasl], {
        env: { KAFKAWIRE_PASSWORD: password, KAFKAWIRE_KEY_PASSWORD: 'hidden' }
      })
    const right = await run('secret')
    expect([right.code, right.stderr]).toEqual([0, ''])
    const wrong = await run('wr0ng')
    expect([wrong.code, wrong.stdout]).toEqual([16, ''])
    expect(wrong.stderr).toMatch(/^kafkawire: metadata: (?!.*wr0ng).*\n$/)
  })

  test('kafkawire metadata connects with the properties of a Java client', async () => {
    await using kafka = await startSecured()
    const config = file(
      'client.properties',
      [
        `bootstrap.servers=${kafka.bootstrap}`,
        'security.protocol=SASL_SSL',
        'sasl.mechanism=SCRAM-SHA-512',
        'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\',
        '  username="alice" password="secret";',
        `ssl.truststore.type=PEM`,
        `ssl.truststore.location=${file('trust.pem', ca)}`,
        `ssl.keystore.type=PKCS12`,
        `ssl.keystore.location=${file('own.p12', toPkcs12(client, 'changeit'))}`,
        'ssl.keystore.password=changeit',
        'ssl.cipher.suites=TLS_AES_256_GCM_SHA384',
        'client.id=reports',
        'acks=all'
      ].join('\n')
    )
    const { code, stdout, stderr } = await runCommand(['metadata', '--json', '--config', config])
    expect([code, stderr]).toEqual([0, `kafkawire: ${config}: kafkawire does not use ssl.cipher.suites\n`])
    expect(JSON.parse(stdout)).toMatchObject({ clusterId: kafka.clusterId })
  })

  test('an empty ssl.endpoint.identification.algorithm leaves out the check of the name', async () => {
    await using kafka = await startTestingCluster({ host: '127.0.0.2', tls: { cert: server.cert, key: server.key, ca } })
    const text = ['security.protocol=SSL', `ssl.truststore.location=${file('trust.pem', ca)}`, 'ssl.endpoint.identification.algorithm=']
    const run = (lines: readonly string[]) =>
      runCommand(['metadata', '--bootstrap', kafka.bootstrap, '--config', file('p', lines.join('\n'))])
    expect((await run(text)).code).toBe(0)
    expect(await run(text.slice(0, 2))).toMatchObject({ code: 14, stderr: expect.stringContaining('its certificate is refused') })
  })

  test.each([
    ['127.0.0.1:1', 12],
    ['name.invalid:9092', 11]
  ])('kafkawire metadata --bootstrap %s fails with the exit code %i of the step, and names doctor', async (server, expected) => {
    const { code, stderr } = await runCommand(['metadata', '--bootstrap', server])
    expect([code, stderr]).toEqual([expected, expect.stringMatching(/^kafkawire: metadata: .* kafkawire doctor finds the cause\n$/)])
  })
})
