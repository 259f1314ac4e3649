import { describe, expect, test } from 'vitest'
import { BrokerVersions } from '../../../../src/conn/versions/broker-versions.ts'
import {
  type AcknowledgeType,
  absentValues,
  acks,
  aclOperations,
  aclPermissions,
  coordinatorTypes,
  electionTypes,
  endpointTypes,
  isolationLevels,
  memberEpochs,
  patternTypes,
  replicaIds,
  resourceTypes,
  specialTimestamps,
  type VersionRange
} from '../../../../src/index.ts'
import {
  type Api,
  type ApiInfo,
  apis,
  ConsumerGroupHeartbeat,
  CreateAcls,
  CreateTopics,
  DeleteAcls,
  DescribeAcls,
  DescribeCluster,
  ElectLeaders,
  Fetch,
  FindCoordinator,
  ListConfigResources,
  ListOffsets,
  Metadata,
  OffsetFetch,
  Produce,
  ShareAcknowledge,
  ShareFetch,
  UpdateFeatures,
  type UpdateFeaturesRequestFeatureUpdateKey
} from '../../../../src/messages.ts'
import { EMPTY, type ValueVersions, valueVersions } from '../../../../src/protocol/value-versions.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { apiVersionsOf, openLink, rejectionOf } from '../../../support/brokers/link.ts'

const BROKER = { host: 'b', port: 9 }

function pick<Req, Res>(api: Api<Req, Res>, request: Req, offered: readonly [number, number], version?: number): number {
  const versions = new BrokerVersions(BROKER)
  versions.learn(apiVersionsOf({ versions: { [api.name]: offered } }))
  return versions.pick(api, request, version)
}

function refusal(call: () => unknown): unknown {
  try {
    return { picked: call() }
  } catch (error) {
    return error
  }
}

const offsets = (...timestamps: bigint[]) => ({
  replicaId: replicaIds.CONSUMER,
  topics: [
    { name: 'other', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] },
    { name: 't', partitions: timestamps.map((timestamp, partitionIndex) => ({ partitionIndex, timestamp })) }
  ]
})
const acknowledge = (...acknowledgeTypes: AcknowledgeType[]) => ({
  memberId: 'm',
  shareSessionEpoch: 1,
  topics: [
    {
      topicId: 'AAAAAAAAAAAAAAAAAAAAAQ',
      partitions: [{ partitionIndex: 0, acknowledgementBatches: [{ firstOffset: 0n, lastOffset: 1n, acknowledgeTypes }] }]
    }
  ]
})
const filter = (fields: object) => ({
  ...{
    resourceTypeFilter: resourceTypes.TOPIC,
    resourceNameFilter: null,
    principalFilter: null,
    hostFilter: null,
    operation: aclOperations.READ,
    permissionType: aclPermissions.ALLOW
  },
  ...fields
})
const creation = (fields: object) => ({
  creations: [
    {
      resourceType: resourceTypes.TOPIC,
      resourceName: 'a',
      principal: 'User:a',
      host: '*',
      operation: aclOperations.READ,
      permissionType: aclPermissions.ALLOW
    },
    {
      resourceType: resourceTypes.TOPIC,
      resourceName: 'a',
      principal: 'User:a',
      host: '*',
      operation: aclOperations.READ,
      permissionType: aclPermissions.ALLOW,
      ...fields
    }
  ]
})
const topicOf = (fields: object) => ({
  topics: [{ name: 'a', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...fields }],
  timeoutMs: 1
})
function produceOf(compression: 'none' | 'zstd') {
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  const records = Buffer.from(builder.build())
  if (compression === 'zstd') records.writeInt16BE(4, 21) // the attributes
  return { acks: acks.ALL, timeoutMs: 1, topicData: [{ name: 'a', partitionData: [{ index: 0, records }] }] }
}
const update = (upgradeType: UpdateFeaturesRequestFeatureUpdateKey['upgradeType']) => ({
  featureUpdates: [{ feature: 'f', maxVersionLevel: 1, upgradeType }]
})

/**
 * Requests with one value each: its path, how messages show it, and the first version that knows it
 * by the KIPs.
 */
const byHand: readonly Case[] = [
  value(ListOffsets, offsets(-3n), 'topics[1].partitions[0].timestamp', '-3 (MAX_TIMESTAMP)', 7),
  value(ListOffsets, offsets(-1n, -2n, -4n), 'topics[1].partitions[2].timestamp', '-4 (EARLIEST_LOCAL_TIMESTAMP)', 8),
  value(ListOffsets, offsets(-5n), 'topics[1].partitions[0].timestamp', '-5 (LATEST_TIERED_TIMESTAMP)', 9),
  value(ListOffsets, offsets(-6n), 'topics[1].partitions[0].timestamp', '-6 (EARLIEST_PENDING_UPLOAD_TIMESTAMP)', 11),
  value(ListOffsets, offsets(5n), 'topics[1].partitions[0].timestamp', '5 (the offset of a record by its time)', 1),
  value(ListOffsets, { ...offsets(-1n), isolationLevel: isolationLevels.READ_COMMITTED }, 'isolationLevel', '1 (READ_COMMITTED)', 2),
  value(
    Fetch,
    { maxWaitMs: 1, minBytes: 1, isolationLevel: isolationLevels.READ_COMMITTED, topics: [] },
    'isolationLevel',
    '1 (READ_COMMITTED)',
    4
  ),
  value(Produce, produceOf('none'), 'topicData[0].partitionData[0].records', 'set (batches of magic 2)', 3),
  value(Produce, produceOf('zstd'), 'topicData[0].partitionData[0].records', 'set (batches compressed with zstd)', 7),
  value(Metadata, { topics: null }, 'topics', 'null (all topics)', 1),
  value(Metadata, { topics: [{ name: null, topicId: 'AAAAAAAAAAAAAAAAAAAAAQ' }] }, 'topics[0].name', 'null (a topic by its id)', 12),
  value(OffsetFetch, { groupId: 'g', topics: null }, 'topics', 'null (all topics)', 2),
  value(FindCoordinator, { key: 't', keyType: coordinatorTypes.TRANSACTION }, 'keyType', '1 (TRANSACTION)', 1),
  value(FindCoordinator, { coordinatorKeys: ['g:t:0'], keyType: coordinatorTypes.SHARE }, 'keyType', '2 (SHARE)', 6),
  value(
    CreateTopics,
    topicOf({ numPartitions: absentValues.NO_NUM_PARTITIONS }),
    'topics[0].numPartitions',
    "-1 (the broker's default)",
    4
  ),
  value(
    CreateTopics,
    topicOf({ replicationFactor: absentValues.NO_REPLICATION_FACTOR }),
    'topics[0].replicationFactor',
    "-1 (the broker's default)",
    4
  ),
  value(CreateTopics, topicOf({ numPartitions: undefined }), 'topics[0].numPartitions', "-1 (the broker's default)", 4),
  value(CreateTopics, topicOf({ replicationFactor: undefined }), 'topics[0].replicationFactor', "-1 (the broker's default)", 4),
  value(CreateAcls, creation({ resourcePatternType: patternTypes.PREFIXED }), 'creations[1].resourcePatternType', '4 (PREFIXED)', 1),
  value(CreateAcls, creation({ resourceType: resourceTypes.USER }), 'creations[1].resourceType', '7 (USER)', 3),
  value(CreateAcls, creation({ operation: 13 }), 'creations[1].operation', '13 (CREATE_TOKENS)', 3),
  value(CreateAcls, creation({ operation: 14 }), 'creations[1].operation', '14 (DESCRIBE_TOKENS)', 3),
  value(DescribeAcls, filter({ patternTypeFilter: patternTypes.ANY }), 'patternTypeFilter', '1 (ANY)', 1),
  value(DescribeAcls, filter({ patternTypeFilter: patternTypes.MATCH }), 'patternTypeFilter', '2 (MATCH)', 1),
  value(DescribeAcls, filter({ patternTypeFilter: patternTypes.PREFIXED }), 'patternTypeFilter', '4 (PREFIXED)', 1),
  value(DescribeAcls, filter({ resourceTypeFilter: resourceTypes.USER }), 'resourceTypeFilter', '7 (USER)', 3),
  value(DescribeAcls, filter({ operation: 13 }), 'operation', '13 (CREATE_TOKENS)', 3),
  value(DescribeAcls, filter({ operation: 14 }), 'operation', '14 (DESCRIBE_TOKENS)', 3),
  value(DeleteAcls, { filters: [filter({ patternTypeFilter: patternTypes.ANY })] }, 'filters[0].patternTypeFilter', '1 (ANY)', 1),
  value(DeleteAcls, { filters: [filter({ patternTypeFilter: patternTypes.MATCH })] }, 'filters[0].patternTypeFilter', '2 (MATCH)', 1),
  value(DeleteAcls, { filters: [filter({ patternTypeFilter: patternTypes.PREFIXED })] }, 'filters[0].patternTypeFilter', '4 (PREFIXED)', 1),
  value(DeleteAcls, { filters: [filter({ resourceTypeFilter: resourceTypes.USER })] }, 'filters[0].resourceTypeFilter', '7 (USER)', 3),
  value(DeleteAcls, { filters: [filter({ operation: 13 })] }, 'filters[0].operation', '13 (CREATE_TOKENS)', 3),
  value(DeleteAcls, { filters: [filter({ operation: 14 })] }, 'filters[0].operation', '14 (DESCRIBE_TOKENS)', 3),
  value(ElectLeaders, { electionType: electionTypes.UNCLEAN, topicPartitions: null }, 'electionType', '1 (UNCLEAN)', 1),
  value(UpdateFeatures, update(2), 'featureUpdates[0].upgradeType', '2 (SAFE_DOWNGRADE)', 1),
  value(UpdateFeatures, update(3), 'featureUpdates[0].upgradeType', '3 (UNSAFE_DOWNGRADE)', 1),
  value(
    DescribeCluster,
    { includeClusterAuthorizedOperations: false, endpointType: endpointTypes.CONTROLLER },
    'endpointType',
    '2 (controllers)',
    1
  ),
  value(ListConfigResources, {}, 'resourceTypes', 'empty (resources of all types)', 1),
  value(ShareFetch, { ...acknowledge(1, 4), maxWaitMs: 1, minBytes: 1, forgottenTopicsData: [] }, renewedAt(1), '4 (RENEW)', 2),
  value(ShareAcknowledge, acknowledge(4), renewedAt(0), '4 (RENEW)', 2)
]

function renewedAt(index: number): string {
  return `topics[0].partitions[0].acknowledgementBatches[0].acknowledgeTypes[${index}]`
}

interface Case {
  readonly name: string
  readonly client: VersionRange
  readonly path: string
  readonly shown: string
  readonly since: number
  pick(offered: readonly [number, number]): number
}

function value<Req, Res>(api: Api<Req, Res>, request: Req, path: string, shown: string, since: number): Case {
  const client = { min: api.minVersion, max: api.maxVersion }
  return { name: api.name, client, path, shown, since, pick: offered => pick(api, request, offered) }
}

describe('a value that only newer versions understand', () => {
  test.each(byHand)(
    'the value $name $path $shown is not sent to a broker that offers less than $since',
    ({ name, client, path, shown, since, ...it }) => {
      const error = refusal(() => it.pick([0, since - 1]))
      expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', path, delivery: 'not-sent', retriable: false, api: name })
      expect(error).toMatchObject({ client, server: { min: 0, max: since - 1 } })
      const needs = `${name}: ${path} is ${shown}, which needs version ${since} or newer, this driver speaks`
      expect(error).toHaveProperty('message', expect.stringContaining(needs))
      expect(error).toHaveProperty('message', expect.stringContaining(`the broker b:9 offers 0 to ${since - 1}`))
    }
  )

  test.each(byHand)('the value $name $path $shown is sent to a broker that offers $since', ({ since, ...it }) => {
    expect(it.pick([0, since])).toBe(since)
  })

  test('these tests have every row of the table of values', () => {
    const tried = new Set(byHand.map(({ name, path, since }) => `${name} ${path.replaceAll(/\[\d+\]/g, '[]')} ${since}`))
    const rows = valueVersions.filter(({ since }) => since !== undefined).map(({ api, path, since }) => `${api} ${path} ${since}`)
    expect([...tried].sort()).toEqual([...new Set(rows)].sort())
  })

  test('a value that only newer versions know is refused in an older version that the caller pins or sets as maxVersion', () => {
    const error = refusal(() => pick(ListOffsets, offsets(-3n), [0, 11], 6))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', apiVersion: 6 })
    expect(error).toHaveProperty('message', expect.stringContaining('needs version 7 or newer, but version 6 was asked for'))
    const versions = new BrokerVersions(BROKER)
    versions.learn(apiVersionsOf())
    const capped = refusal(() => versions.pick(ListOffsets, offsets(-3n), undefined, 6))
    expect(capped).toHaveProperty('message', expect.stringContaining('needs version 7 or newer, but maxVersion is 6'))
    expect(versions.pick(ListOffsets, offsets(-3n), undefined, 7)).toBe(7)
  })

  test('a value that has another meaning in an older version is sent if that version is pinned', () => {
    expect(pick(ListConfigResources, {}, [0, 1], 0)).toBe(0)
    expect(
      pick(
        ListOffsets,
        { replicaId: replicaIds.CONSUMER, topics: [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: 5n }] }] },
        [0, 11],
        0
      )
    ).toBe(0)
  })

  test('a request with several such values is refused with the newest version that one of them needs', () => {
    expect(refusal(() => pick(ListOffsets, offsets(-3n, -6n, -4n), [0, 6]))).toMatchObject({ path: 'topics[1].partitions[1].timestamp' })
    const both = { ...offsets(-3n), isolationLevel: isolationLevels.READ_COMMITTED }
    expect(refusal(() => pick(ListOffsets, both, [0, 1]))).toMatchObject({ path: 'topics[1].partitions[0].timestamp' })
  })

  test('the defaults of a new topic need no newer version if the caller assigns the replicas', () => {
    const assigned = topicOf({
      numPartitions: absentValues.NO_NUM_PARTITIONS,
      replicationFactor: absentValues.NO_REPLICATION_FACTOR,
      assignments: [{ partitionIndex: 0, brokerIds: [1] }]
    })
    expect(pick(CreateTopics, assigned, [0, 3])).toBe(3)
  })

  test.each([null, 5, {}, { topics: 5 }, { topics: [null, 5, { partitions: {} }] }, { topics: [{ partitions: [null, {}] }] }])(
    'values are not searched for in %j, which is no request: the encoder says what is wrong',
    request => expect(pick(ListOffsets, request as never, [1, 6])).toBe(6)
  )
})

describe('a value that newer versions no longer understand', () => {
  test('a value that newer versions no longer know is sent in the last version that does', () => {
    const heartbeat = { groupId: 'g', memberEpoch: memberEpochs.JOIN_GROUP }
    expect(pick(ConsumerGroupHeartbeat, { ...heartbeat, memberId: '' }, [0, 1])).toBe(0)
    expect(pick(ConsumerGroupHeartbeat, { ...heartbeat, memberId: 'm' }, [0, 1])).toBe(1)
    for (const pinned of [undefined, 1]) {
      const error = refusal(() => pick(ConsumerGroupHeartbeat, { ...heartbeat, memberId: '' }, [1, 1], pinned))
      expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION' })
    }
  })

  test('a request for the offsets of all topics is sent in version 9 at most, the last with topic names', () => {
    const all = { groups: [{ groupId: 'g', topics: null }] }
    expect(pick(OffsetFetch, all, [0, 10])).toBe(9)
    expect(pick(OffsetFetch, { groups: [{ groupId: 'h', topics: [] }, ...all.groups] }, [0, 10])).toBe(9)
    expect(pick(OffsetFetch, { groups: [{ groupId: 'g', topics: [] }] }, [0, 10])).toBe(10)
    expect(pick(OffsetFetch, all, [0, 10], 10)).toBe(10) // a caller who pins this version wants topic ids
    const error = refusal(() => pick(OffsetFetch, all, [10, 10]))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION' })
    expect(error).toHaveProperty('message', expect.stringContaining('this request needs 0 to 9'))
  })
})

describe('the table of values', () => {
  test.each(valueVersions.map(row => ({ ...row, name: `${row.api} ${row.path} (${row.meaning})` })))(
    'row $name lies within the versions of its API, and names its source in Kafka',
    ({ api, since, until, source, meaning }) => {
      const { minVersion, maxVersion } = apis.find(({ name }) => name === api) as ApiInfo
      expect((since === undefined) !== (until === undefined)).toBe(true)
      if (since !== undefined) expect(since > minVersion && since <= maxVersion).toBe(true)
      if (until !== undefined) expect(until >= minVersion && until < maxVersion).toBe(true)
      expect(source).toMatch(/KIP-\d+|\.json/)
      expect(meaning).not.toBe('')
    }
  )

  test.each(valueVersions.filter(({ value, since }) => value !== undefined && since !== undefined).map((row, i) => ({ ...row, i })))(
    'row $i, $api $path, is checked before a byte is written',
    async row => {
      const { api: name, since = 0, path } = row
      const api = apis.find(each => each.name === name) as Api<unknown, unknown>
      await using link = await openLink({}, { versions: { [name]: [0, since - 1] } })
      const error = await rejectionOf(link.connection.send(api, requestOf(row)))
      expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent', server: { min: 0, max: since - 1 } })
      expect(error).toHaveProperty('path', path.replaceAll('[]', '[0]'))
      expect(link.connection.traffic).toMatchObject({ inFlight: 0, queuedBytes: 0, requests: 1 }) // that one is ApiVersions
    }
  )
})

/** A request with the value of a row, and no other value that needs a version. */
function requestOf({ api, path, value }: ValueVersions): unknown {
  const given: unknown = value === EMPTY ? [] : value
  const others = api === 'CreateTopics' ? { numPartitions: 1, replicationFactor: 1 } : {}
  return path.split('.').reduceRight<unknown>((inner, step, depth, steps) => {
    const name = step.replace('[]', '')
    const beside = depth === steps.length - 1 ? others : {}
    return { ...beside, [name]: step.endsWith('[]') ? [inner] : inner }
  }, given)
}
