import { acks, connectCluster, errorCodes, isolationLevels } from 'kafkawire'
import { Fetch, type FetchResponse, Produce } from 'kafkawire/messages'
import { startTestingCluster } from 'kafkawire/testing'
import { describe, expect, test } from 'vitest'
import { readAll } from '../../../campaign/work/read-all.ts'
import { topicsOf } from '../../../campaign/work/reading/fetch-topics.ts'
import { Positions } from '../../../campaign/work/reading/positions.ts'
import { batchOf } from '../../../support/vectors/records.ts'

type Answer = Parameters<Positions['takeAll']>[0]

/** A topic with three records, its log, and what a reader gets of it after its answer was changed. */
async function read(change: (answer: Answer, first: Answer) => Answer | undefined): Promise<Positions & { readonly found: string[] }> {
  await using kafka = await startTestingCluster({ transport: 'memory', topics: { orders: 1, others: 1 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial: kafka.dial } })
  for (const value of ['a', 'b', 'c']) {
    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: batchOf([value]) }] }]
    await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData })
  }
  const positions = await Positions.begin(cluster, ['orders'], 1, isolationLevels.READ_UNCOMMITTED)
  const fetch = (partitionMaxBytes: number): Promise<Answer> =>
    cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: topicsOf(positions.all, partitionMaxBytes, false) })
  const first = await fetch(1)
  const answer = change(await fetch(100_000), first)
  if (answer !== undefined) positions.takeAll(answer)
  const log = await readAll(cluster, 'orders', 1)
  return Object.assign(positions, { found: [...(await positions.missing(cluster)), ...positions.differences('orders', log)] })
}

/** The same answer with other fields of its partition. */
function withPartition(answer: Answer, fields: Partial<FetchResponse['responses'][number]['partitions'][number]>): Answer {
  const responses = answer.responses.map(topic => ({ ...topic, partitions: topic.partitions.map(each => ({ ...each, ...fields })) }))
  return { ...answer, responses } as Answer
}

const bytesOf = ({ responses }: Answer): Uint8Array => responses[0]?.partitions[0]?.records ?? Buffer.alloc(0)

describe('the account of a reader', () => {
  test('has no differences if it got the log', async () => {
    expect((await read(answer => answer)).found).toEqual([])
  })

  test('shows what was not read', async () => {
    expect((await read(() => undefined)).found).toEqual(['orders-0 was read up to 0 of 3'])
    expect((await read((_, first) => first)).found).toEqual(['orders-0 was read up to 1 of 3'])
  })

  test('shows a record that the answer leaves out', async () => {
    const { found } = await read((answer, first) => withPartition(answer, { records: bytesOf(answer).subarray(bytesOf(first).length) }))
    expect(found).toEqual(['orders-0: the record at 1 was read, and the log has 0 there'])
  })

  test('shows a record that differs, and takes no batch with a wrong checksum', async () => {
    const { found } = await read(answer => withPartition(answer, { records: batchOf(['x']) }))
    expect(found).toContain('orders-0: the record at 0 differs')
    const damaged = await read(answer => {
      const records = Buffer.from(bytesOf(answer))
      records[records.length - 1] = 0xff
      return withPartition(answer, { records })
    })
    expect(damaged.found).toEqual(['orders-0 was read up to 2 of 3'])
  })

  test('reports partitions that were not asked for, and errors that no retry heals', async () => {
    const other = await read(({ responses, ...answer }) => ({
      ...answer,
      responses: responses.map(topic => ({ ...topic, topic: 'others', topicId: '' }))
    }))
    expect(other.problems).toEqual(['the answer has partition 0 of others'])
    const beyond = await read(answer => withPartition(answer, { errorCode: errorCodes.OFFSET_OUT_OF_RANGE }))
    expect(beyond.problems).toEqual([`orders-0 at 0 is answered with ${errorCodes.OFFSET_OUT_OF_RANGE}`])
  })
})
