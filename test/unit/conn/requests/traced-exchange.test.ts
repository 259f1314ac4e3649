import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { acks, connectCluster, errorCodes, type RequestTrace } from '../../../../src/index.ts'
import { Fetch, Metadata, OffsetCommit, Produce, SaslAuthenticate } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { memoryLink } from '../../../support/brokers/link.ts'
import { type Heard, listenToRequests } from '../../../support/process/channels.ts'
import { collectGarbage } from '../../../support/process/heap.ts'

function records(count: number): Uint8Array {
  const builder = batchBuilder()
  for (let i = 0; i < count; i++) builder.append({ value: 'secret value' })
  return builder.build()
}

/** The details that a subscriber reads in the last event of each request of an API. */
function readAtEnd(heard: Heard[], api: string): object[] {
  const read: object[] = []
  heard.push = (...added: Heard[]) => {
    for (const { name, event } of added) {
      if (name !== 'asyncEnd' || event.api !== api) continue
      const { topics, groupId, recordCount, recordBytes, errorCode, clientId, clusterId } = event
      read.push({ topics, groupId, recordCount, recordBytes, errorCode, clientId, clusterId })
    }
    return 0
  }
  return read
}

describe('the details of a trace', () => {
  test('the trace of a Produce has its topics, partitions, records, bytes and cluster, and the offset that the broker gave', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { clientId: 'billing' } })
    const read = readAtEnd(listenToRequests(), 'Produce')
    const partitionData = [
      { index: 0, records: records(3) },
      { index: 1, records: records(4) }
    ]
    await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] })
    const recordBytes = partitionData.map(each => each.records.length)
    expect(read).toMatchObject([
      {
        topics: [
          {
            name: 'orders',
            partitions: [
              { index: 0, recordCount: 3, recordBytes: recordBytes[0], offset: 0n },
              { index: 1, recordCount: 4, recordBytes: recordBytes[1], offset: 0n }
            ]
          }
        ],
        recordCount: 7,
        recordBytes: (recordBytes[0] ?? 0) + (recordBytes[1] ?? 0),
        errorCode: undefined,
        clientId: 'billing',
        clusterId: cluster.map.clusterId
      }
    ])
  })

  test('the trace of a Fetch has the records that came, and the name of its topic', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.produce('orders', [{ value: 'a' }, { value: 'b' }])
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const read = readAtEnd(listenToRequests(), 'Fetch')
    await cluster.send(Fetch, { topics: [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0n }] }] })
    expect(read).toMatchObject([{ topics: [{ name: 'orders', partitions: [{ index: 0, recordCount: 2 }] }], recordCount: 2 }])
  })

  test('the trace of an answer with an error has the code, and so has the partition', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const read = readAtEnd(listenToRequests(), 'OffsetCommit')
    const partitions = [{ partitionIndex: 7, committedOffset: 5n, committedMetadata: null }]
    await cluster.send(OffsetCommit, { groupId: 'shop', topics: [{ name: 'orders', partitions }] }, { maxAttempts: 1 })
    const errorCode = errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    expect(read).toMatchObject([
      { groupId: 'shop', errorCode, topics: [{ name: 'orders', partitions: [{ index: 7, offset: 5n, errorCode }] }] }
    ])
  })

  test('a request without topics, and a forwarded request, have no details', async () => {
    const read = readAtEnd(listenToRequests(), 'Metadata')
    const { connection, peer } = memoryLink()
    const answers = [
      connection.send(Metadata, { topics: null }),
      connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) })
    ]
    peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
    peer.answerBytes(await peer.next(), '00000000 00000000')
    await Promise.all(answers)
    const none = { topics: undefined, groupId: undefined, recordCount: undefined, recordBytes: undefined, errorCode: undefined }
    expect(read).toMatchObject([none, none])
    await connection.close()
  })
})

describe('a trace as text', () => {
  /** The trace of one Produce, whose subscriber does `look` at its end. */
  async function traceOf(look: (event: RequestTrace) => unknown): Promise<{ readonly event: RequestTrace; readonly seen: unknown }> {
    const heard = listenToRequests()
    let seen: unknown
    const { connection, peer } = memoryLink()
    const add = heard.push.bind(heard)
    heard.push = (...added) => {
      if (added[0]?.name === 'asyncEnd') seen = look(added[0].event)
      return add(...added)
    }
    const topicData = [{ name: 't', partitionData: [{ index: 0, records: records(1) }] }]
    const answer = connection.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData })
    const partition = { index: 0, errorCode: errorCodes.NONE, baseOffset: 5n }
    peer.answer(await peer.next(), Produce, { responses: [{ name: 't', partitionResponses: [partition] }] })
    await answer
    await connection.close()
    return { event: heard[0]?.event as RequestTrace, seen }
  }

  test('JSON.stringify and util.inspect show the details, offsets as text in JSON, and no record', async () => {
    const { seen } = await traceOf(event => [JSON.stringify(event), inspect(event, { depth: null })])
    const [json, text] = seen as [string, string]
    const topics = [{ name: 't', partitions: [{ index: 0, recordCount: 1, recordBytes: records(1).length, offset: '5' }] }]
    expect(JSON.parse(json)).toMatchObject({ api: 'Produce', topics, recordCount: 1 })
    expect(text).toContain('offset: 5n')
    for (const shown of [json, text]) expect(shown).not.toContain('secret')
  })

  test('the details that nobody asked for are gone after the request, and those that were read stay', async () => {
    const { event: unread } = await traceOf(() => undefined)
    expect(unread.topics).toBeUndefined()
    expect(JSON.parse(JSON.stringify(unread))).not.toHaveProperty('topics')
    const { event: kept } = await traceOf(event => event.recordCount)
    expect(kept.topics).toMatchObject([{ name: 't' }])
  })

  test('a trace that is kept does not keep its request alive', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    const send = (): { readonly request: WeakRef<object>; readonly answer: Promise<unknown> } => {
      const request = { topics: [{ name: 'orders' }] }
      return { request: new WeakRef(request), answer: connection.send(Metadata, request) }
    }
    const { request, answer } = send()
    peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
    await answer
    await collectGarbage()
    expect(heard.length).toBeGreaterThan(0)
    expect(request.deref()).toBeUndefined()
    await connection.close()
  })

  test('no credential of SaslAuthenticate is in its trace', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    const shown: string[] = []
    heard.push = (...added) => shown.push(...added.map(({ event }) => JSON.stringify(event) + inspect(event)))
    const answer = connection.send(SaslAuthenticate, { authBytes: Buffer.from('hunter2') })
    peer.answer(await peer.next(), SaslAuthenticate, { errorCode: errorCodes.NONE, errorMessage: null, authBytes: Buffer.from('hunter3') })
    await answer
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.join()).not.toMatch(/hunter|authBytes/)
    await connection.close()
  })
})
