import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

/** The output without times and ports. */
const withoutNumbers = (text: string): string =>
  text
    .replaceAll(/ {2}[\d.]+ m?s$/gm, '')
    .replaceAll(/in [\d.]+ m?s$/gm, 'in T')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')

describe('kafkawire doctor', () => {
  test('kafkawire doctor shows one line for each step, and at the end that all is well', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    const args = ['--topic', 'orders', '--group', 'billing', '--write', '--idle', '100ms']
    const { code, stdout, stderr } = await runCommand(['doctor', `127.0.0.1:${kafka.broker(1).port}`, ...args])
    expect([code, stderr]).toEqual([0, ''])
    expect(withoutNumbers(stdout).split('\n')).toEqual([
      'doctor HOST',
      '  ✓ options        plaintext, no SASL',
      '  ✓ tcp            127.0.0.1 accepts connections',
      '  ✓ first bytes    Kafka without TLS',
      expect.stringMatching(/^ {2}✓ api versions {3}Apache Kafka 4\.4, \d+ APIs$/),
      '  - sasl           not used',
      `  ✓ metadata       cluster ${kafka.clusterId}, 2 brokers (1, 2), controller 1`,
      'advertised addresses',
      '  ✓ broker 1       HOST answers as expected',
      '  ✓ broker 2       HOST answers as expected',
      'group billing',
      expect.stringMatching(/^ {2}✓ coordinator {4}broker [12], which has no group of this name now: /),
      'topic orders',
      '  ✓ topic          2 partitions, all with a leader',
      expect.stringMatching(/^ {2}✓ authorization {2}this user may READ, WRITE, /),
      '  ✓ write          one record written to partition 0, offset 0',
      '  ✓ write          the record read back',
      'HOST',
      '  ✓ idle           works after 0.1 s without traffic',
      '',
      '13 ok, 0 warnings, 0 failed, in T',
      `All is well: This machine can use all 2 brokers of cluster ${kafka.clusterId}.`,
      'Remedy: Nothing needs to be changed.',
      ''
    ])
  })

  test('kafkawire doctor ends with the cause and the remedy, and its exit code names the step', async () => {
    await using kafka = await startTestingCluster({ advertisedHost: 'kafka.invalid' })
    const { port } = kafka.broker(1)
    const { code, stdout } = await runCommand(['doctor', `127.0.0.1:${port}`])
    expect(code).toBe(18)
    expect(stdout).toMatch(/\n {2}✗ broker 1 {7}kafka\.invalid:\d+: dns: kafka\.invalid does not resolve \(\w+\)\n/)
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      expect.stringMatching(
        /^Cause: Broker 1 advertises kafka\.invalid:\d+, but the name kafka\.invalid does not resolve on this machine \(\w+\)\.$/
      ),
      expect.stringMatching(/^Remedy: On the broker: set advertised\.listeners /)
    ])
  })

  test('kafkawire doctor --json prints the whole result in one line', async () => {
    await using kafka = await startTestingCluster({ sasl: { alice: 'secret' } })
    const args = ['--sasl', 'PLAIN', '--username', 'alice', '--json']
    const run = (password: string) => runCommand(['doctor', kafka.bootstrap, ...args], { env: { KAFKAWIRE_PASSWORD: password } })
    const [right, wrong] = [await run('secret'), await run('wr0ng')]
    expect([right.code, wrong.code, right.stdout.split('\n').length]).toEqual([0, 16, 2])
    expect(JSON.parse(right.stdout)).toMatchObject({
      status: 'ok',
      clusterId: kafka.clusterId,
      brokers: [{ nodeId: 1, isReachable: true }]
    })
    expect(JSON.parse(wrong.stdout)).toMatchObject({ status: 'failed', failedStep: 'sasl' })
    expect(wrong.stdout + wrong.stderr).not.toContain('wr0ng')
  })

  test.each([
    [['127.0.0.1:1', '--write'], '--write needs --topic'],
    [['127.0.0.1:1', '--bootstrap', 'a:1'], 'the servers are given twice'],
    [['localhost'], 'localhost has no port'],
    [[], 'HOST:PORT is missing: write kafkawire doctor localhost:9092, or use --bootstrap or --config']
  ])('kafkawire doctor %j is refused with the exit code 2', async (args, text) => {
    const { code, stdout, stderr } = await runCommand(['doctor', ...args])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(new RegExp(`^kafkawire: doctor: .*${text}.*\\n$`))])
  })

  test('kafkawire doctor --timeout is the limit of a step', async () => {
    const server = createServer(socket => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { code, stdout } = await runCommand(['doctor', `127.0.0.1:${port}`, '--timeout', '321ms'])
    server.close()
    expect([code, stdout]).toEqual([13, expect.stringContaining('nothing within 321 ms')])
  })

  test('Ctrl-C ends kafkawire doctor with the exit code 130', async () => {
    await using kafka = await startTestingCluster()
    const { code, stderr } = await runCommand(['doctor', kafka.bootstrap, '--idle', '1h'], {
      onStart: child => child.stdout?.on('data', text => String(text).includes('broker 1') && child.kill('SIGINT'))
    })
    expect([code, stderr]).toEqual([130, ''])
  })
})
