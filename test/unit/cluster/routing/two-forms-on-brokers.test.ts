import { describe, expect, test } from 'vitest'
import {
  type Cluster,
  connectCluster,
  coordinatorTypes,
  errorCodes,
  replicaIds,
  specialTimestamps,
  upgradeTypes
} from '../../../../src/index.ts'
import {
  DeleteTopics,
  FindCoordinator,
  LeaveGroup,
  type LeaveGroupRequest,
  ListOffsets,
  Metadata,
  OffsetFetch,
  UpdateFeatures,
  type UpdateFeaturesRequestFeatureUpdateKey
} from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

type Versions = NonNullable<TestingClusterOptions['versions']>

const ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
const ZERO = 'AAAAAAAAAAAAAAAAAAAAAA'

async function withCluster(versions: Versions, work: (cluster: Cluster, kafka: TestingCluster) => Promise<void>): Promise<void> {
  await using kafka = await startTestingCluster({ topics: { a: 1, b: 1 }, versions })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 1, maxMs: 4 } })
  await work(cluster, kafka)
}

describe.each([
  ['only the old form', [0, 2]],
  ['only the new form', [3, 5]],
  ['both forms', [0, 5]]
] as const)('LeaveGroup to a broker that speaks %s', (_, range) => {
  const isNew = range[1] >= 3

  // The group does not know member `x`. For group `refused` the whole request fails.
  function answerLeaves(kafka: TestingCluster, asked: LeaveGroupRequest[] = []): void {
    const codeOf = (memberId: string): number => (memberId === 'x' ? errorCodes.UNKNOWN_MEMBER_ID : 0)
    kafka.on(LeaveGroup, ({ message, header }) => {
      asked.push(message)
      const { groupId, memberId, members } = message
      const errorCode = groupId === 'refused' ? errorCodes.GROUP_AUTHORIZATION_FAILED : header.apiVersion < 3 ? codeOf(memberId) : 0
      if (header.apiVersion < 3) return { errorCode }
      return {
        errorCode,
        members: members.map(each => ({ ...each, groupInstanceId: each.groupInstanceId, errorCode: codeOf(each.memberId) }))
      }
    })
  }

  test('LeaveGroup takes a list of members, and answers for each of them', () =>
    withCluster({ LeaveGroup: range }, async (cluster, kafka) => {
      answerLeaves(kafka)
      const members = ['m', 'x', 'n'].map(memberId => ({ memberId }))
      const answer = await cluster.send(LeaveGroup, { groupId: 'g', members })
      expect(answer.errorCode).toBe(0)
      expect(answer.members.map(({ memberId, errorCode }) => [memberId, errorCode])).toEqual([
        ['m', 0],
        ['x', 25],
        ['n', 0]
      ])
      expect(await cluster.send(LeaveGroup, { groupId: 'refused', members })).toMatchObject({
        errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED
      })
    }))

  test('LeaveGroup takes a single member, and answers in the old form', () =>
    withCluster({ LeaveGroup: range }, async (cluster, kafka) => {
      const asked: LeaveGroupRequest[] = []
      answerLeaves(kafka, asked)
      expect(await cluster.send(LeaveGroup, { groupId: 'g', memberId: 'm' })).toMatchObject({ errorCode: 0, members: [] })
      expect(await cluster.send(LeaveGroup, { groupId: 'g', memberId: 'x' })).toMatchObject({
        errorCode: errorCodes.UNKNOWN_MEMBER_ID,
        members: []
      })
      expect(await cluster.send(LeaveGroup, { groupId: 'refused', memberId: 'm' })).toMatchObject({
        errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED,
        members: []
      })
      const isTranslated = range[0] >= 3
      expect(asked[0]).toMatchObject(isTranslated ? { memberId: '', members: [{ memberId: 'm' }] } : { memberId: 'm', members: [] })
    }))

  test('LeaveGroup takes a static member only if the broker knows static members', () =>
    withCluster({ LeaveGroup: range }, async (cluster, kafka) => {
      answerLeaves(kafka)
      const leaving = cluster.send(LeaveGroup, { groupId: 'g', members: [{ memberId: '', groupInstanceId: 'i' }] })
      if (isNew) expect(await leaving).toMatchObject({ errorCode: 0, members: [{ groupInstanceId: 'i' }] })
      else expect(await rejectionOf(leaving)).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path: 'members', delivery: 'not-sent' })
    }))

  test('LeaveGroup goes to the new coordinator after NOT_COORDINATOR', () =>
    withCluster({ LeaveGroup: range }, async (cluster, kafka) => {
      const seen: string[] = []
      kafka.on(LeaveGroup, ({ message, header }) => {
        const names = header.apiVersion < 3 ? [message.memberId] : message.members.map(({ memberId }) => memberId)
        const isFirst = !names.every(name => seen.includes(name))
        seen.push(...names)
        if (isFirst)
          return header.apiVersion < 3 ? { errorCode: errorCodes.NOT_COORDINATOR } : { errorCode: errorCodes.NOT_COORDINATOR, members: [] }
        const members = names.map(memberId => ({ memberId, groupInstanceId: null, errorCode: 0 }))
        return header.apiVersion < 3 ? { errorCode: 0 } : { errorCode: 0, members }
      })
      const answer = await cluster.send(LeaveGroup, { groupId: 'g', members: [{ memberId: 'm' }, { memberId: 'n' }] })
      expect(answer).toMatchObject({ errorCode: 0, members: [{ memberId: 'm' }, { memberId: 'n' }] })
      expect(seen.toSorted()).toEqual(['m', 'm', 'n', 'n'])
    }))
})

describe.each([
  ['only the old form', [1, 5]],
  ['only the new form', [6, 6]],
  ['both forms', [1, 6]]
] as const)('DeleteTopics to a broker that speaks %s', (_, range) => {
  test.each([
    ['topicNames', { topicNames: ['a', 'missing'] }],
    ['topics', { topics: ['a', 'missing'].map(name => ({ name, topicId: ZERO })) }]
  ])('DeleteTopics deletes topics that are named in %s', (_field, names) =>
    withCluster({ DeleteTopics: range }, async cluster => {
      const { responses } = await cluster.send(DeleteTopics, { ...names, timeoutMs: 1_000 })
      expect(responses.map(({ name, errorCode }) => [name, errorCode])).toEqual([
        ['a', 0],
        ['missing', 3]
      ])
      const left = await cluster.send(Metadata, { topics: null })
      expect(left.topics.map(({ name }) => name)).toEqual(['b'])
    })
  )

  test('DeleteTopics deletes topics by id only if the broker knows topic ids', () =>
    withCluster({ DeleteTopics: range }, async cluster => {
      const deleting = cluster.send(DeleteTopics, { topics: [{ topicId: ID }], timeoutMs: 1_000 })
      if (range[1] >= 6) expect((await deleting).responses).toMatchObject([{ errorCode: errorCodes.UNKNOWN_TOPIC_ID }])
      else expect(await rejectionOf(deleting)).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path: 'topics', delivery: 'not-sent' })
      expect((await cluster.send(Metadata, { topics: null })).topics).toHaveLength(2)
    }))

  test('DeleteTopics goes to the new controller after NOT_CONTROLLER', () =>
    withCluster({ DeleteTopics: range }, async (cluster, kafka) => {
      kafka.on(DeleteTopics, { times: 1 }, () => ({ responses: [{ name: 'a', errorCode: errorCodes.NOT_CONTROLLER }] }))
      const { responses } = await cluster.send(DeleteTopics, { topicNames: ['a'], timeoutMs: 1_000 })
      expect(responses).toMatchObject([{ name: 'a', errorCode: 0 }])
    }))
})

describe('UpdateFeatures', () => {
  const update = { feature: 'f', maxVersionLevel: 1 }
  const answer = { throttleTimeMs: 0, errorCode: 0, errorMessage: null }

  async function sent(range: readonly [number, number], change: Partial<UpdateFeaturesRequestFeatureUpdateKey>): Promise<unknown> {
    let asked: unknown
    await withCluster({ UpdateFeatures: range }, async (cluster, kafka) => {
      kafka.on(UpdateFeatures, ({ message }) => {
        asked = message.featureUpdates[0]
        return answer
      })
      await cluster.send(UpdateFeatures, { featureUpdates: [{ ...update, ...change }] })
    })
    return asked
  }

  test('UpdateFeatures allows a downgrade in the form that the broker speaks', async () => {
    expect(await sent([0, 0], { upgradeType: upgradeTypes.SAFE_DOWNGRADE })).toMatchObject({ ...update, allowDowngrade: true })
    expect(await sent([1, 2], { upgradeType: upgradeTypes.SAFE_DOWNGRADE })).toMatchObject({
      ...update,
      upgradeType: upgradeTypes.SAFE_DOWNGRADE
    })
    expect(await sent([1, 2], { allowDowngrade: true })).toMatchObject({ ...update, upgradeType: upgradeTypes.SAFE_DOWNGRADE })
    expect(await sent([0, 2], { allowDowngrade: true })).toMatchObject({ ...update, allowDowngrade: true })
    expect(await sent([0, 0], {})).toMatchObject({ ...update, allowDowngrade: false })
  })

  test('UpdateFeatures refuses an unsafe downgrade if the broker speaks only the old form', async () => {
    const refused = { code: 'KAFKA_UNSUPPORTED_VERSION', path: 'featureUpdates[0].upgradeType' }
    expect(await rejectionOf(sent([0, 0], { upgradeType: upgradeTypes.UNSAFE_DOWNGRADE }))).toMatchObject(refused)
  })
})

describe('a request in the old form to a broker that speaks only the new one', () => {
  test('FindCoordinator with one key to a broker that speaks only lists is answered in the old form', () =>
    withCluster({ FindCoordinator: [4, 6] }, async cluster => {
      expect(await cluster.send(FindCoordinator, { key: 'g' })).toMatchObject({ errorCode: 0, nodeId: 1, coordinators: [] })
      expect(await cluster.send(FindCoordinator, { keyType: coordinatorTypes.TRANSACTION, key: 't' })).toMatchObject({
        errorCode: 0,
        nodeId: 1,
        coordinators: []
      })
    }))

  test('OffsetFetch with one group to a broker that speaks only lists is answered in the old form', () =>
    withCluster({ OffsetFetch: [8, 9] }, async (cluster, kafka) => {
      const partitions = [{ partitionIndex: 0, committedOffset: 5n, metadata: '', errorCode: 0 }]
      kafka.on(OffsetFetch, ({ message }) => ({
        groups: message.groups.map(({ groupId }) => ({
          groupId,
          errorCode: groupId === 'refused' ? errorCodes.GROUP_AUTHORIZATION_FAILED : 0,
          topics: [{ name: 'a', partitions }]
        }))
      }))
      const named = { topics: [{ name: 'a', partitionIndexes: [0] }] }
      for (const request of [named, { topics: null }]) {
        const response = await cluster.send(OffsetFetch, { groupId: 'g', ...request })
        expect(response).toMatchObject({ errorCode: 0, groups: [], topics: [{ name: 'a', partitions: [{ committedOffset: 5n }] }] })
      }
      expect(await cluster.send(OffsetFetch, { groupId: 'refused', ...named })).toMatchObject({
        errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED
      })
    }))
})

describe('maxVersion', () => {
  test('maxVersion caps the version of every part, and turns a list into the form of such a version', () =>
    withCluster({}, async (cluster, kafka) => {
      const asked: number[] = []
      kafka.on(ListOffsets, ({ header }, next) => {
        asked.push(header.apiVersion)
        return next()
      })
      kafka.on(FindCoordinator, ({ header }, next) => {
        asked.push(header.apiVersion)
        return next()
      })
      const topics = [{ name: 'a', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
      await cluster.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics }, { maxVersion: 5 })
      const found = await cluster.send(FindCoordinator, { coordinatorKeys: ['g', 'h'] }, { maxVersion: 3 })
      expect(found.coordinators.map(({ key }) => key)).toEqual(['g', 'h'])
      expect(asked).toEqual([5, 3, 3])
    }))

  test('a maxVersion below all versions of the broker is refused, in both forms', () =>
    withCluster({ FindCoordinator: [4, 6] }, async cluster => {
      for (const keys of [{ key: 'g' }, { coordinatorKeys: ['g'] }]) {
        const error = await rejectionOf(cluster.send(FindCoordinator, keys, { maxVersion: 3 }))
        expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
      }
    }))

  test('a maxVersion below the pinned version is refused', () =>
    withCluster({}, async cluster => {
      const error = await rejectionOf(cluster.send(Metadata, { topics: [] }, { version: 9, maxVersion: 8 }))
      expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
      expect(error).toHaveProperty('message', expect.stringContaining('version is 9, which is above maxVersion 8'))
      const wrong = cluster.send(Metadata, { topics: [] }, { maxVersion: '8' as never })
      expect(await rejectionOf(wrong)).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    }))
})
