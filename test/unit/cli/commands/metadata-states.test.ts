import { describe, expect, test } from 'vitest'
import { absentValues, errorCodes } from '../../../../src/index.ts'
import { Metadata, type MetadataResponse } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

/** A cluster with two brokers and the topic `orders`, whose answers to Metadata are changed. */
async function startChanged(change: (answer: MetadataResponse) => MetadataResponse): Promise<TestingCluster> {
  const kafka = await startTestingCluster({ brokers: 2, topics: { orders: { partitions: 2, replicationFactor: 2 } } })
  kafka.on(Metadata, async (_, next) => change(await next()))
  return kafka
}

const changedTopics =
  (change: Partial<MetadataResponse['topics'][number]>) =>
  (answer: MetadataResponse): MetadataResponse => ({ ...answer, topics: answer.topics.map(topic => ({ ...topic, ...change })) })

const changedPartitions =
  (change: Partial<MetadataResponse['topics'][number]['partitions'][number]>) =>
  (answer: MetadataResponse): MetadataResponse => ({
    ...answer,
    topics: answer.topics.map(topic => ({ ...topic, partitions: topic.partitions.map(partition => ({ ...partition, ...change })) }))
  })

describe('the states of topics in kafkawire metadata', () => {
  test('partitions whose replicas are not all in sync are counted', async () => {
    await using kafka = await startChanged(changedPartitions({ isrNodes: [1] }))
    const { stdout } = await runCommand(['metadata', '--bootstrap', kafka.bootstrap])
    expect(stdout).toMatch(/^orders +2 +2 +2 {2}ok$/m)
  })

  test('partitions without a leader are counted, and have no leader in the lines and in JSON', async () => {
    await using kafka = await startChanged(changedPartitions({ leaderId: absentValues.NO_LEADER_ID }))
    const run = (...args: readonly string[]) => runCommand(['metadata', ...args, '--bootstrap', kafka.bootstrap])
    expect((await run()).stdout).toMatch(/^orders .* {2}2 without a leader$/m)
    expect((await run('--partitions')).stdout).toMatch(/^orders +0 +- +\d \d +\d \d$/m)
    expect(JSON.parse((await run('--json')).stdout).topics[0].partitions[0]).toMatchObject({ leader: null })
  })

  test('an internal topic is shown with --internal, or if it is named', async () => {
    await using kafka = await startChanged(changedTopics({ isInternal: true }))
    const shown = async (...args: readonly string[]) =>
      JSON.parse((await runCommand(['metadata', ...args, '--json', '--bootstrap', kafka.bootstrap])).stdout).topics
    expect(await shown()).toEqual([])
    expect(await shown('--internal')).toMatchObject([{ name: 'orders', isInternal: true }])
    expect(await shown('orders')).toMatchObject([{ name: 'orders', isInternal: true }])
    expect((await runCommand(['metadata', '--bootstrap', kafka.bootstrap])).stdout).toMatch(/\nno topics\n$/)
  })

  test('a topic that this user may not see has the exit code 21', async () => {
    await using kafka = await startChanged(changedTopics({ errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, partitions: [] }))
    const { code, stdout, stderr } = await runCommand(['metadata', 'orders', '--bootstrap', kafka.bootstrap])
    expect([code, stderr]).toEqual([21, expect.stringContaining('kafkawire: metadata: topic orders: ')])
    expect(stdout).toMatch(/^orders .* TOPIC_AUTHORIZATION_FAILED$/m)
  })

  test('a cluster without a controller says so, in JSON with null', async () => {
    await using kafka = await startChanged(answer => ({ ...answer, controllerId: absentValues.NO_CONTROLLER_ID }))
    const run = (...args: readonly string[]) => runCommand(['metadata', ...args, '--bootstrap', kafka.bootstrap])
    expect((await run()).stdout).toContain(`cluster ${kafka.clusterId}, controller none\n`)
    expect(JSON.parse((await run('--json')).stdout)).toMatchObject({ controllerId: null })
  })
})

describe('the topics of kafkawire topics', () => {
  test('kafkawire topics list shows an internal topic only with --internal, and says that there are no others', async () => {
    await using kafka = await startChanged(changedTopics({ isInternal: true }))
    const run = (...args: readonly string[]) => runCommand(['topics', 'list', ...args, '--bootstrap', kafka.bootstrap])
    expect(await run()).toEqual({ code: 0, stdout: '', stderr: 'kafkawire: topics: the cluster has no topics\n' })
    expect(await run('--internal')).toEqual({ code: 0, stdout: 'orders\n', stderr: '' })
  })

  test('kafkawire topics describe shows no leader where there is none', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await kafka.broker(2).stop()
    const args = ['topics', 'describe', 'orders', '--json', '--bootstrap', `127.0.0.1:${kafka.broker(1).port}`]
    const { partitions } = JSON.parse((await runCommand(args)).stdout)
    expect(partitions).toMatchObject([
      { partition: 0, leader: 1, startOffset: '0' },
      { partition: 1, leader: null, startOffset: null, endOffset: null }
    ])
  })
})
