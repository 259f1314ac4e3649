import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../src/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { shellFor } from '../support/cli.ts'

const PASSWORD = 'alice-secret'
const UUID = /^[\w-]{22}$/

/** ApiVersions 0 with the correlation id 1 and the client id kafkawire, as docs/cli.md has it. */
const API_VERSIONS_REQUEST = '00000013001200000000000100096b61666b6177697265'

describe.each(brokers())('the command line with $name', ({ bootstrap, version, dir, sasl }) => {
  const shell = shellFor(['--bootstrap', bootstrap])
  const { host, port } = firstAddress(bootstrap)

  test('kafkawire metadata shows the cluster, its brokers and a topic', async () => {
    await using topic = await shell.topic('--partitions', '2', '--replicas', '1')
    const [found] = await shell.json(['metadata', topic.name])
    const brokerIds = (found as { brokers: { nodeId: number }[] }).brokers.map(({ nodeId }) => nodeId)
    const place = { leader: expect.toBeOneOf(brokerIds), replicas: [expect.toBeOneOf(brokerIds)], inSync: [expect.toBeOneOf(brokerIds)] }
    expect(found).toEqual({
      clusterId: expect.stringMatching(UUID),
      controllerId: expect.toBeOneOf(brokerIds),
      brokers: expect.arrayContaining([{ nodeId: expect.any(Number), host, port, rack: expect.toBeOneOf([null, expect.any(String)]) }]),
      topics: [
        {
          name: topic.name,
          topicId: expect.stringMatching(UUID),
          isInternal: false,
          error: null,
          partitions: [
            { partition: 0, ...place },
            { partition: 1, ...place }
          ]
        }
      ]
    })
    const text = await shell.text(['metadata', topic.name])
    expect(text).toMatch(/^cluster [\w-]{22}, controller \d+\n\nBROKER +ADDRESS +RACK\n/)
    expect(text).toMatch(new RegExp(`\\n${topic.name} +2 +`))
  })

  test('kafkawire metadata of a topic that does not exist has the exit code 20', async () => {
    const { code, stdout, stderr } = await shell.run(['metadata', 'no-such-topic', '--json'])
    expect([code, stderr]).toEqual([20, expect.stringMatching(/^kafkawire: metadata: .*no-such-topic/)])
    expect(JSON.parse(stdout)).toMatchObject({ topics: [{ name: 'no-such-topic', error: 'UNKNOWN_TOPIC_OR_PARTITION' }] })
  })

  test.skipIf(sasl === undefined || dir === undefined)('a password of the environment opens a listener with SASL and TLS', async () => {
    const secured = ['--tls', '--ca', join(dir ?? '', 'pki', 'ca.pem'), '--sasl', 'SCRAM-SHA-256', '--username', 'alice']
    const flags = ['--bootstrap', sasl?.ssl ?? '', ...secured]
    const safe = shellFor(flags, { KAFKAWIRE_PASSWORD: PASSWORD })
    const [found] = await safe.json(['metadata'])
    expect(found).toMatchObject({ brokers: [{ port: firstAddress(sasl?.ssl ?? '').port }] })
    await using topic = await safe.topic()
    expect(await safe.text(['produce', topic.name], 'secret lines\n')).toBe(`1 record is in ${topic.name}\n`)
    expect(await safe.text(['consume', topic.name, '--to-end'])).toBe('secret lines\n')
    const refused = await shellFor(flags, { KAFKAWIRE_PASSWORD: 'canary' }).run(['metadata'])
    expect([refused.code, refused.stdout]).toEqual([16, ''])
    expect(refused.stderr).toMatch(/^kafkawire: metadata: .*SCRAM-SHA-256.* kafkawire doctor finds the cause\n$/)
    expect(refused.stderr).not.toContain('canary')
  })

  test('kafkawire api-versions shows the versions of both sides, and the features of the cluster', async () => {
    const [{ apis, features }] = (await shell.json(['api-versions'])) as [
      { apis: { name: string; min: number; max: number; client: { min: number; max: number } | null }[]; features: object[] }
    ]
    expect(apis[0]).toEqual({
      key: 0,
      name: 'Produce',
      min: expect.any(Number),
      max: expect.any(Number),
      client: { min: 0, max: expect.any(Number) }
    })
    const level = expect.any(Number)
    expect(features).toContainEqual({
      name: 'metadata.version',
      min: expect.any(Number),
      max: expect.any(Number),
      finalized: { min: level, max: level }
    })
    // A broker of a version that this driver knows has no API that it lacks.
    if (version !== undefined) expect(apis.filter(({ client }) => client === null)).toEqual([])
    expect(await shell.text(['api-versions'])).toMatch(/^KEY +API +BROKER +CLIENT\n +0 +Produce +\d+ to \d+ +\d+ to \d+\n/)
  })

  test('kafkawire api-versions --against shows what is different in another cluster', async () => {
    expect((await shell.run(['api-versions', '--against', bootstrap])).code).toBe(0)
    await using older = await startTestingCluster({ profile: 'kafka-2.8' })
    const { code, stdout } = await shell.run(['api-versions', '--against', older.bootstrap, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ apis: expect.arrayContaining([expect.objectContaining({ name: 'ListOffsets' })]) })
  })

  test('kafkawire raw sends a request in a version, and shows the error code of the answer', async () => {
    const request = JSON.stringify({ topics: [{ name: 'no-such-topic' }], allowAutoTopicCreation: false })
    const { code, stdout, stderr } = await shell.run(['raw', 'Metadata', '9', request, '--json'])
    expect(code).toBe(20)
    expect(stderr).toContain('no-such-topic')
    const { topics } = JSON.parse(stdout) as { topics: { errorCode: number }[] }
    expect(topics[0]?.errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    const [said] = await shellFor([]).json(['errcode', String(topics[0]?.errorCode)])
    expect(said).toMatchObject({ code: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, name: 'UNKNOWN_TOPIC_OR_PARTITION', retriable: true })
  })

  test('kafkawire decode reads the bytes that a broker sends', async () => {
    const bytes = await exchange(host, port, Buffer.from(API_VERSIONS_REQUEST, 'hex'))
    const offline = shellFor([])
    const [request] = await offline.json(['decode', API_VERSIONS_REQUEST])
    expect(request).toMatchObject({ api: 'ApiVersions', apiVersion: 0, header: { correlationId: 1, clientId: 'kafkawire' } })
    const [response] = await offline.json(['decode', '--response', '--api', 'ApiVersions', '--api-version', '0', bytes.toString('hex')])
    const { body } = response as { body: { errorCode: number; apiKeys: { apiKey: number; maxVersion: number }[] } }
    expect(body.errorCode).toBe(errorCodes.NONE)
    const [{ apis }] = (await shell.json(['api-versions'])) as [{ apis: { key: number; max: number }[] }]
    expect(body.apiKeys.map(({ apiKey, maxVersion }) => [apiKey, maxVersion])).toEqual(apis.map(({ key, max }) => [key, max]))
  })
})

/** Sends a frame, and returns the frame of the answer. */
async function exchange(host: string, port: number, request: Buffer): Promise<Buffer> {
  const socket = connect(port, host)
  socket.write(request)
  let answer = Buffer.of()
  while (answer.length < 4 || answer.length < 4 + answer.readInt32BE()) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    answer = Buffer.concat([answer, chunk])
  }
  socket.destroy()
  return answer
}
