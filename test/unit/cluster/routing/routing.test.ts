import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { healableCode } from '../../../../src/cluster/retry/retry-codes.ts'
import { routeOf, routes } from '../../../../src/cluster/routing/routing-table.ts'
import { configResourceTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { apiInfos } from '../../../../src/protocol/messages/infos.ts'
import { fixedMap } from './shards/fixed-map.ts'

// The destination of each API in Kafka's own clients. Every API is here once.
const DESTINATIONS: Readonly<Record<string, string>> = {
  leader: 'Produce Fetch ListOffsets DeleteRecords OffsetForLeaderEpoch DescribeProducers ShareFetch ShareAcknowledge',
  any: `Metadata FindCoordinator ApiVersions DescribeAcls CreateAcls DeleteAcls CreateDelegationToken RenewDelegationToken
    ExpireDelegationToken DescribeDelegationToken DescribeClientQuotas AlterClientQuotas DescribeUserScramCredentials DescribeQuorum
    DescribeCluster UnregisterBroker GetTelemetrySubscriptions PushTelemetry ListClientMetricsResources ListConfigResources
    DescribeTopicPartitions AddRaftVoter RemoveRaftVoter UnregisterController`,
  controller: `CreateTopics DeleteTopics CreatePartitions ElectLeaders AlterPartitionReassignments ListPartitionReassignments
    AlterUserScramCredentials UpdateFeatures`,
  group: `OffsetCommit OffsetFetch JoinGroup Heartbeat LeaveGroup SyncGroup DescribeGroups TxnOffsetCommit DeleteGroups OffsetDelete
    ConsumerGroupHeartbeat ConsumerGroupDescribe ShareGroupHeartbeat ShareGroupDescribe StreamsGroupHeartbeat StreamsGroupDescribe
    DescribeShareGroupOffsets AlterShareGroupOffsets DeleteShareGroupOffsets StreamsGroupTopologyDescriptionUpdate`,
  transaction: 'InitProducerId AddPartitionsToTxn AddOffsetsToTxn EndTxn DescribeTransactions',
  share: 'InitializeShareGroupState ReadShareGroupState WriteShareGroupState DeleteShareGroupState ReadShareGroupStateSummary',
  resource: 'DescribeConfigs AlterConfigs IncrementalAlterConfigs',
  all: 'ListGroups ListTransactions DescribeLogDirs',
  node: `LeaderAndIsr StopReplica UpdateMetadata ControlledShutdown SaslHandshake SaslAuthenticate WriteTxnMarkers AlterReplicaLogDirs Vote
    BeginQuorumEpoch EndQuorumEpoch AlterPartition Envelope FetchSnapshot BrokerRegistration BrokerHeartbeat AllocateProducerIds
    ControllerRegistration AssignReplicasToDirs UpdateRaftVoter`
}

// One request with all fields that a destination may depend on: topic `a`, group `g`, transactional
// id `t`, broker 2.
const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ'
const partitions = [{ partition: 0, partitionIndex: 0 }]
const EVERYTHING = {
  ...{ groupId: 'g', transactionalId: 't', v3AndBelowTransactionalId: 't', shareSessionEpoch: 0, forgottenTopicsData: [] },
  ...{ groupIds: ['g'], groupsNames: ['g'], transactionalIds: ['t'] },
  topics: [{ name: 'a', topic: 'a', topicId, partitions, partitionIndexes: [0] }],
  topicData: [{ name: 'a', partitionData: [{ index: 0, records: null }] }],
  resources: [{ resourceType: configResourceTypes.BROKER, resourceName: '2' }]
}
const map = fixedMap([1, 2], [{ name: 'a', topicId, leaders: [2] }])

describe('the routing table', () => {
  test('the routing table has each API once, and nothing else', () => {
    const names = apiInfos.map(({ name }) => name)
    expect(Object.keys(routes)).toEqual(names)
    expect(Object.values(DESTINATIONS).flatMap(words).sort()).toEqual([...names].sort())
  })

  test.each(apiInfos.map(api => [api.name, api] as const))(
    "the routing table sends %s to the same broker as Kafka's clients do",
    (name, api) => {
      const kind = Object.keys(DESTINATIONS).find(destination => words(DESTINATIONS[destination] ?? '').includes(name))
      const groups = name === 'DescribeGroups' ? ['g'] : [{ groupId: 'g' }]
      const request = { ...EVERYTHING, groups }
      const { to, shards } = routeOf(api)
      expect(to === undefined).toBe(shards !== undefined)
      const parts = shards === undefined ? [to?.(request)] : shards.split(request, map).parts.map(part => part.to)
      expect(parts).toEqual(EXPECTED[kind ?? ''])
      expect(shards?.topics?.(request) === undefined).toBe(kind !== 'leader')
    }
  )

  test('a request of an API that is not in the routing table goes to the broker that the caller names', () => {
    const newcomer = { name: 'Newcomer', key: 999, minVersion: 0, maxVersion: 0, flexibleFrom: 0 }
    expect(routeOf(newcomer).to?.({})).toBeUndefined()
    expect(routeOf(newcomer).safeToRepeat).toBe(false)
  })

  test.each(apiInfos)('the routing table has the first version of $name whose throttle time the client keeps, if it has one', api => {
    const { throttledSince } = routeOf(api)
    const since = throttleFieldSince(api.name)
    expect(throttledSince === Number.POSITIVE_INFINITY).toBe(since === undefined)
    const [name, version] = SINCE.find(([known]) => known === api.name) ?? []
    if (name !== undefined) expect(throttledSince).toBe(version)
    else if (since !== undefined && !SINCE_1.includes(api.name)) expect(throttledSince).toBe(0)
    else if (since !== undefined) expect(throttledSince).toBe(1)
  })

  test('InitProducerId without a transactional id goes to any broker', () => {
    const { shards } = routeOf({ ...byName('InitProducerId') })
    const partsOf = (request: unknown) => shards?.split(request, map).parts
    const [without, within] = [{ transactionalId: null }, { transactionalId: 't' }]
    expect(partsOf(without)).toEqual([{ to: 'any', request: without }])
    expect(partsOf(within)).toEqual([{ to: within, request: within }])
  })

  test('a request of the wrong shape goes to any broker, so that the encoder says what is wrong', () => {
    const senseless = [
      null,
      undefined,
      5,
      {},
      { topics: 5, topicData: 5, groups: 5 },
      { topics: [null], topicData: [null], groups: [null] }
    ]
    const hollow = [
      { name: 5, partitions: [], partitionData: [] },
      { topicId: 5, partitions: [], partitionData: [] },
      { name: 'a', partitions: [null], partitionData: ['x'] }
    ].map(topic => ({
      topics: [topic],
      topicData: [topic],
      groups: [5, 'g'],
      groupId: 7
    }))
    for (const name of [
      'Produce',
      'ListOffsets',
      'JoinGroup',
      'EndTxn',
      'DescribeGroups',
      'DeleteGroups',
      'OffsetFetch',
      'FindCoordinator'
    ])
      for (const request of [...senseless, ...hollow]) {
        const { to, shards } = routeOf(byName(name))
        expect(shards?.topics?.(request) ?? []).toEqual([])
        const [part] = shards?.split(request, map).parts ?? [{ to: to?.(request), request }]
        expect(part?.request).toBe(request)
        expect(['any', { group: '' }]).toContainEqual(part?.to)
      }
  })
})

// These APIs had a throttle time before KIP-219. Kafka's own classes say from which version on the
// client keeps it.
const SINCE: readonly (readonly [name: string, version: number])[] = [
  ...([
    ['Produce', 6],
    ['Fetch', 8],
    ['Metadata', 6],
    ['OffsetCommit', 4],
    ['OffsetFetch', 4],
    ['ListOffsets', 3]
  ] as const),
  ...([
    ['JoinGroup', 3],
    ['CreateTopics', 3],
    ['FindCoordinator', 2],
    ['Heartbeat', 2],
    ['LeaveGroup', 2],
    ['SyncGroup', 2]
  ] as const),
  ...([
    ['DescribeGroups', 2],
    ['ListGroups', 2],
    ['ApiVersions', 2],
    ['DeleteTopics', 2],
    ['DescribeConfigs', 2]
  ] as const)
]
const SINCE_1 =
  words(`DeleteRecords InitProducerId AddPartitionsToTxn AddOffsetsToTxn EndTxn TxnOffsetCommit DescribeAcls CreateAcls DeleteAcls
  AlterConfigs AlterReplicaLogDirs DescribeLogDirs CreatePartitions CreateDelegationToken RenewDelegationToken ExpireDelegationToken
  DescribeDelegationToken DeleteGroups`)

const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  leader: [{ nodeId: 2 }],
  any: ['any'],
  controller: ['controller'],
  group: [{ group: 'g' }],
  transaction: [{ transactionalId: 't' }],
  share: [{ shareKey: `g:${topicId}:0` }],
  resource: [{ nodeId: 2 }],
  all: [{ nodeId: 1 }, { nodeId: 2 }],
  node: [undefined]
}

describe('healableCode', () => {
  test.each([
    ['COORDINATOR_LOAD_IN_PROGRESS', errorCodes.COORDINATOR_LOAD_IN_PROGRESS],
    ['COORDINATOR_NOT_AVAILABLE', errorCodes.COORDINATOR_NOT_AVAILABLE],
    ['NOT_COORDINATOR', errorCodes.NOT_COORDINATOR],
    ['NOT_CONTROLLER', errorCodes.NOT_CONTROLLER]
  ] as const)('healableCode finds the code %s at any depth of an answer', (_name, code) => {
    expect(healableCode({ throttleTimeMs: 0, errorCode: code }, false)).toBe(code)
    expect(healableCode({ topics: [{ partitions: [{ errorCode: 0 }] }, { partitions: [{ errorCode: code }] }] }, false)).toBe(code)
    expect(healableCode({ resultsByTopicV3AndBelow: [{ resultsByPartition: [{ partitionErrorCode: code }] }] }, false)).toBe(code)
  })

  test('healableCode finds no other code', () => {
    const knot: Record<string, unknown> = { errorCode: 0 }
    knot['self'] = knot
    const answers = [
      knot,
      null,
      undefined,
      14,
      { partitionIndex: 16, errorCode: errorCodes.LEADER_NOT_AVAILABLE },
      { partitions: [14, 15, 16], metadata: Buffer.of(14) }
    ]
    for (const answer of answers) expect(healableCode(answer, false)).toBeUndefined()
    expect(
      healableCode({ records: Object.assign(Buffer.of(14), { errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }) }, false)
    ).toBeUndefined()
    expect(healableCode({ unknownTags: new Map([[0, { errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }]]) }, false)).toBeUndefined()
  })
})

function words(text: string): string[] {
  return text.split(/\s+/)
}

function byName(name: string): (typeof apiInfos)[number] {
  const api = apiInfos.find(info => info.name === name)
  if (api === undefined) throw new Error(`no API is named ${name}`)
  return api
}

function throttleFieldSince(name: string): number | undefined {
  const text = readFileSync(join(import.meta.dirname, '../../../../schemas', `${name}Response.json`), 'utf8')
  const { fields }: { fields: { name: string; versions: string }[] } = JSON.parse(text)
  const versions = fields.find(field => field.name === 'ThrottleTimeMs')?.versions
  return versions === undefined ? undefined : Number.parseInt(versions, 10)
}
