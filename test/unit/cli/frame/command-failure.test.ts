import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../../../src/cli/exit-codes.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

describe('the error of a command', () => {
  test.each([
    ['produce', ['produce', 'none']],
    ['consume', ['consume', 'none', '--to-end']],
    ['consume --group', ['consume', 'none', '--to-end', '--group', 'billing']],
    ['metadata', ['metadata', 'none']],
    ['topics describe', ['topics', 'describe', 'none']],
    ['groups reset', ['groups', 'reset', 'g', '--type', 'classic', '--topic', 'none', '--to-latest']]
  ])('kafkawire %s of a topic that does not exist has the code 20 and says what to do', async (_, args) => {
    await using kafka = await startTestingCluster()
    const { code, stderr } = await runCommand([...args, '--bootstrap', kafka.bootstrap], { input: 'a\n' })
    expect([code, stderr]).toEqual([exitCodes.TOPIC, expect.stringContaining('topic none does not exist, or this user may not see it')])
    expect(stderr).toContain('kafkawire topics list shows the topics, and kafkawire topics create none creates this one')
  })

  test.each([
    ['topics delete', ['topics', 'delete', 'none', '--yes']],
    ['topics add-partitions', ['topics', 'add-partitions', 'none', '--partitions', '2']],
    ['configs describe', ['configs', 'describe', 'topic', 'none']],
    ['configs set', ['configs', 'set', 'topic', 'none', 'retention.ms=1']]
  ])(
    'kafkawire %s of a topic that does not exist has the code 20, says how to find the topics, and proposes no new one',
    async (_, args) => {
      await using kafka = await startTestingCluster()
      const { code, stdout, stderr } = await runCommand([...args, '--bootstrap', kafka.bootstrap])
      const text = `kafkawire: ${args[0]}: topic none does not exist, or this user may not see it: kafkawire topics list shows the topics\n`
      expect([code, stdout, stderr]).toEqual([exitCodes.TOPIC, '', text])
    }
  )

  test('kafkawire groups delete of a group that does not exist says how to find the groups', async () => {
    await using kafka = await startTestingCluster()
    const { code, stderr } = await runCommand(['groups', 'delete', 'none', '--yes', '--bootstrap', kafka.bootstrap])
    expect([code, stderr]).toEqual([
      exitCodes.FAILED,
      'kafkawire: groups: there is no group none: kafkawire groups list shows the groups\n'
    ])
  })

  test('a broker that the cluster does not have leads to kafkawire metadata', async () => {
    await using kafka = await startTestingCluster()
    const { stderr } = await runCommand(['configs', 'describe', 'broker', '99', '--bootstrap', kafka.bootstrap])
    expect(stderr).toMatch(/^kafkawire: configs: .*\b99\b.*: it may have left the cluster; kafkawire metadata shows the brokers/)
  })

  test('a listener that wants a login has the code 16, with one server and with several, and the flags are named', async () => {
    await using kafka = await startTestingCluster({ sasl: { users: { alice: 'secret' } }, brokers: 2 })
    for (const servers of [kafka.bootstrap, kafka.bootstrap.split(',')[0] ?? '']) {
      const { code, stderr } = await runCommand(['metadata', '--bootstrap', servers])
      expect(code).toBe(exitCodes.SASL)
      expect(stderr).toContain('The listener may want a login: add --sasl MECHANISM and --username NAME')
      expect(stderr).toContain('kafkawire doctor finds the cause')
      expect(stderr).not.toContain('sasl option')
    }
  })

  test('a listener with TLS and a wait that is over are explained with flags, and not with options of the driver', async () => {
    await using kafka = await startTestingCluster({ tls: true })
    const plain = await runCommand(['metadata', '--bootstrap', kafka.bootstrap])
    expect([plain.code, plain.stderr]).toEqual([exitCodes.API_VERSIONS, expect.stringContaining('this listener speaks TLS: add --tls')])
    const late = await runCommand(['metadata', '--bootstrap', kafka.bootstrap, '--tls', '--timeout', '1ms'])
    expect(late.stderr).toMatch(/not open after 1 ms \(--timeout\)/)
  })
})
