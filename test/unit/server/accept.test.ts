import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ApiVersions, type Decoded, decodeResponse, Metadata, type MetadataRequest, Produce } from '../../../src/messages.ts'
import { acks, apiKeys } from '../../../src/protocol/codes/index.ts'
import { accept, type IncomingRequest, type RequestHandler } from '../../../src/server/index.ts'
import { connectRaw, lengthPrefixed, requestFrame } from '../../support/brokers/raw-client.ts'
import { serve } from '../../support/brokers/serve.ts'
import { gate } from '../../support/process/gate.ts'

const empty = { brokers: [], topics: [] }
const named = (clusterId: string): typeof empty & { clusterId: string } => ({ ...empty, clusterId })
const clusterIdIn = (frame: Buffer | undefined): string | null | undefined =>
  frame && decodeResponse(Metadata, 8, frame.subarray(4)).clusterId

/** Answers Metadata; the cluster id is the correlation id of the request. */
const answerMetadata: RequestHandler = request => {
  if (request.is(Metadata)) request.answer(named(`answer ${request.header.correlationId}`))
}

describe('accept', () => {
  test('accept gives the handler each request with its header, its API and its decoded body', async () => {
    const seen: { request: IncomingRequest; message: Decoded<MetadataRequest> }[] = []
    await using served = await serve(request => {
      if (!request.is(Metadata)) return
      seen.push({ request, message: request.decode() })
      request.answer(named('mine'))
    })
    using client = await connectRaw(served.port)

    const response = await client.call(Metadata, 12, { topics: [{ name: 'orders' }] })

    expect(response.clusterId).toBe('mine')
    expect(seen.map(({ request }) => request.header)).toEqual([
      { apiKey: apiKeys.Metadata, apiVersion: 12, correlationId: 1, clientId: 'raw' }
    ])
    expect(seen[0]?.request.api?.name).toBe('Metadata')
    expect(seen[0]?.message.topics?.[0]?.name).toBe('orders')
  })

  test('request.is compares the API key', async () => {
    await using served = await serve(request => {
      if (request.is(Produce)) return request.answer({ responses: [] })
      if (request.is(ApiVersions))
        return request.answer({ errorCode: 0, apiKeys: [{ apiKey: apiKeys.ControlledShutdown, minVersion: 1, maxVersion: 2 }] })
      return undefined
    })
    using client = await connectRaw(served.port)

    const answer = await client.call(ApiVersions, 3, { clientSoftwareName: 'raw', clientSoftwareVersion: '1' })

    expect(answer.apiKeys).toEqual([{ apiKey: apiKeys.ControlledShutdown, minVersion: 1, maxVersion: 2 }])
    expect(await client.call(Produce, 9, { acks: acks.LEADER, timeoutMs: 1, topicData: [] })).toMatchObject({ responses: [] })
  })

  test('accept sends answers in the order of the requests, whichever is ready first', async () => {
    const gates = [gate(), gate(), gate()]
    const begun: number[] = []
    await using served = await serve(async request => {
      const { correlationId } = request.header
      begun.push(correlationId)
      if (correlationId === 3) for (const each of gates) each.open()
      await gates[3 - correlationId]?.opened
      await answerMetadata(request)
    })
    using client = await connectRaw(served.port)

    for (let i = 0; i < 3; i++) client.send(Metadata, 8, { topics: null })

    expect(clusterIdIn(await client.frame())).toBe('answer 1')
    expect(clusterIdIn(await client.frame())).toBe('answer 2')
    expect(clusterIdIn(await client.frame())).toBe('answer 3')
    expect(begun).toEqual([1, 2, 3])
  })

  test('accept holds a later answer back until the earlier one is ready', async () => {
    const first = gate()
    const second = gate()
    await using served = await serve(async request => {
      if (request.header.correlationId === 1) await first.opened
      await answerMetadata(request)
      if (request.header.correlationId === 2) second.open()
    })
    using client = await connectRaw(served.port)
    client.send(Metadata, 8, { topics: null })
    client.send(Metadata, 8, { topics: null })

    await second.opened
    await new Promise(resolve => setImmediate(resolve))
    expect(client.socket.bytesRead).toBe(0)
    first.open()

    expect(clusterIdIn(await client.frame())).toBe('answer 1')
    expect(clusterIdIn(await client.frame())).toBe('answer 2')
  })

  test('accept sends nothing for a request that its handler does not answer, and goes on with the next', async () => {
    await using served = await serve(request => (request.header.correlationId === 1 ? undefined : answerMetadata(request)))
    using client = await connectRaw(served.port)
    client.send(Metadata, 8, { topics: null })

    expect(await client.call(Metadata, 8, { topics: null })).toMatchObject({ clusterId: 'answer 2' })
  })

  test('accept reads requests that arrive byte by byte', async () => {
    await using served = await serve(answerMetadata)
    using client = await connectRaw(served.port)
    for (const byte of requestFrame(Metadata, 8, 1, { topics: null })) {
      client.socket.write(Buffer.from([byte]))
      await new Promise(resolve => setImmediate(resolve))
    }

    expect(clusterIdIn(await client.frame())).toBe('answer 1')
  })

  test('a request of an unknown API has its body, and can be answered with bytes', async () => {
    await using served = await serve(request => {
      expect(request.api).toBeUndefined()
      request.answerBytes(Buffer.concat([Buffer.from('echo '), request.body]))
    })
    using client = await connectRaw(served.port)
    client.socket.write(lengthPrefixed(Buffer.from('03e7 0000 00000009 ffff 616263'.replaceAll(' ', ''), 'hex')))

    expect(await client.frame()).toEqual(Buffer.concat([Buffer.from([0, 0, 0, 9]), Buffer.from('echo abc')]))
  })

  test('the body of a request does not change when more data arrives', async () => {
    const bodies: Uint8Array[] = []
    await using served = await serve(request => {
      bodies.push(request.body)
      answerMetadata(request)
    })
    using client = await connectRaw(served.port)
    const names = Array.from({ length: 200 }, (_, i) => `topic-${i}-`.repeat(100))

    for (const name of names) await client.call(Metadata, 8, { topics: [{ name }] })

    expect(
      bodies.map(body => Metadata.name + Buffer.from(body).toString('latin1')).every((text, i) => text.includes(names[i] ?? '?'))
    ).toBe(true)
  })

  test('a stream that has already ended is closed with the reason client, and handles nothing', async () => {
    const [ended] = duplexPair()
    ended.destroy()
    await once(ended, 'close')
    const connection = accept(ended, () => {
      throw new Error('there is no request')
    })
    expect(await connection.closed).toMatchObject({ reason: 'client' })
    expect(connection.inFlight).toBe(0)
  })

  test('accept serves any byte stream, and leaves no listener on it', async () => {
    const [clientSide, serverSide] = duplexPair()
    const before = serverSide.eventNames()
    const connection = accept(serverSide, answerMetadata)
    clientSide.write(requestFrame(Metadata, 8, 1, { topics: null }))

    const [answer]: Buffer[] = await once(clientSide, 'data')
    expect(clusterIdIn(answer?.subarray(4))).toBe('answer 1')
    await connection.close()
    expect(serverSide.eventNames()).toEqual(before)
    expect(serverSide.destroyed).toBe(true)
  })
})
