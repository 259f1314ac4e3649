import { describe, expect, test } from 'vitest'
import {
  absentValues,
  type Connection,
  connect,
  type Decoded,
  errorCodes,
  isolationLevels,
  replicaIds,
  specialOffsets,
  specialTimestamps
} from '../../../src/index.ts'
import { ListOffsets, type ListOffsetsResponse } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { append, batchOf } from '../support/records/records.ts'
import { createTopic, type Topic, uniqueName } from '../support/topics.ts'
import { offeredVersions, sharedVersions, versionsBetween } from '../support/versions.ts'

type Answer = Partial<Decoded<ListOffsetsResponse>['topics'][number]['partitions'][number]>

const OFFERED: Record<string, readonly number[]> = { '4.4.0': versionsBetween(1, 11), '3.9.2': versionsBetween(0, 9) }
const { LATEST, EARLIEST, MAX_TIMESTAMP, EARLIEST_LOCAL, LATEST_TIERED } = specialTimestamps
const { NONE, UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_LEADER_EPOCH } = errorCodes
// The last record does not have the greatest timestamp.
const RECORDS = [1_000n, 3_000n, 2_000n].map(timestamp => ({ key: null, value: 'v', timestamp }))

for (const broker of brokers()) {
  const versions = sharedVersions(await offeredVersions(broker), ListOffsets)
  const address = firstAddress(broker.bootstrap)

  describe(`ListOffsets of ${broker.name}`, () => {
    test(`the tests send ListOffsets in every version that the broker offers: ${versions.join(' ')}`, async () => {
      if (broker.version !== undefined) expect(versions).toEqual(OFFERED[broker.version])
      await using connection = await connect(address)
      expect(connection.versions.of(ListOffsets)).toEqual({ min: versions[0], max: versions.at(-1) })
    })

    test.each(versions.filter(version => version >= 1))(
      'ListOffsets v%i returns the first offset, the next offset and the offsets of timestamps',
      async version => {
        await using connection = await connect(address)
        await using topic = await filledTopic(connection)
        const ask = (timestamp: bigint): Promise<Answer> => listOffsets(connection, topic, { timestamp }, version)
        const leaderEpoch = version >= 4 ? 0 : absentValues.NO_PARTITION_LEADER_EPOCH
        const found = (offset: bigint, timestamp: bigint = absentValues.NO_TIMESTAMP): Answer => ({
          errorCode: NONE,
          offset,
          timestamp,
          leaderEpoch,
          oldStyleOffsets: []
        })

        expect(await ask(EARLIEST)).toMatchObject(found(0n))
        expect(await ask(LATEST)).toMatchObject(found(3n))
        expect(await ask(500n)).toMatchObject(found(0n, 1_000n))
        expect(await ask(1_001n)).toMatchObject(found(1n, 3_000n))
        expect(await ask(3_001n)).toMatchObject({
          errorCode: NONE,
          offset: specialOffsets.UNKNOWN_OFFSET,
          timestamp: absentValues.NO_TIMESTAMP
        })
        if (version >= 7) expect(await ask(MAX_TIMESTAMP)).toMatchObject(found(1n, 3_000n))
        if (version >= 8) expect(await ask(EARLIEST_LOCAL)).toMatchObject(found(0n))
        if (version >= 9)
          expect(await ask(LATEST_TIERED)).toMatchObject({
            errorCode: NONE,
            offset: specialOffsets.UNKNOWN_OFFSET,
            timestamp: absentValues.NO_TIMESTAMP
          })
      }
    )

    test.each(versions.filter(version => version === 0))(
      'ListOffsets v%i returns as many offsets as were asked for, the newest first',
      async version => {
        await using connection = await connect(address)
        await using topic = await filledTopic(connection)
        const ask = async (timestamp: bigint, maxNumOffsets?: number): Promise<unknown> => {
          const { errorCode, oldStyleOffsets } = await listOffsets(connection, topic, { timestamp, maxNumOffsets }, version)
          return { errorCode, oldStyleOffsets }
        }
        expect(await ask(LATEST)).toEqual({ errorCode: NONE, oldStyleOffsets: [3n] })
        expect(await ask(LATEST, 5)).toEqual({ errorCode: NONE, oldStyleOffsets: [3n, 0n] })
        expect(await ask(EARLIEST, 5)).toEqual({ errorCode: NONE, oldStyleOffsets: [0n] })
      }
    )

    test.each(versions)('ListOffsets v%i answers UNKNOWN_TOPIC_OR_PARTITION for a topic that does not exist', async version => {
      await using connection = await connect(address)
      const answer = await listOffsets(connection, { name: uniqueName('nowhere') }, { timestamp: LATEST }, version)
      expect(answer).toMatchObject({
        partitionIndex: 0,
        errorCode: UNKNOWN_TOPIC_OR_PARTITION,
        offset: specialOffsets.UNKNOWN_OFFSET,
        oldStyleOffsets: []
      })
    })

    test.each(versions.filter(version => version >= 4))(
      'ListOffsets v%i answers UNKNOWN_LEADER_EPOCH for an epoch that has not begun',
      async version => {
        await using connection = await connect(address)
        await using topic = await createTopic(connection)
        const answer = await listOffsets(connection, topic, { timestamp: LATEST, currentLeaderEpoch: 7 }, version)
        expect(answer.errorCode).toBe(UNKNOWN_LEADER_EPOCH)
      }
    )
  })
}

async function filledTopic(connection: Connection): Promise<Topic> {
  const topic = await createTopic(connection)
  await append(connection, topic, batchOf(RECORDS))
  return topic
}

async function listOffsets(
  connection: Connection,
  { name }: { readonly name: string },
  partition: { timestamp: bigint; maxNumOffsets?: number | undefined; currentLeaderEpoch?: number },
  version: number
): Promise<Answer> {
  const request = {
    replicaId: replicaIds.CONSUMER,
    ...(version >= 2 && { isolationLevel: isolationLevels.READ_UNCOMMITTED }),
    topics: [{ name, partitions: [{ partitionIndex: 0, ...partition }] }],
    ...(version >= 10 && { timeoutMs: 5_000 })
  }
  const { topics } = await connection.send(ListOffsets, request, { version })
  expect(topics.map(topic => topic.name)).toEqual([name])
  return topics[0]?.partitions[0] ?? {}
}
