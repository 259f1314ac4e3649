import { describe, expect, test } from 'vitest'
import { Metadata } from '../../../src/messages.ts'
import { type Fault, startTestingCluster } from '../../../src/testing/index.ts'
import { connectRaw } from '../../support/brokers/raw-client.ts'
import { failureOf } from '../../support/process/failure.ts'
import { turns, until } from '../../support/process/gate.ts'

const everything = { topics: null }

describe('a fault', () => {
  test.each([0, 1, 3, 4, 17, 60])('a fault cuts an answer after %i bytes', async bytes => {
    await using kafka = await startTestingCluster()
    kafka.broker(1).fault({ after: { bytes }, do: 'close' })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Metadata, 8, everything)

    expect(await client.frame()).toBeUndefined()
    expect(client.socket.bytesRead).toBe(bytes)
  })

  test('a fault can reset the connection, and the client sees an error', async () => {
    await using kafka = await startTestingCluster()
    kafka.broker(1).fault({ after: { bytes: 17 }, do: 'reset' })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Metadata, 8, everything)

    expect(await client.closed).toBe(true)
    expect(client.socket.bytesRead).toBe(17)
  })

  test('a fault can happen after a number of answered requests', async () => {
    await using kafka = await startTestingCluster()
    kafka.broker(1).fault({ after: { requests: 2 }, do: 'reset' })
    using client = await connectRaw(kafka.broker(1).port)

    await client.call(Metadata, 8, everything)
    await client.call(Metadata, 8, everything)
    expect(await client.frame()).toBeUndefined()
    expect(await client.closed).toBe(true)
  })

  test('a fault can happen after a number of received bytes, before any answer', async () => {
    await using kafka = await startTestingCluster()
    kafka.broker(1).fault({ after: { receivedBytes: 5 }, do: 'close' })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Metadata, 8, everything)

    expect(await client.frame()).toBeUndefined()
    expect(client.socket.bytesRead).toBe(0)
  })

  test('a fault can be silence: the broker reads nothing, answers nothing and closes nothing', async () => {
    await using kafka = await startTestingCluster()
    kafka.broker(1).fault({ after: { bytes: 10 }, do: 'silence' })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Metadata, 8, everything)
    await until(() => client.socket.bytesRead === 10)
    client.socket.write(Buffer.alloc(50_000_000))
    await turns(100)

    expect(client.socket.bytesRead).toBe(10)
    expect(client.socket.writableLength).toBeGreaterThan(0)
    expect(client.socket.readable && client.socket.writable).toBe(true)
    expect(kafka.broker(1).connections).toBe(1)
  })

  test('a fault counts from the moment it is set, and hits open connections', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    await client.call(Metadata, 8, everything)
    const before = client.socket.bytesRead
    kafka.broker(1).fault({ after: { bytes: 6 }, do: 'reset' })
    client.send(Metadata, 8, everything)

    expect(await client.closed).toBe(true)
    expect(client.socket.bytesRead).toBe(before + 6)
  })

  test('a fault hits one connection unless times is given, and none after it is cancelled', async () => {
    await using kafka = await startTestingCluster()
    const outcomes = async (count: number): Promise<boolean[]> => {
      const struck = []
      for (let i = 0; i < count; i++) {
        using client = await connectRaw(kafka.broker(1).port)
        client.send(Metadata, 8, everything)
        struck.push((await client.frame()) === undefined)
      }
      return struck
    }
    kafka.broker(1).fault({ after: { bytes: 5 }, do: 'reset' })
    expect(await outcomes(3)).toEqual([true, false, false])
    kafka.broker(1).fault({ after: { bytes: 5 }, do: 'close', times: 2 })
    expect(await outcomes(3)).toEqual([true, true, false])
    kafka.broker(1).fault({ after: { bytes: 5 }, do: 'close' })()
    expect(await outcomes(1)).toEqual([false])
  })

  test.each<[unknown, string[]]>([
    [null, ['options must be an object, not null']],
    [{ do: 'close' }, ['after must have one of bytes, requests, receivedBytes, not 0 of them']],
    [{ after: { bytes: 1, requests: 1 }, do: 'close' }, ['after must have one of bytes, requests, receivedBytes, not 2 of them']],
    [{ after: { bytes: 1 } }, ['do is required: it must be one of reset, close, silence']],
    [{ after: 5, do: 'close' }, ['after must be an object, not 5']],
    [
      { after: { bytes: Number.NaN }, do: 'close', tmies: 1 },
      ['tmies is not an option: there are after, do, times', 'after.bytes must be']
    ],
    [
      { after: { turns: -1 }, do: 'explode', times: 0 },
      [
        'after.turns is not an option: there are after.bytes, after.requests, after.receivedBytes',
        'do must be one of reset, close, silence, not "explode"',
        'times must be a positive number, or Infinity for no limit, not 0'
      ]
    ]
  ])('wrong options of a fault are refused: %j', async (fault, problems) => {
    await using kafka = await startTestingCluster()
    const failure = failureOf(() => kafka.broker(1).fault(fault as Fault))
    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: problems.map(each => expect.stringContaining(each)) })
  })
})
