import { describe, expect, test } from 'vitest'
import { acks, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, encodeRequestHeader, Metadata, Produce, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import { connectRaw, lengthPrefixed } from '../../../support/brokers/raw-client.ts'
import { serve } from '../../../support/brokers/serve.ts'
import { proxied } from '../../../support/process/proxied.ts'

const UNKNOWN_KEY = 4_242
const apiKeys = [
  { apiKey: ApiVersions.key, minVersion: 0, maxVersion: 5 },
  { apiKey: Metadata.key, minVersion: 0, maxVersion: Metadata.maxVersion + 3 },
  { apiKey: Produce.key, minVersion: 3, maxVersion: 99 },
  { apiKey: SaslHandshake.key, minVersion: 0, maxVersion: 1 },
  { apiKey: SaslAuthenticate.key, minVersion: 0, maxVersion: 2 },
  { apiKey: UNKNOWN_KEY, minVersion: 0, maxVersion: 3 }
]
const portOf = (address: string): number => Number(address.split(':')[1])

/** A server that is newer than the package: what it does not know it answers with the same body. */
const newerServer = () =>
  serve(request => {
    if (request.is(SaslHandshake)) return request.answer({ errorCode: errorCodes.NONE, mechanisms: ['PLAIN'] })
    if (request.is(SaslAuthenticate)) return request.answer({ errorCode: errorCodes.NONE, errorMessage: null, authBytes: Buffer.alloc(0) })
    if (request.is(ApiVersions)) return request.answer({ errorCode: errorCodes.NONE, apiKeys })
    if (request.is(Produce) && request.header.apiVersion <= Produce.maxVersion && request.decode().acks === acks.NONE) return undefined
    return request.answerBytes(request.body)
  })

describe('a proxy of the command line in front of a newer server', () => {
  test.each([
    ['as it is', []],
    ['also with a login of the proxy', ['--sasl', 'PLAIN', '--username', 'alice']]
  ])('an API that the package does not know passes through %s, and the standard error says so once', async (_, flags) => {
    await using server = await newerServer()
    const body = Buffer.from('00ff01020300', 'hex')
    const frame = (correlationId: number) =>
      lengthPrefixed(Buffer.concat([encodeRequestHeader({ apiKey: UNKNOWN_KEY, apiVersion: 3, correlationId, clientId: 'raw' }), body]))
    const use = async (at: string) => {
      using client = await connectRaw(portOf(at))
      client.socket.write(Buffer.concat([frame(7), frame(8)]))
      return [await client.frame(), await client.frame()]
    }
    const options = { env: { KAFKAWIRE_PASSWORD: 'secret' } }
    const { used, stderr, lines } = await proxied(['record', '--upstream', `127.0.0.1:${server.port}`, ...flags], use, options)
    expect(used).toEqual([7, 8].map(id => Buffer.concat([Buffer.from([0, 0, 0, id]), body])))
    expect(stderr.match(/API 4242 v3 passes through and is not decoded/g)).toHaveLength(1)
    expect(lines.filter(line => line.includes('API 4242 v3'))).toHaveLength(4)
  })

  test('clients are not offered versions of Metadata whose addresses cannot be read, and all other versions', async () => {
    await using server = await newerServer()
    const { used } = await proxied(['record', '--upstream', `127.0.0.1:${server.port}`], async at => {
      using client = await connectRaw(portOf(at))
      return await client.call(ApiVersions, 4, { clientSoftwareName: 'raw', clientSoftwareVersion: '1' })
    })
    const offered = used.apiKeys.map(({ apiKey, maxVersion }) => [apiKey, maxVersion])
    expect(offered).toContainEqual([Metadata.key, Metadata.maxVersion])
    expect(offered).toContainEqual([Produce.key, Produce.maxVersion])
    expect(offered).toContainEqual([UNKNOWN_KEY, 3])
  })

  test('requests without an answer do not shift the answers to later ones', async () => {
    await using server = await newerServer()
    const { used } = await proxied(['record', '--upstream', `127.0.0.1:${server.port}`], async at => {
      using client = await connectRaw(portOf(at))
      client.send(Produce, 9, { acks: acks.NONE, timeoutMs: 1, topicData: [] })
      return await client.call(ApiVersions, 0, {})
    })
    expect(used.errorCode).toBe(errorCodes.NONE)
  })

  test('the next server is tried if the first one is down', async () => {
    await using server = await newerServer()
    const { used } = await proxied(['record', '--upstream', `127.0.0.1:1,127.0.0.1:${server.port}`], async at => {
      using client = await connectRaw(portOf(at))
      return await client.call(ApiVersions, 0, {})
    })
    expect(used.errorCode).toBe(errorCodes.NONE)
  })

  test('a client that sends raw tokens after SaslHandshake v0 is disconnected with a reason', async () => {
    await using server = await newerServer()
    const { used, lines } = await proxied(['record', '--upstream', `127.0.0.1:${server.port}`], async at => {
      using client = await connectRaw(portOf(at))
      client.send(SaslHandshake, 0, { mechanism: 'PLAIN' })
      return await client.frame()
    })
    expect(used).toBeUndefined()
    expect(lines.join('\n')).toMatch(/#1 closed after 1 requests: the client uses SaslHandshake v0/)
  })
})
