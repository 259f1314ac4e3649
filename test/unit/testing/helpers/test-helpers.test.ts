import { describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { Fetch, ListOffsets } from '../../../../src/messages.ts'
import { specialTimestamps } from '../../../../src/protocol/codes/index.ts'
import { readBatches } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { failureOf } from '../../../support/process/failure.ts'

describe('produce of a testing cluster', () => {
  test('produce writes records to the partitions that they name, and a client reads them', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    const written = kafka.produce('orders', [
      { key: 'a', value: 'one', partition: 1, headers: [['h', 'x']], timestamp: 1_000n },
      { value: 'two', partition: 0 },
      { value: null, key: 'a', partition: 1 }
    ])
    expect(written).toEqual([
      { partition: 1, offset: 0n },
      { partition: 0, offset: 0n },
      { partition: 1, offset: 1n }
    ])
    await using connection = await connect({ host: kafka.bootstrap })
    const partitions = [{ partition: 1, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }]
    const answer = await connection.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions }] }, { version: 12 })
    const [batch] = [...readBatches(answer.responses[0]?.partitions[0]?.records ?? null)]
    const [first, second] = [...(batch?.records() ?? [])]
    expect([
      first?.timestamp,
      String(first?.key && Buffer.from(first.key)),
      String(first?.value && Buffer.from(first.value)),
      first?.headers.length
    ]).toEqual([1_000n, 'a', 'one', 1])
    expect(second?.value).toBeNull()
  })

  test('produce creates a topic that does not exist, and spreads records without a key over the partitions', async () => {
    await using kafka = await startTestingCluster({ topics: { three: 3 } })
    expect(kafka.produce('new', { value: 'x' })).toEqual([{ partition: 0, offset: 0n }])
    const written = kafka.produce('three', [{ value: '1' }, { value: '2' }, { value: '3' }, { value: '4' }])
    expect(written.map(({ partition }) => partition)).toEqual([0, 1, 2, 0])
  })

  test('produce keeps the partition of a key', async () => {
    await using kafka = await startTestingCluster({ topics: { keyed: 6 } })
    const written = kafka.produce(
      'keyed',
      Array.from({ length: 10 }, () => ({ key: 'same', value: 'x' }))
    )
    expect(new Set(written.map(({ partition }) => partition)).size).toBe(1)
  })

  test('produce of more bytes than one batch holds gives each record its own offset', async () => {
    await using kafka = await startTestingCluster()
    const written = kafka.produce(
      'big',
      Array.from({ length: 30 }, () => ({ value: Buffer.alloc(100_000) }))
    )
    expect(written.map(({ offset }) => offset)).toEqual(Array.from({ length: 30 }, (_, index) => BigInt(index)))
  })

  test('produce with a wrong record writes nothing, and says which record is wrong', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 2 } })
    const error = failureOf(() => kafka.produce('t', [{ value: 'good' }, { value: 'bad', partition: 2 }]))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', message: expect.stringContaining('records[1].partition is 2') })
    expect(failureOf(() => kafka.produce('t', [{ value: 'good' }, 5 as never]))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(failureOf(() => kafka.produce('no/slash', { value: 'x' }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(kafka.snapshot().topics[0]?.partitions.map(({ endOffset }) => endOffset)).toEqual([0n, 0n])
  })

  test('a record without a timestamp gets the time of the testing clock', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    kafka.advance(86_400_000)
    kafka.produce('t', { value: 'x' })
    await using connection = await connect({ host: kafka.bootstrap })
    const partitions = [{ partitionIndex: 0, timestamp: specialTimestamps.MAX_TIMESTAMP }]
    const { topics } = await connection.send(ListOffsets, { topics: [{ name: 't', partitions }] })
    expect(Number(topics[0]?.partitions[0]?.timestamp)).toBeGreaterThan(Date.now() + 86_000_000)
  })
})

describe('records of a testing cluster', () => {
  test('records gives what is there and then what is written, until the loop ends', async () => {
    await using kafka = await startTestingCluster()
    kafka.produce('t', [{ key: 'k', value: 'first' }])
    const seen: (string | null)[] = []
    for await (const { text, keyText, partition, offset } of kafka.records('t')) {
      seen.push(text)
      if (seen.length === 1) {
        expect([keyText, partition, offset]).toEqual(['k', 0, 0n])
        kafka.produce('t', [{ value: 'second' }, { value: null }])
      }
      if (seen.length === 3) break
    }
    expect(seen).toEqual(['first', 'second', null])
  })

  test('records of a topic that does not exist waits for it', async () => {
    await using kafka = await startTestingCluster()
    const next = kafka.records('later').next()
    kafka.produce('later', { value: 'x' })
    expect((await next).value).toMatchObject({ text: 'x' })
  })

  test('records ends when the cluster is closed', async () => {
    const kafka = await startTestingCluster()
    const next = kafka.records('never').next()
    await kafka.close()
    await expect(next).resolves.toEqual({ done: true, value: undefined })
  })
})

describe('the functions that wait', () => {
  test('waitForRecords returns all records as soon as there are enough', async () => {
    await using kafka = await startTestingCluster()
    const waiting = kafka.waitForRecords('t', 2)
    kafka.produce('t', { value: '1' })
    kafka.produce('t', { value: '2' })
    expect((await waiting).map(({ text }) => text)).toEqual(['1', '2'])
  })

  test('waitForRecords, waitForCommit and waitForStable reject with the reason of a signal that is aborted', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    const abort = new AbortController()
    const { signal } = abort
    const waits = [
      kafka.waitForRecords('t', 1, { signal }),
      kafka.waitForCommit('g', 't', { signal }),
      kafka.waitForStable('g', { signal })
    ]
    abort.abort(new Error('enough'))
    expect((await Promise.allSettled(waits)).map(outcome => 'reason' in outcome && outcome.reason.message)).toEqual(
      waits.map(() => 'enough')
    )
    const error = await kafka.waitForStable('g', { signal: 5 as never }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', message: expect.stringContaining('signal must be an AbortSignal') })
  })

  test('waitForRecords, waitForCommit and waitForStable say what is there when their time is over', async () => {
    await using kafka = await startTestingCluster()
    kafka.produce('t', { value: '1' })
    const soon = { timeoutMs: 20 }
    await expect(kafka.waitForRecords('none', 1, soon)).rejects.toThrow('waitForRecords waited for 20 ms: there is no topic "none"')
    await expect(kafka.waitForRecords('t', 2, soon)).rejects.toThrow('waitForRecords waited for 20 ms: topic "t" has 1 of 2 records')
    await expect(kafka.waitForCommit('g', 't', soon)).rejects.toThrow('group "g" has committed no offset for "t-0", not 0 or more')
    await expect(kafka.waitForStable('g', soon)).rejects.toThrow('group "g" does not exist')
  })

  test('the functions that wait refuse wrong options and a closed cluster at once', async () => {
    const kafka = await startTestingCluster()
    await expect(kafka.waitForRecords('t', -1)).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    await expect(kafka.waitForRecords('t', 1, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    await kafka.close()
    await expect(kafka.waitForStable('g')).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(failureOf(() => kafka.produce('t', { value: 'x' }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })
})

describe('namespaces and snapshots', () => {
  test('a namespace gives the same name twice, and another namespace gives another name', async () => {
    await using kafka = await startTestingCluster()
    const [one, two] = [kafka.namespace('mine'), kafka.namespace('mine')]
    expect(one.topic('orders')).toBe(one.topic('orders'))
    expect(one.topic('orders')).toMatch(/^mine-[0-9a-f]{12}-orders$/)
    expect(one.topic('orders')).not.toBe(two.topic('orders'))
    expect(failureOf(() => kafka.namespace('a b'))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(failureOf(() => one.topic('a/b'))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })

  test('a snapshot has topics by name with the offsets of their partitions', async () => {
    await using kafka = await startTestingCluster({ topics: { b: 1, a: 1 } })
    kafka.produce('a', { value: 'x' })
    expect(kafka.snapshot()).toEqual({
      topics: [
        { name: 'a', configs: {}, partitions: [{ leaderId: 1, leaderEpoch: 0, startOffset: 0n, endOffset: 1n }] },
        { name: 'b', configs: {}, partitions: [{ leaderId: 1, leaderEpoch: 0, startOffset: 0n, endOffset: 0n }] }
      ],
      groups: []
    })
  })
})
