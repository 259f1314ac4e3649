import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addressesIn, apisWithAddresses, replaceAddresses } from '../../../../src/cli/proxy/advertised-addresses.ts'
import { withKnownVersions } from '../../../../src/cli/proxy/known-versions.ts'
import { errorCodes } from '../../../../src/index.ts'
import { ApiVersions, apiByKey, decodeResponse, encodeResponse, Fetch, Metadata } from '../../../../src/messages.ts'
import { readSource } from '../../../support/sources/sources.ts'

interface SchemaField {
  readonly name: string
  readonly fields?: readonly SchemaField[]
}

const root = join(import.meta.dirname, '../../../..')
// Members of Streams groups advertise addresses of their own, which are not those of brokers.
const OF_MEMBERS = ['StreamsGroupDescribe', 'StreamsGroupHeartbeat']

describe('addresses of brokers in answers', () => {
  test('every API whose answer has a host and a port in its schema is known to have addresses', () => {
    const names = readdirSync(join(root, 'schemas'))
      .filter(file => file.endsWith('Response.json') && hasAddress(schemaOf(file)))
      .map(file => file.replace('Response.json', ''))
      .filter(name => !OF_MEMBERS.includes(name))
    expect(names.length).toBeGreaterThan(10)
    expect([...apisWithAddresses].map(key => apiByKey(key)?.name).toSorted()).toEqual(names.toSorted())
  })

  test('addresses are found with the node that they belong to, by ascending id', () => {
    const answer = {
      nodes: [
        { nodeId: 3, listeners: [{ name: 'CONTROLLER', host: 'c', port: 3 }] },
        { nodeId: 1, listeners: [{ name: 'CONTROLLER', host: 'a', port: 1 }] }
      ],
      coordinators: [{ key: 'g', nodeId: -1, host: '', port: -1, errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE }]
    }
    expect(addressesIn(answer)).toEqual([
      { nodeId: 1, host: 'a', port: 1 },
      { nodeId: 3, host: 'c', port: 3 }
    ])
  })

  test('a replaced answer differs in its addresses alone, and keeps records and unknown tagged fields', () => {
    const records = Buffer.from('records')
    const unknownTags = new Map([[77, Buffer.from('tag')]])
    const partitions = [{ partitionIndex: 0, errorCode: 0, highWatermark: 5n, abortedTransactions: null, records }]
    const answer = {
      responses: [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAQ', partitions }],
      nodeEndpoints: [{ nodeId: 1, host: 'broker-1', port: 9092, rack: null }],
      unknownTags
    }
    const { maxVersion } = Fetch
    const decoded = decodeResponse(Fetch, maxVersion, encodeResponse(Fetch, maxVersion, answer))
    const replaced = replaceAddresses(decoded, ({ port }) => ({ host: 'proxy', port: port + 1 }))
    const again = decodeResponse(Fetch, maxVersion, encodeResponse(Fetch, maxVersion, replaced as typeof decoded))
    expect(again).toEqual({ ...decoded, nodeEndpoints: [{ nodeId: 1, host: 'proxy', port: 9093, rack: null }] })
    expect(again.unknownTags).toEqual(unknownTags)
  })
})

describe('the versions that a proxy lets clients use', () => {
  const header = { apiKey: ApiVersions.key, apiVersion: 4, correlationId: 1, clientId: null }
  const UNKNOWN_KEY = 4_242
  const offered = (metadata: number) => [
    { apiKey: Metadata.key, minVersion: 0, maxVersion: metadata },
    { apiKey: UNKNOWN_KEY, minVersion: 0, maxVersion: 99 }
  ]
  const encoded = (metadata: number) => encodeResponse(ApiVersions, 4, { errorCode: errorCodes.NONE, apiKeys: offered(metadata) })

  test('versions of answers with addresses that the package does not know are not offered to clients', () => {
    const body = withKnownVersions(header, encoded(Metadata.maxVersion + 1))
    expect(decodeResponse(ApiVersions, 4, body ?? Buffer.alloc(0)).apiKeys).toEqual(offered(Metadata.maxVersion))
  })

  test('an answer without such versions is left as it is', () => {
    expect(withKnownVersions(header, encoded(Metadata.maxVersion))).toBeUndefined()
    const refused = encodeResponse(ApiVersions, 0, { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: [] })
    expect(withKnownVersions(header, refused)).toBeUndefined()
  })
})

function schemaOf(file: string): SchemaField[] {
  const text = readSource(`schemas/${file}`).text.replaceAll(/^\s*\/\/.*$/gm, '')
  const { fields, commonStructs = [] } = JSON.parse(text) as { fields: SchemaField[]; commonStructs?: { fields: SchemaField[] }[] }
  return [{ name: '', fields }, ...commonStructs.map(each => ({ name: '', fields: each.fields }))]
}

function hasAddress(fields: readonly SchemaField[]): boolean {
  const names = fields.map(({ name }) => name)
  return (names.includes('Host') && names.includes('Port')) || fields.some(each => hasAddress(each.fields ?? []))
}
