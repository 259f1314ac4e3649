import { describe, expect, test } from 'vitest'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

describe('kafkawire topics', () => {
  test('kafkawire topics creates, describes, extends and deletes a topic', async () => {
    await using kafka = await startTestingCluster()
    const run = (...args: readonly string[]) => runCommand(['topics', ...args, '--bootstrap', kafka.bootstrap])
    const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' })
    expect(await run('create', 'orders', '--partitions', '2', '--set', 'retention.ms=60000', '--dry-run')).toEqual(
      ok('orders: can be created\n')
    )
    expect(kafka.snapshot().topics).toEqual([])
    expect(await run('create', 'orders', '--partitions', '2', '--set', 'retention.ms=60000')).toEqual(ok('orders: created\n'))
    await kafka.produce('orders', [{ value: 'a', partition: 1 }])
    expect((await run('describe', 'orders')).stdout).toMatch(/\norders +0 +1 +1 +1 +0 +0\norders +1 +1 +1 +1 +0 +1\n$/)
    expect(await run('add-partitions', 'orders', '--partitions', '3')).toEqual(ok('orders: has 3 partitions\n'))
    expect(await run('list')).toEqual(ok('orders\n'))
    expect(await run('delete', 'orders', '--yes')).toEqual(ok('orders: deleted\n'))
    expect(kafka.snapshot().topics).toEqual([])
  })

  test('kafkawire topics create --replicas and --set are the replicas and the settings of the topic', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    const run = (...args: readonly string[]) => runCommand([...args, '--json', '--bootstrap', kafka.bootstrap])
    await run('topics', 'create', 'orders', '--replicas', '2', '--set', 'retention.ms=60000')
    expect(JSON.parse((await run('topics', 'describe', 'orders')).stdout).partitions[0].replicas).toHaveLength(2)
    expect(JSON.parse((await run('configs', 'describe', 'topic', 'orders', 'retention.ms')).stdout)).toMatchObject({ value: '60000' })
  })

  test('kafkawire topics --json has stable keys', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const run = async (...args: readonly string[]) =>
      JSON.parse((await runCommand(['topics', ...args, '--json', '--bootstrap', kafka.bootstrap])).stdout)
    expect(await run('list')).toEqual({ topic: 'orders', partitions: 1, isInternal: false })
    expect(await run('describe', 'orders')).toEqual({
      topic: 'orders',
      topicId: expect.any(String),
      partitions: [{ partition: 0, leader: 1, replicas: [1], inSync: [1], startOffset: '0', endOffset: '0' }]
    })
    expect(await run('create', 'b')).toEqual({ topic: 'b', result: 'created', error: null, message: null })
  })

  test('a topic that exists already has the exit code 3, and one that does not exist the exit code 20', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const run = (...args: readonly string[]) => runCommand(['topics', ...args, '--bootstrap', kafka.bootstrap])
    expect(await run('create', 'orders')).toEqual({ code: 3, stdout: '', stderr: expect.stringContaining('36 TOPIC_ALREADY_EXISTS') })
    expect(await run('describe', 'nothing')).toEqual({
      code: 20,
      stdout: '',
      stderr: expect.stringContaining('topic nothing does not exist')
    })
  })

  test.each([
    ['an action that does not exist', ['frob'], /there is no action frob: it is one of list, describe, /],
    ['delete without --yes', ['delete', 'orders'], /delete removes orders with all records: add --yes/],
    ['add-partitions without a number', ['add-partitions', 'orders'], /add-partitions needs --partitions N/],
    ['describe without a topic', ['describe'], /describe needs one or more topics, and nothing follows it/],
    ['a flag of another action', ['list', '--dry-run'], /--dry-run belongs to create and add-partitions, not to list/],
    ['a setting without a value', ['create', 'a', '--set', 'x'], /--set must be NAME=VALUE, not "x"/]
  ])('kafkawire topics refuses %s in one sentence, before it connects', async (_, args, expected) => {
    const { code, stdout, stderr } = await runCommand(['topics', ...args, '--bootstrap', '127.0.0.1:1'])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(expected)])
  })
})
