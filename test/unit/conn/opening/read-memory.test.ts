import { afterEach, describe, expect, test, vi } from 'vitest'
import { acks, connect } from '../../../../src/index.ts'
import { decodeResponse, encodeRequest, Fetch, Metadata, Produce } from '../../../../src/messages.ts'
import { readBatches, reuseAnswer } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { Random, seed } from '../../../support/vectors/random.ts'

const RECORD_BYTES = 900_000
const RECORDS = 9

afterEach(() => vi.restoreAllMocks())

describe.each([['plaintext'], ['TLS']])('a large answer over %s', protocol => {
  test('a large answer arrives as it is, whatever other answers and connections come between', async () => {
    await using kafka = await startTestingCluster({ topics: { large: 1 }, tls: protocol === 'TLS' })
    const random = new Random(seed)
    const values = Array.from({ length: RECORDS }, () => random.bytes(RECORD_BYTES))
    for (const value of values) kafka.produce('large', { value })
    const { host, port } = kafka.broker(1)
    const connections = await Promise.all([1, 2, 3].map(() => connect({ host, port, tls: kafka.tls?.options })))
    const reads = connections.flatMap(connection =>
      [1, 4, 9].map(async records => {
        const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: records * (RECORD_BYTES + 1_000) }]
        const fetched = connection.send(Fetch, { topics: [{ topic: 'large', partitions }] })
        expect((await connection.send(Metadata, { topics: null })).topics).toHaveLength(1)
        const { responses } = await fetched
        const read = [...readBatches(responses[0]?.partitions[0]?.records ?? null)].flatMap(batch => [...batch.records()])
        expect(read).toHaveLength(records)
        return read
      })
    )
    // Compared when all have arrived, so that memory which is used twice is seen.
    for (const read of await Promise.all(reads))
      for (const [i, { value }] of read.entries()) expect(values[i]?.equals(value ?? Buffer.of())).toBe(true)
    await Promise.all(connections.map(connection => connection.close()))
  })
})

describe('the memory of a large answer', () => {
  test('the memory of a large answer is read into, and not copied', async () => {
    await using kafka = await startTestingCluster({ topics: { large: 1 } })
    for (let i = 0; i < RECORDS; i++) kafka.produce('large', { value: Buffer.alloc(RECORD_BYTES) })
    const { host, port } = kafka.broker(1)
    await using connection = await connect({ host, port })
    const copy = vi.spyOn(Buffer.prototype, 'copy')
    const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 9_000_000 }]
    const { responses } = await connection.send(Fetch, { topics: [{ topic: 'large', partitions }] })
    const copiedBytes = copy.mock.results.reduce((sum, { value }) => sum + Number(value), 0)
    expect(responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(RECORDS * RECORD_BYTES)
    expect(copiedBytes).toBeLessThan(1_000_000)
  })

  test('the memory of a large answer that is given back is read into again, once no request has to be written from it', async () => {
    await using kafka = await startTestingCluster({ topics: { large: 1, copy: 1 } })
    kafka.produce('large', { value: Buffer.alloc(RECORD_BYTES, 'a') })
    const { host, port } = kafka.broker(1)
    await using connection = await connect({ host, port })
    const read = async (): Promise<Uint8Array> => {
      const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_048_576 }]
      const { responses } = await connection.send(Fetch, { topics: [{ topic: 'large', partitions }] })
      return responses[0]?.partitions[0]?.records ?? Buffer.of()
    }
    const first = await read()
    const produced = connection.send(Produce, {
      acks: acks.ALL,
      topicData: [{ name: 'copy', partitionData: [{ index: 0, records: first }] }]
    })
    expect(reuseAnswer(first)).toBe(false)
    expect((await produced).responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
    expect([reuseAnswer(first), reuseAnswer(first), reuseAnswer(null)]).toEqual([true, false, false])
    const second = await read()
    expect(second.buffer).toBe(first.buffer)
    const [record] = await kafka.waitForRecords('copy', 1)
    expect(record?.text).toBe('a'.repeat(RECORD_BYTES))
  })

  test('the memory of a large answer is taken once, also after it has been lent to the next answer', async () => {
    await using kafka = await startTestingCluster({ topics: { large: 2 } })
    for (const partition of [0, 1]) kafka.produce('large', { value: Buffer.alloc(RECORD_BYTES, 'ab'[partition]), partition })
    const { host, port } = kafka.broker(1)
    await using connection = await connect({ host, port })
    const read = async (): Promise<Uint8Array[]> => {
      const partitions = [0, 1].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_048_576 }))
      const { responses } = await connection.send(Fetch, { topics: [{ topic: 'large', partitions }] })
      return responses[0]?.partitions.map(({ records }) => records ?? Buffer.of()) ?? []
    }
    const [first, other] = (await read()) as [Uint8Array, Uint8Array]
    expect(reuseAnswer(first)).toBe(true)
    const [next] = (await read()) as [Uint8Array]
    expect(next.buffer === first.buffer).toBe(true)
    expect([reuseAnswer(first), reuseAnswer(other)]).toEqual([false, false])
    expect(reuseAnswer(next)).toBe(true)
  })

  test('the memory of a large answer to forward is taken by the records of its decoded body', async () => {
    await using kafka = await startTestingCluster({ topics: { large: 1 } })
    kafka.produce('large', { value: Buffer.alloc(RECORD_BYTES, 'a') })
    const { host, port } = kafka.broker(1)
    await using connection = await connect({ host, port })
    const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_048_576 }]
    const request = encodeRequest(Fetch, 12, { maxWaitMs: 1, minBytes: 1, topics: [{ topic: 'large', partitions }] })
    const { body } = await connection.forward({ key: Fetch.key, version: 12, body: request })
    const records = decodeResponse(Fetch, 12, body).responses[0]?.partitions[0]?.records ?? null
    expect([reuseAnswer(records), reuseAnswer(records), reuseAnswer(body)]).toEqual([true, false, false])
  })
})
