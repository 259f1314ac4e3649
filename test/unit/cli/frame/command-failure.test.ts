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
    ['configs describe', ['configs', 'describe', 'topic', 'none']]
  ])('kafkawire %s of a topic that does not exist has the code 20 too', async (_, args) => {
    await using kafka = await startTestingCluster()
    expect((await runCommand([...args, '--bootstrap', kafka.bootstrap])).code).toBe(exitCodes.TOPIC)
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
