import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type Cluster, connectCluster, memberEpochs, throwIfError } from '../../../src/index.ts'
import { ConsumerGroupHeartbeat, ShareGroupHeartbeat } from '../../../src/messages.ts'
import { brokers } from '../support/brokers.ts'
import { type Shell, shellFor } from '../support/cli.ts'
import { kafkaTool } from '../support/clients/java-tools.ts'
import { eventually } from '../support/eventually.ts'
import { uniqueName } from '../support/topics.ts'

const RECORDS = 5
const TIMEOUT_MS = 120_000 // each test runs about twenty processes
const NEW_TYPES = '4.4.0' // the version with consumer and share groups as defaults

describe.each(brokers())('kafkawire groups with $name', ({ bootstrap, version }) => {
  const shell = shellFor(['--bootstrap', bootstrap])
  const known = test.skipIf(version === undefined)
  const modern = test.skipIf(version !== NEW_TYPES)

  known(
    'a classic group of kcat is listed and described with its lag, is reset when it has ended, and is deleted',
    async () => {
      await using topic = await shell.topic()
      await fill(shell, topic.name)
      const group = uniqueName('classic')
      const member = startKcat(bootstrap, group, topic.name)
      try {
        await eventually(async () => {
          expect(await shell.json(['groups', 'list', '--type', 'classic'])).toContainEqual({
            ...{ group, type: 'classic', state: 'Stable', protocolType: 'consumer' }
          })
        })
        await shell.text(['produce', topic.name], 'one more\n')
        const [found] = await shell.json(['groups', 'describe', group])
        expect(found).toEqual({
          ...{ group, type: 'classic', state: 'Stable', epoch: null, assignor: 'range' },
          members: [
            {
              memberId: expect.stringMatching(/^rdkafka-/),
              instanceId: null,
              clientId: 'rdkafka',
              host: '127.0.0.1',
              epoch: null,
              assignment: [{ topic: topic.name, partitions: [0] }]
            }
          ],
          coordinator: { nodeId: expect.any(Number), host: expect.any(String), port: expect.any(Number) },
          offsets: [expect.objectContaining({ topic: topic.name, partition: 0, endOffset: String(RECORDS + 1) })]
        })
        const refused = await shell.run(['groups', 'reset', group, '--topic', topic.name, '--to-earliest', '--execute'])
        expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`group ${group} has 1 member: stop them`)])
      } finally {
        await end(member)
      }
      await eventually(async () => expect(await shell.json(['groups', 'describe', group])).toMatchObject([{ state: 'Empty', members: [] }]))
      await resets(shell, group, topic.name)
      expect(await kafkasView(bootstrap, group)).toMatch(new RegExp(`${topic.name} +0 +2 +${RECORDS + 1} +${RECORDS - 1} `))
      expect(await shell.text(['groups', 'delete', group, '--yes'])).toBe(`${group}: deleted\n`)
      const gone = await shell.run(['groups', 'describe', group])
      expect([gone.code, gone.stderr]).toEqual([
        1,
        `kafkawire: groups: there is no group ${group}: kafkawire groups list shows the groups\n`
      ])
    },
    TIMEOUT_MS
  )

  modern(
    'a consumer group (KIP-848) is listed and described with its epochs, and is reset when it has ended',
    async () => {
      await using cluster = await connectCluster({ bootstrapServers: bootstrap })
      await using topic = await shell.topic()
      await fill(shell, topic.name)
      const group = uniqueName('consumer')
      const beat = (memberEpoch: number) => consumerBeat(cluster, group, topic.name, memberEpoch)
      const { memberEpoch } = await beat(memberEpochs.JOIN_GROUP)
      await eventually(async () => {
        await beat(memberEpoch)
        expect(await shell.json(['groups', 'list', '--type', 'consumer'])).toContainEqual({
          ...{ group, type: 'consumer', state: 'Stable', protocolType: 'consumer' }
        })
      })
      expect(await shell.json(['groups', 'describe', group])).toMatchObject([
        {
          ...{ group, type: 'consumer', state: 'Stable', epoch: memberEpoch, assignor: 'uniform' },
          members: [{ memberId: 'm1', epoch: memberEpoch, assignment: [{ topic: topic.name, partitions: [0] }] }],
          offsets: [{ topic: topic.name, partition: 0, endOffset: String(RECORDS), memberId: 'm1' }]
        }
      ])
      await beat(memberEpochs.LEAVE_GROUP)
      await resets(shell, group, topic.name)
      expect(await kafkasView(bootstrap, group)).toMatch(new RegExp(`${topic.name} +0 +2 +${RECORDS} +${RECORDS - 2} `))
      expect(await shell.text(['groups', 'delete', group, '--yes'])).toBe(`${group}: deleted\n`)
    },
    TIMEOUT_MS
  )

  modern(
    'a share group (KIP-932) is listed and described with its start offset and its lag, and is reset when it has ended',
    async () => {
      await using cluster = await connectCluster({ bootstrapServers: bootstrap })
      await using topic = await shell.topic()
      await fill(shell, topic.name)
      const group = uniqueName('share')
      await shell.text(['groups', 'reset', group, '--type', 'share', '--topic', topic.name, '--to-offset', '1', '--execute'])
      const beat = (memberEpoch: number) => shareBeat(cluster, group, topic.name, memberEpoch)
      const { memberEpoch } = await beat(memberEpochs.JOIN_GROUP)
      await eventually(async () => {
        await beat(memberEpoch)
        expect(await shell.json(['groups', 'describe', group])).toMatchObject([
          {
            ...{ group, type: 'share', state: 'Stable', epoch: expect.any(Number) },
            members: [{ assignment: [{ topic: topic.name, partitions: [0] }] }],
            offsets: [
              {
                topic: topic.name,
                partition: 0,
                committedOffset: null,
                startOffset: '1',
                endOffset: String(RECORDS),
                lag: String(RECORDS - 1)
              }
            ]
          }
        ])
      })
      const listed = await shell.json(['groups', 'list', '--type', 'share'])
      expect(listed).toContainEqual({ group, type: 'share', state: 'Stable', protocolType: 'share' })
      await beat(memberEpochs.LEAVE_GROUP)
      await resets(shell, group, topic.name)
      const kafkas = await kafkaTool(bootstrap, 'kafka-share-groups', ['--describe', '--group', group])
      expect(kafkas).toMatch(new RegExp(`${group} +${topic.name} +0 +2 `))
      expect(await shell.text(['groups', 'delete', group, '--yes'])).toBe(`${group}: deleted\n`)
    },
    TIMEOUT_MS
  )
})

/** Resets the offset of a group to 2, with and without --execute. */
async function resets(shell: Shell, group: string, topic: string): Promise<void> {
  const reset = ['groups', 'reset', group, '--topic', topic, '--to-offset', '2']
  const planned = { group, topic, partition: 0, newOffset: '2', isMoved: false, error: null }
  const currentOffset = expect.toBeOneOf([null, expect.any(String)])
  expect(await shell.json(reset)).toEqual([{ ...planned, currentOffset, isWritten: false }])
  expect(await shell.json([...reset, '--execute'])).toEqual([{ ...planned, currentOffset, isWritten: true }])
  const [found] = (await shell.json(['groups', 'describe', group])) as [{ offsets: { committedOffset: string; startOffset: string }[] }]
  expect(found.offsets.map(({ committedOffset, startOffset }) => committedOffset ?? startOffset)).toEqual(['2'])
}

const fill = async (shell: Shell, topic: string): Promise<void> => void (await shell.text(['produce', topic], 'a record\n'.repeat(RECORDS)))

const kafkasView = (bootstrap: string, group: string): Promise<string> =>
  kafkaTool(bootstrap, 'kafka-consumer-groups', ['--describe', '--group', group])

function startKcat(bootstrap: string, group: string, topic: string): ChildProcess {
  return spawn('kcat', ['-b', bootstrap, '-G', group, '-q', '-X', 'auto.offset.reset=earliest', topic], { stdio: 'ignore' })
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

const MEMBER = { memberId: 'm1', rebalanceTimeoutMs: 30_000, topicPartitions: [] }

const consumerBeat = async (cluster: Cluster, groupId: string, topic: string, memberEpoch: number) =>
  throwIfError(
    await cluster.send(ConsumerGroupHeartbeat, {
      groupId,
      memberEpoch,
      ...MEMBER,
      subscribedTopicNames: memberEpoch === memberEpochs.LEAVE_GROUP ? null : [topic]
    })
  )

const shareBeat = async (cluster: Cluster, groupId: string, topic: string, memberEpoch: number) =>
  throwIfError(
    await cluster.send(ShareGroupHeartbeat, { groupId, memberId: 'AAAAAAAAAAAAAAAAAAAAAQ', memberEpoch, subscribedTopicNames: [topic] })
  )
