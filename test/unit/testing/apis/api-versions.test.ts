import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { ApiVersions, encodeRequestHeader, JoinGroup, Metadata, Vote } from '../../../../src/messages.ts'
import { apiKeys, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { apiInfos } from '../../../../src/protocol/messages/infos.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, lengthPrefixed } from '../../../support/brokers/raw-client.ts'

const me = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0' }
const request = (apiKey: number, apiVersion: number, body = ''): Buffer => {
  const header = encodeRequestHeader({ apiKey, apiVersion, correlationId: 9, clientId: null })
  return lengthPrefixed(Buffer.concat([header, Buffer.from(body, 'hex')]))
}

describe('ApiVersions', () => {
  test.each([0, 1, 2, 3, 4, 5])('ApiVersions v%i names the ranges of Kafka 4.4.0', async version => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    const { errorCode, apiKeys } = await client.call(ApiVersions, version, version < 3 ? {} : me)

    expect(errorCode).toBe(0)
    expect(apiKeys.map(({ apiKey, minVersion, maxVersion }) => `${apiKey}: ${minVersion}-${maxVersion}`)).toEqual([
      // see Kafka's own answer
      '0: 0-13',
      '1: 4-18',
      '2: 1-11',
      '3: 0-13',
      '8: 2-10',
      '9: 1-10',
      '10: 0-6',
      '11: 0-9',
      '12: 0-4',
      '13: 0-5',
      '14: 0-5',
      '15: 0-6',
      '16: 0-5',
      '17: 0-1',
      '18: 0-5',
      '19: 2-7',
      '20: 1-6',
      '21: 0-2',
      '22: 0-5',
      '23: 2-4',
      '24: 0-5',
      '25: 0-4',
      '26: 0-5',
      '27: 1-2',
      '28: 0-6',
      '29: 1-3',
      '30: 1-3',
      '31: 1-3',
      '32: 1-4',
      '33: 0-2',
      '34: 1-2',
      '35: 1-5',
      '36: 0-2',
      '37: 0-3',
      '38: 1-3',
      '39: 1-2',
      '40: 1-2',
      '41: 1-3',
      '42: 0-3',
      '43: 0-2',
      '44: 0-1',
      '45: 0-1',
      '46: 0-0',
      '47: 0-0',
      '48: 0-1',
      '49: 0-1',
      '50: 0-0',
      '51: 0-0',
      '55: 0-2',
      '57: 0-2',
      '60: 0-2',
      '61: 0-0',
      '64: 0-0',
      '65: 0-0',
      '66: 0-2',
      '68: 0-1',
      '69: 0-1',
      '74: 0-1',
      '75: 0-0',
      '76: 1-1',
      '77: 1-1',
      '78: 1-2',
      '79: 1-2',
      '90: 0-1',
      '91: 0-0',
      '92: 0-0'
    ])
  })

  test('The APIs that docs/testing.md says are not there are closed on', async () => {
    const page = await readFile('docs/testing.md', 'utf8')
    const [, rows = ''] = page.split('| not there |')
    const names = [...(rows.split('\n\n')[0] ?? '').matchAll(/^\| ([A-Z][\w, ]+) \|/gm)].flatMap(([, cell = '']) => cell.split(', '))
    expect(names.length).toBeGreaterThan(5)
    await using kafka = await startTestingCluster()
    for (const name of names) {
      const info = apiInfos.find(each => each.name === name)
      expect(info, name).toBeDefined()
      using client = await connectRaw(kafka.broker(1).port)
      client.socket.write(request(info?.key ?? -1, info?.maxVersion ?? -1))
      expect(await client.frame(), name).toBeUndefined()
    }
  })

  test('ApiVersions v3 leaves out the features whose minimum is 0', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    expect((await client.call(ApiVersions, 3, me)).supportedFeatures.map(({ name }) => name)).toEqual(['metadata.version'])
    expect((await client.call(ApiVersions, 4, me)).supportedFeatures.map(({ name }) => name)).toContain('transaction.version')
  })

  test('ApiVersions in a version that the broker lacks is answered in v0 with error 35 and key 18 alone, and the connection lives', async () => {
    await using kafka = await startTestingCluster({ versions: { ApiVersions: [0, 3] } })
    using client = await connectRaw(kafka.broker(1).port)
    client.socket.write(request(ApiVersions.key, 127, '00'))

    expect((await client.frame())?.toString('hex')).toBe('00000009' + '0023' + '00000001' + '001200000003')
    client.socket.write(request(ApiVersions.key, 4, '00'))
    expect(await client.frame()).toHaveLength(16)
    expect(await kafka.received(ApiVersions)).toMatchObject({ header: { apiVersion: 127 } })
  })

  test.each(['bad name!', '', '-raw'])('ApiVersions refuses the client software name %j with error 42', async clientSoftwareName => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    expect(await client.call(ApiVersions, 3, { ...me, clientSoftwareName })).toMatchObject({
      errorCode: errorCodes.INVALID_REQUEST,
      apiKeys: []
    })
  })

  test('ApiVersions v5 tells a client that it came to another cluster or another broker than it expects', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using client = await connectRaw(kafka.broker(2).port)
    const { clusterId } = kafka

    expect(await client.call(ApiVersions, 5, { ...me, clusterId, nodeId: 2 })).toMatchObject({ errorCode: 0 })
    expect(await client.call(ApiVersions, 5, { ...me, clusterId, nodeId: 1 })).toMatchObject({ errorCode: errorCodes.REBOOTSTRAP_REQUIRED })
    expect(await client.call(ApiVersions, 5, { ...me, clusterId: 'another', nodeId: 2 })).toMatchObject({
      errorCode: errorCodes.REBOOTSTRAP_REQUIRED
    })
  })
})

describe('a request that the brokers do not answer', () => {
  test.each([
    ['an unknown key', 999, 0],
    ['a version above the range', Metadata.key, 99],
    ['Fetch v3, which Kafka 4 has given up', 1, 3],
    ['Produce v2, which Kafka 4 advertises all the same', 0, 2],
    ['an API of controllers', Vote.key, 0],
    ['an API that no hook answers', JoinGroup.key, 0]
  ])('a request that the brokers do not answer (%s) closes the connection without an answer', async (_, key, version) => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    client.socket.write(request(key, version, '00000000'))

    expect(await client.frame()).toBeUndefined()
  })

  test('a request that the brokers do not answer can be ApiVersions, by the option versions', async () => {
    await using kafka = await startTestingCluster({ versions: { ApiVersions: null } })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(ApiVersions, 0, {})

    expect(await client.frame()).toBeUndefined()
  })

  test('a request that the brokers do not answer closes the connection after the answers to earlier requests', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Metadata, 8, { topics: [] })
    client.socket.write(request(999, 0))

    expect(await client.frame()).toBeDefined()
    expect(await client.frame()).toBeUndefined()
  })

  test('a request that the brokers do not answer can be in a version outside of the option versions', async () => {
    await using kafka = await startTestingCluster({ versions: { Metadata: [4, 7] } })
    using client = await connectRaw(kafka.broker(1).port)

    expect((await client.call(ApiVersions, 0, {})).apiKeys).toContainEqual({ apiKey: apiKeys.Metadata, minVersion: 4, maxVersion: 7 })
    expect(await client.call(Metadata, 7, { topics: [] })).toBeDefined()
    client.send(Metadata, 8, { topics: [] })
    expect(await client.frame()).toBeUndefined()
  })
})

describe('testing cluster options', () => {
  test('testing cluster options are all checked, and one error names all problems', async () => {
    const options = {
      ...{ brokers: 0, host: '', maxInFlight: -1, topics: { 'no spaces': 1, fine: 0 } },
      ...{ versions: { Fetsh: [1, 2], Fetch: [0, 4], Metadata: [3, 2], Produce: 5 }, borkers: 3 }
    } as never

    await expect(startTestingCluster(options)).rejects.toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: [
        expect.stringMatching(/^borkers is not an option: there are brokers, controllers, transport, host, /),
        'brokers must be an integer from 1 to 1000, not 0',
        'host must be an address of this machine, not a string',
        'maxInFlight must be a positive number, or Infinity for no limit, not -1',
        'topics.no spaces is not a legal topic name',
        'topics.fine must be a number of partitions, at most 100000, not 0',
        'versions.Fetsh is not an API',
        'versions.Fetch must be [min, max] within 4 to 18, or null, not an array: [0, 4]',
        'versions.Metadata must be [min, max] within 0 to 13, or null, not an array: [3, 2]',
        'versions.Produce must be [min, max] within 0 to 13, or null, not 5'
      ]
    })
  })

  test.each<[unknown, string]>([
    [null, 'options must be an object, not null'],
    [{ topics: [] }, 'topics must be an object of numbers of partitions, or of options of topics, not an array'],
    [{ versions: null }, 'versions must be an object of ranges, not null'],
    [{ versions: { Fetch: ['4', '5'] } }, 'versions.Fetch must be [min, max] within 4 to 18, or null, not an array']
  ])('startTestingCluster refuses the options %j', async (options, problem) => {
    await expect(startTestingCluster(options as never)).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [problem] })
  })

  test('testing cluster options with a host on which the brokers cannot listen are refused', async () => {
    await expect(startTestingCluster({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })
})
