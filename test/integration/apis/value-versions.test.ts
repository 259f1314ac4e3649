import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  absentValues,
  acks,
  aclOperations,
  aclPermissions,
  type Cluster,
  connectCluster,
  coordinatorTypes,
  errorCodes,
  isKafkaError,
  replicaIds,
  resourceTypes,
  specialOffsets,
  specialTimestamps,
  throwIfError
} from '../../../src/index.ts'
import {
  CreateAcls,
  CreateTopics,
  DeleteTopics,
  FindCoordinator,
  LeaveGroup,
  ListOffsets,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce
} from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { bootstrapOf } from '../harness/cluster/describe.ts'
import { endTestClusters, startTestClusters } from '../harness/cluster/test-clusters.ts'
import { brokers } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { uniqueName } from '../support/topics.ts'

const BUILD_MS = 300_000
const OLD = '2.8.2'

// The last broker is started here, so it is skipped when the user names a cluster of their own.
const isOwnCluster = Boolean(process.env['KAFKA_BOOTSTRAP'])
const targets = [...brokers(), ...(isOwnCluster ? [] : [{ name: `Apache Kafka ${OLD}`, bootstrap: undefined }])]

describe.each(targets)('$name', ({ bootstrap }) => {
  let cluster: Cluster
  const topic = uniqueName()
  beforeAll(async () => {
    const [started] = bootstrap === undefined ? await startTestClusters([OLD]) : []
    cluster = await connectCluster({ bootstrapServers: bootstrap ?? (started && bootstrapOf(started, 'PLAINTEXT')) ?? '' })
    await create(cluster, topic)
    const builder = batchBuilder()
    for (const timestamp of [1_000n, 3_000n, 2_000n]) builder.append({ value: 'v', timestamp })
    const topicData = [{ name: topic, partitionData: [{ index: 0, records: builder.build() }] }]
    throwIfError(await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData }))
  }, BUILD_MS)
  afterAll(async () => {
    await cluster?.send(DeleteTopics, { topicNames: [topic], timeoutMs: 10_000 })
    await cluster?.close()
    if (bootstrap === undefined) await endTestClusters()
  })

  test.each([
    [specialTimestamps.MAX_TIMESTAMP, 7, 1n],
    [specialTimestamps.EARLIEST_LOCAL, 8, 0n],
    [specialTimestamps.LATEST_TIERED, 9, specialOffsets.UNKNOWN_OFFSET],
    [specialTimestamps.EARLIEST_PENDING_UPLOAD, 11, specialOffsets.UNKNOWN_OFFSET]
  ])('ListOffsets with timestamp %i is sent in version %i or newer, and refused in older versions', async (timestamp, since, offset) => {
    const request = { replicaId: replicaIds.CONSUMER, topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }] }
    const { max = 0 } = (await cluster.versions(ListOffsets)) ?? {}
    if (max >= since) {
      const [found] = (await cluster.send(ListOffsets, request)).topics[0]?.partitions ?? []
      expect(found).toMatchObject({ errorCode: 0, offset })
    } else expect(await refusalOf(cluster.send(ListOffsets, request))).toBe('topics[0].partitions[0].timestamp')
    expect(await refusalOf(cluster.send(ListOffsets, request, { maxVersion: since - 1 }))).toBe('topics[0].partitions[0].timestamp')
  })

  test('requests for a share coordinator and for an ACL of a user are refused where the broker does not know them', async () => {
    const { max: lookUps = 0 } = (await cluster.versions(FindCoordinator)) ?? {}
    const finding = cluster.send(
      FindCoordinator,
      { keyType: coordinatorTypes.SHARE, coordinatorKeys: ['g:AAAAAAAAAAAAAAAAAAAAAQ:0'] },
      { maxAttempts: 1 }
    )
    if (lookUps >= 6) expect((await finding).coordinators).toHaveLength(1)
    else expect(await refusalOf(finding)).toBe('keyType')
    const { max: acls = 0 } = (await cluster.versions(CreateAcls)) ?? {}
    if (acls >= 3) return
    const creation = {
      resourceType: resourceTypes.USER,
      resourceName: 'alice',
      principal: 'User:a',
      host: '*',
      operation: aclOperations.CREATE_TOKENS,
      permissionType: aclPermissions.ALLOW
    }
    expect(await refusalOf(cluster.send(CreateAcls, { creations: [creation] }))).toBe('creations[0].resourceType')
  })

  test.each([
    ['the newest version', {}],
    ['an old one', { maxVersion: 2 }]
  ] as const)(
    'LeaveGroup by member list and by member id has the same answer in %s',
    async (_, options: { readonly maxVersion?: number }) => {
      const groupId = uniqueName('group')
      const list = await eventually(async () => throwIfCode(await cluster.send(LeaveGroup, members(groupId), options)))
      expect(list.members).toMatchObject([
        { memberId: 'm', errorCode: errorCodes.UNKNOWN_MEMBER_ID },
        { memberId: 'n', errorCode: errorCodes.UNKNOWN_MEMBER_ID }
      ])
      const single = await cluster.send(LeaveGroup, { groupId, memberId: 'm' }, options)
      expect(single).toMatchObject({ errorCode: errorCodes.UNKNOWN_MEMBER_ID, members: [] })
    }
  )

  test.each([
    ['topicNames in the newest version', {}, 'topicNames'],
    ['topics in the newest version', {}, 'topics'],
    ['topicNames in an old one', { maxVersion: 5 }, 'topicNames'],
    ['topics in an old one', { maxVersion: 5 }, 'topics']
  ])('DeleteTopics deletes topics by %s', async (_, options, form) => {
    const name = uniqueName()
    await create(cluster, name)
    const names = [name, `${name}-missing`]
    const named =
      form === 'topics' ? { topics: names.map(each => ({ name: each, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' })) } : { topicNames: names }
    const { responses } = await cluster.send(DeleteTopics, { ...named, timeoutMs: 10_000 }, options)
    const codes = new Map(responses.map(response => [response.name, response.errorCode]))
    expect(codes).toEqual(
      new Map([
        [name, 0],
        [`${name}-missing`, errorCodes.UNKNOWN_TOPIC_OR_PARTITION]
      ])
    )
  })

  test('OffsetFetch of all topics of a group returns topic names, with `groups` and with `groupId`', async () => {
    const groupId = uniqueName('group')
    const partitions = [{ partitionIndex: 0, committedOffset: 2n, committedMetadata: '' }]
    const commit = {
      groupId,
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics: [{ name: topic, partitions }]
    }
    await eventually(async () => throwIfError(await cluster.send(OffsetCommit, commit)))
    const { groups } = await cluster.send(OffsetFetch, { groups: [{ groupId, topics: null }] })
    expect(groups).toMatchObject([{ groupId, errorCode: 0, topics: [{ name: topic, partitions: [{ committedOffset: 2n }] }] }])
    const { topics } = await cluster.send(OffsetFetch, { groupId, topics: null })
    expect(topics).toMatchObject([{ name: topic, partitions: [{ committedOffset: 2n }] }])
  })
})

async function create(cluster: Cluster, name: string): Promise<void> {
  const topics = [{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
  throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 }))
  await cluster.partition(name, 0)
  await eventually(async () => throwIfError(await cluster.send(Metadata, { topics: [{ name }], allowAutoTopicCreation: false })))
}

const members = (groupId: string) => ({ groupId, members: [{ memberId: 'm' }, { memberId: 'n' }] })

// The coordinator of a new group may still be loading.
function throwIfCode<T extends { readonly errorCode: number }>(answer: T): T {
  if (answer.errorCode !== 0) throw new Error(`the group was answered with error ${answer.errorCode}`)
  return answer
}

/** The path in the error of a request for which no version fits. */
async function refusalOf(sending: Promise<unknown>): Promise<string | undefined> {
  try {
    await sending
  } catch (error) {
    if (isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION') && error.delivery === 'not-sent') return error.path
    throw error
  }
  throw new Error('nothing was refused')
}
