import { describe, expect, test } from 'vitest'
import { DescribeConfigs, type DescribeConfigsResponseResourceResult } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

describe('kafkawire configs', () => {
  test('kafkawire configs sets, shows and deletes a setting of a topic', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const run = (...args: readonly string[]) => runCommand(['configs', ...args, '--bootstrap', kafka.bootstrap])
    const shown = async () => JSON.parse((await run('describe', 'topic', 'orders', 'retention.ms', '--json')).stdout)
    expect(await run('set', 'topic', 'orders', 'retention.ms=77', '--dry-run')).toMatchObject({
      code: 0,
      stdout: 'orders: can be changed\n'
    })
    expect(await shown()).toMatchObject({ source: 'DEFAULT_CONFIG' })
    expect(await run('set', 'topic', 'orders', 'retention.ms=77')).toEqual({ code: 0, stdout: 'orders: changed\n', stderr: '' })
    expect(await shown()).toEqual({ name: 'retention.ms', value: '77', source: 'TOPIC_CONFIG', readOnly: false, isSensitive: false })
    expect((await run('describe', 'topic', 'orders')).stdout).toMatch(/^SETTING +VALUE +SOURCE\n(?:.*\n)*retention.ms +77 +TOPIC_CONFIG\n/)
    expect(await run('delete', 'topic', 'orders', 'retention.ms')).toMatchObject({ code: 0, stdout: 'orders: changed\n' })
    expect(await shown()).toMatchObject({ source: 'DEFAULT_CONFIG' })
  })

  test('the value of a secret setting is not shown, and --all shows settings with their default value', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.on(DescribeConfigs, async (_, next) => {
      const answer = await next()
      const hide = (config: DescribeConfigsResponseResourceResult) => ({ ...config, isSensitive: true })
      return { ...answer, results: answer.results.map(result => ({ ...result, configs: result.configs.map(hide) })) }
    })
    const run = (...args: readonly string[]) =>
      runCommand(['configs', 'describe', 'topic', 'orders', ...args, '--bootstrap', kafka.bootstrap])
    expect((await run('retention.ms')).stdout).toMatch(/^retention.ms +\(hidden\) +DEFAULT_CONFIG$/m)
    expect((await run()).stdout).not.toContain('retention.ms')
    expect((await run('--all')).stdout).toMatch(/^retention.ms /m)
  })

  test('a setting that does not exist has the exit code 3, with the words of the broker', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const run = (...args: readonly string[]) => runCommand(['configs', ...args, '--bootstrap', kafka.bootstrap])
    expect(await run('set', 'topic', 'orders', 'nothing=1')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('40 INVALID_CONFIG')
    })
    expect(await run('describe', 'topic', 'orders', 'nothing')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no setting nothing')
    })
  })

  test.each([
    ['a type that does not exist', ['describe', 'table', 'orders'], /there is no type table: it is one of topic, broker, /],
    ['set without a value', ['set', 'topic', 'orders', 'retention.ms'], /a setting must be NAME=VALUE, not "retention.ms"/],
    ['delete with a value', ['delete', 'topic', 'orders', 'retention.ms=1'], /delete takes names of settings/],
    ['a flag of another action', ['describe', 'topic', 'orders', '--dry-run'], /--dry-run belongs to set and delete, not to describe/],
    [
      'describe without a name',
      ['describe', 'topic'],
      /describe needs a type, a name, and perhaps settings, and only 1 argument follows it/
    ]
  ])('kafkawire configs refuses %s in one sentence, before it connects', async (_, args, expected) => {
    const { code, stdout, stderr } = await runCommand(['configs', ...args, '--bootstrap', '127.0.0.1:1'])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(expected)])
  })
})
