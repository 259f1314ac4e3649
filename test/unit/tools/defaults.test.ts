import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { askedWaitMs } from '../../../src/conn/requests/send-options.ts'
import type { Api } from '../../../src/protocol/api.ts'
import { absentValues, acks, apiKeys, replicaIds } from '../../../src/protocol/codes/index.ts'
import { decodeRequest, encodeRequest } from '../../../src/protocol/message-codec.ts'
import { CreateTopics } from '../../../src/protocol/messages/create-topics.ts'
import { Fetch } from '../../../src/protocol/messages/fetch.ts'
import { InitProducerId } from '../../../src/protocol/messages/init-producer-id.ts'
import { ListOffsets } from '../../../src/protocol/messages/list-offsets.ts'
import { OffsetForLeaderEpoch } from '../../../src/protocol/messages/offset-for-leader-epoch.ts'
import { Produce } from '../../../src/protocol/messages/produce.ts'
import { ShareFetch } from '../../../src/protocol/messages/share-fetch.ts'
import { driverDefaults } from '../../../tools/generate/defaults.ts'
import { buildMessage, type Field, type Struct } from '../../../tools/generate/model.ts'
import { printApi } from '../../../tools/generate/print.ts'
import { loadSchemas, type MessageSchema } from '../../../tools/generate/schema.ts'
import { givenDefault } from '../../../tools/generate/values.ts'

const schemas = loadSchemas(join(import.meta.dirname, '../../../schemas'))
const structs = schemas.flatMap(schema => buildMessage(schema).structs)

/** What a broker decodes of a request that leaves a field out. */
function written<Req, Res>(api: Api<Req, Res>, version: number, request: Req): unknown {
  return decodeRequest(api, version, encodeRequest(api, version, request))
}

describe('the driver defaults', () => {
  test('each driver default is for one existing field, and has a reason', () => {
    const named = driverDefaults.flatMap(({ values }) => Object.keys(values))
    const existing = structs.flatMap(({ name, fields }) => fields.map(field => `${name}.${field.name}`))
    const matches = (key: string, field: string): boolean => (key.startsWith('*') ? field.endsWith(key.slice(1)) : field === key)
    expect(named.filter(key => !existing.some(field => matches(key, field)))).toEqual([])
    expect(named.filter((key, i) => named.indexOf(key) !== i)).toEqual([])
    for (const { why } of driverDefaults) expect(why.split(' ').length, why).toBeGreaterThan(3)
  })

  test.each<[string, unknown, object]>([
    ['Produce', written(Produce, 9, { acks: acks.LEADER, topicData: [] }), { timeoutMs: 30_000 }],
    [
      'Fetch',
      written(Fetch, 12, { topics: [{ topic: 'a', partitions: [{ partition: 0, fetchOffset: 0n }] }] }),
      { maxWaitMs: 500, minBytes: 1, topics: [{ partitions: [{ partitionMaxBytes: 1_048_576 }] }] }
    ],
    ['ShareFetch', written(ShareFetch, 1, { memberId: 'm', shareSessionEpoch: 0, topics: [] }), { maxRecords: 500, batchSize: 500 }],
    [
      'CreateTopics',
      written(CreateTopics, 7, { topics: [{ name: 'a' }] }),
      {
        topics: [
          {
            numPartitions: absentValues.NO_NUM_PARTITIONS,
            replicationFactor: absentValues.NO_REPLICATION_FACTOR,
            assignments: [],
            configs: []
          }
        ],
        timeoutMs: 60_000
      }
    ],
    ['ListOffsets', written(ListOffsets, 9, { topics: [] }), { replicaId: replicaIds.CONSUMER }],
    ['OffsetForLeaderEpoch', written(OffsetForLeaderEpoch, 4, { topics: [] }), { replicaId: replicaIds.CONSUMER }],
    ['InitProducerId', written(InitProducerId, 5, {}), { transactionalId: null, transactionTimeoutMs: 60_000 }]
  ])('the driver defaults are written where a %s request leaves the fields out', (_api, decoded, expected) => {
    expect(decoded).toMatchObject(expected)
  })

  test('a driver default does not change the decoded value of a version that lacks the field', () => {
    expect(written(OffsetForLeaderEpoch, 2, { topics: [] })).toMatchObject({ replicaId: replicaIds.DEBUGGING })
    expect(written(ShareFetch, 0, { memberId: 'm', shareSessionEpoch: 0, topics: [] })).toMatchObject({ maxRecords: 0, batchSize: 0 })
  })

  test('no version refuses a request that leaves fields with a driver default out', () => {
    for (let version = 0; version <= CreateTopics.maxVersion; version++)
      expect(() => encodeRequest(CreateTopics, version, { topics: [{ name: 'a' }] })).not.toThrow()
    expect(Fetch.highestVersionFor?.({ topics: [] })).toBe(Fetch.maxVersion)
  })

  test('a connection waits longer by the default time that a request asks the broker to wait', () => {
    const requests = schemas.filter(({ type }) => type === 'request')
    const waits = requests.map(schema => [schema.name, askedWaitMs(schema.apiKey ?? -1, {}), waitOf(buildMessage(schema).root)] as const)
    expect(waits.filter(([, asked, given]) => asked !== given)).toEqual([])
  })

  test('a driver default is refused in a struct that is left out if all of its fields are at their defaults', () => {
    const inner = {
      name: 'CreatableTopic',
      type: 'CreatableTopic',
      versions: '1+',
      fields: [{ name: 'Configs', type: '[]string', versions: '0+' }]
    }
    const request: MessageSchema = {
      apiKey: apiKeys.CreateTopics,
      type: 'request',
      name: 'CreateTopicsRequest',
      validVersions: '0-1',
      flexibleVersions: 'none',
      fields: [inner]
    }
    const response: MessageSchema = { ...request, type: 'response', name: 'CreateTopicsResponse', fields: [] }
    expect(() => printApi(request, response)).toThrow('CreateTopicsRequestCreatableTopic.configs has a driver default')
  })
})

// ListOffsets leaves its time out to the broker: 0 is remote.list.offsets.request.timeout.ms there
// (KIP-1075).
function waitOf({ name, fields }: Struct): number {
  const isWait = ({ name, type }: Field): boolean => (name === 'maxWaitMs' || name === 'timeoutMs') && type.kind === 'primitive'
  const field = fields.find(isWait)
  return field === undefined || name === 'ListOffsetsRequest' ? 0 : Number(givenDefault(field))
}
