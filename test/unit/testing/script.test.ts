import { describe, expect, test } from 'vitest'
import { ApiVersions, Metadata } from '../../../src/messages.ts'
import { apiKeys, errorCodes } from '../../../src/protocol/codes/index.ts'
import { answer, close, expectBytes, expectClose, expectRequest, reset, sendBytes, startScript } from '../../../src/testing/index.ts'
import { connectRaw } from '../../support/brokers/raw-client.ts'

const empty = { brokers: [], topics: [] }
const orders = { topics: [{ name: 'orders' }, { name: 'bills' }] }

describe('a script', () => {
  test('a script follows its steps to the end', async () => {
    await using script = await startScript([
      expectRequest(ApiVersions, {}, { version: 3, clientId: 'raw' }),
      answer(
        ApiVersions,
        { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: [{ apiKey: apiKeys.ApiVersions, minVersion: 0, maxVersion: 2 }] },
        { version: 0 }
      ),
      expectRequest(Metadata, { topics: [{ name: 'orders' }, {}] }),
      expectRequest(Metadata, { topics: null }),
      answer(Metadata, { ...empty, clusterId: 'first' }),
      answer(Metadata, { ...empty, clusterId: 'second' }, { correlationId: 77 }),
      expectClose()
    ])
    const client = await connectRaw(script.port)
    client.send(ApiVersions, 3, { clientSoftwareName: 'raw', clientSoftwareVersion: '1' })
    expect(await client.frame()).toEqual(Buffer.from('00000001' + '0023' + '00000001' + '001200000002', 'hex'))
    client.send(Metadata, 8, orders)
    client.send(Metadata, 8, { topics: null })

    expect((await client.frame())?.readInt32BE(0)).toBe(2)
    expect((await client.frame())?.readInt32BE(0)).toBe(77)
    client.socket.end()
    await script.finished
  })

  test('a script acts on one connection after the other', async () => {
    await using script = await startScript([
      expectBytes(3),
      sendBytes(Buffer.from('abc')),
      close(),
      expectRequest(Metadata),
      reset(),
      expectRequest(Metadata),
      answer(Metadata, empty)
    ])
    using first = await connectRaw(script.port)
    first.socket.write(Buffer.alloc(10))
    expect(await first.frame()).toBeUndefined()
    expect([await first.closed, first.socket.bytesRead]).toEqual([false, 3])
    using second = await connectRaw(script.port)
    second.send(Metadata, 8, orders)
    expect(await second.closed).toBe(true)
    using third = await connectRaw(script.port)
    expect(await third.call(Metadata, 8, orders)).toMatchObject(empty)
    await script.finished
  })

  test('a script fails with the step and each difference, and closes the connection', async () => {
    await using script = await startScript([
      expectRequest(Metadata),
      answer(Metadata, empty),
      expectRequest(Metadata, {
        topics: [{ name: 'orders' }, { name: 'bills', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }],
        allowAutoTopicCreation: false
      })
    ])
    using client = await connectRaw(script.port)
    await client.call(Metadata, 8, orders)
    client.send(Metadata, 8, { topics: [{ name: 'orders' }, { name: 'bees' }] })

    expect(await client.frame()).toBeUndefined()
    await expect(script.finished).rejects.toMatchObject({
      message: [
        'Step 3 of 3, expectRequest(Metadata): received a request of API 3 v8, which differs:',
        'topics[1].name: expected "bills", received "bees"',
        'allowAutoTopicCreation: expected false, received true'
      ].join('\n  ')
    })
  })

  test.each([
    ['another API', [expectRequest(ApiVersions)], 'apiKey: expected 18, received 3'],
    ['another version', [expectRequest(Metadata, {}, { version: 9 })], 'apiVersion: expected 9, received 8'],
    ['another client', [expectRequest(Metadata, {}, { clientId: 'you' })], 'clientId: expected "you", received "raw"'],
    ['fewer elements', [expectRequest(Metadata, { topics: [{}] })], 'topics: expected 1 elements, received 2'],
    ['null', [expectRequest(Metadata, { topics: null })], 'topics: expected null, received [{"topicId"'],
    ['a request where the end was expected', [expectClose()], 'expected the client to close, received'],
    ['no request to answer', [answer(Metadata, empty)], 'there is no request to answer'],
    ['an answer of another API', [expectRequest(Metadata), answer(ApiVersions, { errorCode: 0, apiKeys: [] })], 'is of API 3, not 18'],
    ['an answer that cannot be encoded', [expectRequest(Metadata), answer(Metadata, { ...empty, clusterId: 5 as never })], 'clusterId is 5']
  ])('a script fails on %s', async (_, steps, problem) => {
    await using script = await startScript(steps)
    using client = await connectRaw(script.port)
    client.send(Metadata, 8, orders)

    await expect(script.finished).rejects.toThrow(problem)
  })

  test('a script fails when the client closes too early', async () => {
    await using script = await startScript([expectBytes(10)])
    using client = await connectRaw(script.port)
    client.socket.end('abc')

    await expect(script.finished).rejects.toThrow('Step 1 of 1, expectBytes(10): the client closed after 3 of 10 bytes')
  })

  test.each([true, false])('a script fails when it is closed with steps left (with a client: %s)', async isConnected => {
    const script = await startScript([expectRequest(Metadata)])
    if (isConnected) await connectRaw(script.port)
    await script.close()

    await expect(script.finished).rejects.toThrow('Step 1 of 1, expectRequest(Metadata)')
  })
})

describe('the parts of a script', () => {
  test.each<[string, () => unknown, string]>([
    ['no steps', () => startScript(undefined as never), 'steps is required: it must be an array of steps'],
    ['one step alone', () => startScript(expectClose() as never), 'steps must be an array of steps, not an object'],
    [
      'a step that is none',
      () => startScript([expectClose(), 5 as never]),
      'steps[1] must be a step, such as expectRequest() makes, not 5'
    ],
    ['a request of no API', () => expectRequest(null as never), 'api must be an API of kafkawire/messages, not null'],
    [
      'an unknown option',
      () => expectRequest(Metadata, {}, { verison: 5 } as never),
      'verison is not an option: there are version, clientId'
    ],
    ['an answer in no version', () => answer(Metadata, empty, { version: 1.5 }), 'version must be an integer, not 1.5'],
    ['bytes that are none', () => sendBytes('abc' as never), 'bytes must be a Uint8Array, not a string'],
    ['less than no bytes', () => expectBytes(-1), 'bytes must be an integer from 0 on, not -1']
  ])('wrong parts of a script are refused: %s', async (_, make, problem) => {
    await expect(async () => make()).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [problem] })
  })
})
