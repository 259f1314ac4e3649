import { describe, expect, test } from 'vitest'
import { absentValues, type Connection, connect, type Decoded, sessionEpochs, specialOffsets, throwIfError } from '../../../src/index.ts'
import { Fetch, type FetchRequest, type FetchResponse } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { append, asRead, batchOf, fetchFrom, recordsIn, TRICKY_RECORDS } from '../support/records/records.ts'
import { createTopic, type Topic } from '../support/topics.ts'
import { offeredVersions, sharedVersions, versionsBetween } from '../support/versions.ts'

// In older versions the broker converts what it sends to old record formats.
const OLDEST = 4
const FIRST_WITH_SESSIONS = 7
const FIRST_BY_ID = 13
const NEWEST: Record<string, number> = { '4.4.0': 18, '3.9.2': 17 }
const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const COUNT = BigInt(TRICKY_RECORDS.length)

for (const broker of brokers()) {
  const versions = sharedVersions(await offeredVersions(broker), Fetch).filter(version => version >= OLDEST)
  const address = firstAddress(broker.bootstrap)

  describe(`Fetch of ${broker.name}`, () => {
    test(`the tests send Fetch in every version from 4 on that the broker offers: ${versions.join(' ')}`, async () => {
      if (broker.version !== undefined) expect(versions).toEqual(versionsBetween(OLDEST, NEWEST[broker.version] ?? Number.NaN))
      await using connection = await connect(address)
      expect(connection.versions.of(Fetch)?.max).toBe(versions.at(-1))
    })

    test.each(versions)('Fetch v%i reads every record of two batches, one plain and one gzip', async version => {
      await using connection = await connect(address)
      await using topic = await filledTopic(connection)
      const answer = throwIfError(await connection.send(Fetch, request(topic, 0n, version), { version }))
      const partition = onlyPartition(answer, topic, version)
      expect(partition).toMatchObject({
        highWatermark: 2n * COUNT,
        lastStableOffset: 2n * COUNT,
        logStartOffset: version >= 5 ? 0n : specialOffsets.INVALID_LOG_START_OFFSET,
        preferredReadReplica: absentValues.INVALID_PREFERRED_REPLICA_ID,
        divergingEpoch: { epoch: absentValues.UNDEFINED_EPOCH, endOffset: specialOffsets.UNDEFINED_EPOCH_OFFSET },
        currentLeader: { leaderId: absentValues.NO_LEADER_ID, leaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH }
      })
      expect(answer).toMatchObject({ throttleTimeMs: 0, sessionId: absentValues.INVALID_SESSION_ID, nodeEndpoints: [] })
      expect(recordsIn(partition.records)).toEqual([...asRead(TRICKY_RECORDS), ...asRead(TRICKY_RECORDS, COUNT)])
    })

    test.each(versions)('Fetch v%i returns the batch that contains the offset, and no bytes at the end of the log', async version => {
      await using connection = await connect(address)
      await using topic = await filledTopic(connection)
      const ask = async (offset: bigint): Promise<unknown[]> => {
        const answer = throwIfError(await connection.send(Fetch, request(topic, offset, version), { version }))
        return recordsIn(onlyPartition(answer, topic, version).records)
      }
      expect(await ask(COUNT + 1n)).toEqual(asRead(TRICKY_RECORDS, COUNT))
      expect(await ask(2n * COUNT)).toEqual([])
    })

    test.each(versions.filter(version => version >= FIRST_WITH_SESSIONS))(
      'a Fetch v%i session returns only the partitions that have changed',
      async version => {
        await using connection = await connect(address)
        await using topic = await filledTopic(connection)
        const first = throwIfError(
          await connection.send(Fetch, { ...request(topic, 2n * COUNT, version), sessionEpoch: sessionEpochs.INITIAL }, { version })
        )
        const { sessionId } = first
        expect(sessionId).not.toBe(absentValues.INVALID_SESSION_ID)
        const next = async (sessionEpoch: number): Promise<Decoded<FetchResponse>> => {
          const more = { maxWaitMs: 0, minBytes: 1, topics: [], sessionId, sessionEpoch }
          return throwIfError(await connection.send(Fetch, more, { version }))
        }
        expect(await next(1)).toMatchObject({ sessionId, responses: [] })
        await append(connection, topic, batchOf(TRICKY_RECORDS))
        const news = await next(2)
        expect(news.sessionId).toBe(sessionId)
        expect(recordsIn(onlyPartition(news, topic, version).records)).toEqual(asRead(TRICKY_RECORDS, 2n * COUNT))
        expect(await next(sessionEpochs.FINAL)).toMatchObject({ sessionId: absentValues.INVALID_SESSION_ID, responses: [] })
      }
    )

    test.each(versions)('a waiting Fetch v%i returns when records arrive', async version => {
      await using connection = await connect(address)
      await using producer = await connect(address)
      await using topic = await createTopic(connection)
      // The wait of the Fetch is longer than the timeout of the test, so only new records can end
      // it.
      const waiting = connection.send(Fetch, { ...request(topic, 0n, version), maxWaitMs: 600_000 }, { version })
      await append(producer, topic, batchOf(TRICKY_RECORDS))
      const answer = throwIfError(await waiting)
      expect(recordsIn(onlyPartition(answer, topic, version).records)).toEqual(asRead(TRICKY_RECORDS))
    })

    test('Fetch by topic name goes in version 12 at most when no version is given', async () => {
      await using connection = await connect(address)
      await using topic = await filledTopic(connection)
      const { responses } = throwIfError(await connection.send(Fetch, fetchFrom(topic, 0n)))
      expect(responses).toMatchObject([{ topic: topic.name, topicId: ZERO_UUID }])
      expect(recordsIn(responses[0]?.partitions[0]?.records ?? null)).toHaveLength(2 * TRICKY_RECORDS.length)
    })

    if (versions.includes(FIRST_BY_ID))
      test('Fetch by topic id goes in the newest version when no version is given', async () => {
        await using connection = await connect(address)
        await using topic = await filledTopic(connection)
        const { responses } = throwIfError(await connection.send(Fetch, byId(fetchFrom(topic, 0n), topic)))
        expect(responses).toMatchObject([{ topic: '', topicId: topic.topicId }])
        expect(recordsIn(responses[0]?.partitions[0]?.records ?? null)).toHaveLength(2 * TRICKY_RECORDS.length)
      })
  })
}

async function filledTopic(connection: Connection): Promise<Topic> {
  const topic = await createTopic(connection)
  await append(connection, topic, batchOf(TRICKY_RECORDS))
  await append(connection, topic, batchOf(TRICKY_RECORDS, 'gzip'))
  return topic
}

function request(topic: Topic, offset: bigint, version: number): FetchRequest {
  const named = fetchFrom(topic, offset)
  return version >= FIRST_BY_ID ? byId(named, topic) : named
}

function byId(request: FetchRequest, { topicId }: Topic): FetchRequest {
  return { ...request, topics: request.topics.map(({ partitions }) => ({ topicId, partitions })) }
}

function onlyPartition(
  { responses }: Decoded<FetchResponse>,
  topic: Topic,
  version: number
): Decoded<FetchResponse>['responses'][number]['partitions'][number] {
  const named = version >= FIRST_BY_ID ? { topicId: topic.topicId, topic: '' } : { topicId: ZERO_UUID, topic: topic.name }
  expect(responses).toEqual([{ ...named, partitions: [expect.objectContaining({ partitionIndex: 0, errorCode: 0 })] }])
  const partition = responses[0]?.partitions[0]
  if (partition === undefined) throw new Error(`Fetch v${version} was answered without a partition`)
  return partition
}
