import { describe, expect, test } from 'vitest'
import { apiKeys } from '../../../../src/index.ts'
import { ApiVersions } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

describe('kafkawire api-versions', () => {
  test('kafkawire api-versions shows the versions of the broker and of this driver by name, and the features', async () => {
    await using kafka = await startTestingCluster()
    const { code, stdout, stderr } = await runCommand(['api-versions', '--bootstrap', kafka.bootstrap])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^KEY {2}API +BROKER +CLIENT\n/)
    expect(stdout).toMatch(/^ *3 {2}Metadata +\d+ to 13 +0 to 13$/m)
    expect(stdout).toMatch(/^metadata.version +\d+ to \d+ +\d+( to \d+)?$/m)
  })

  test('kafkawire api-versions --json has stable keys', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const { stdout } = await runCommand(['api-versions', '--json', '--node', '2', '--bootstrap', kafka.bootstrap])
    const { apis, features } = JSON.parse(stdout)
    const range = { min: expect.any(Number), max: expect.any(Number) }
    expect(apis).toContainEqual({ key: apiKeys.Fetch, name: 'Fetch', ...range, client: { min: 0, max: 18 } })
    expect(features).toContainEqual({ name: 'transaction.version', ...range, finalized: range })
  })

  test('kafkawire api-versions --node asks the broker with this id', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const unknown = { apiKey: 30_000, minVersion: 1, maxVersion: 2 }
    kafka.on(ApiVersions, { nodeId: 2 }, async (_, next) => {
      const answer = await next()
      return { ...answer, apiKeys: [...answer.apiKeys, unknown] }
    })
    const shown = async (node: string) =>
      JSON.parse((await runCommand(['api-versions', '--json', '--node', node, '--bootstrap', kafka.bootstrap])).stdout).apis
    const expected = { key: unknown.apiKey, name: null, min: 1, max: 2, client: null }
    expect(await shown('2')).toContainEqual(expected)
    expect(await shown('1')).not.toContainEqual(expected)
  })

  test('kafkawire api-versions --against shows what is different, with the exit code 1', async () => {
    await using old = await startTestingCluster({ profile: 'kafka-2.8' })
    await using young = await startTestingCluster()
    const args = ['api-versions', '--bootstrap', old.bootstrap, '--against', young.bootstrap]
    const { code, stdout } = await runCommand(args)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^DIFFERENT +FIRST +SECOND\n/)
    expect(stdout).toMatch(/^ConsumerGroupHeartbeat +- +\d/m)
    const json = JSON.parse((await runCommand([...args, '--json'])).stdout)
    expect(json).toMatchObject({
      same: false,
      apis: expect.arrayContaining([expect.objectContaining({ name: 'Metadata', first: { min: 0, max: 11 } })])
    })
  })

  test('kafkawire api-versions --against a cluster with the same versions has the exit code 0', async () => {
    await using kafka = await startTestingCluster()
    const { code, stdout } = await runCommand(['api-versions', '--bootstrap', kafka.bootstrap, '--against', kafka.bootstrap])
    expect([code, stdout]).toEqual([0, 'Both clusters speak the same versions and have the same features\n'])
  })

  test.each([
    ['a second address without a port', ['--against', 'localhost'], /localhost has no port/],
    ['a node that is no number', ['--node', 'one'], /--node must be an integer/]
  ])('kafkawire api-versions refuses %s in one sentence', async (_, args, expected) => {
    const { code, stdout, stderr } = await runCommand(['api-versions', '--bootstrap', 'localhost:9092', ...args])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(expected)])
  })
})
