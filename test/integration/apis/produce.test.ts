import { describe, expect, test } from 'vitest'
import { absentValues, acks, type Connection, connect, type Decoded, errorCodes, specialOffsets } from '../../../src/index.ts'
import { Produce, type ProduceRequest, type ProduceResponse } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { asRead, batchOf, endOffset, readAll, TRICKY_RECORDS } from '../support/records/records.ts'
import { createTopic, type Topic } from '../support/topics.ts'
import { offeredVersions, sharedVersions, versionsBetween } from '../support/versions.ts'

type PartitionResponse = Decoded<ProduceResponse>['responses'][number]['partitionResponses'][number]

// In older versions the records are message sets of old formats.
const OLDEST = 3
const FIRST_BY_ID = 13
const NEWEST: Record<string, number> = { '4.4.0': 13, '3.9.2': 11 }
const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const COUNT = BigInt(TRICKY_RECORDS.length)

for (const broker of brokers()) {
  const versions = sharedVersions(await offeredVersions(broker), Produce).filter(version => version >= OLDEST)
  const address = firstAddress(broker.bootstrap)

  describe(`Produce of ${broker.name}`, () => {
    test(`the tests send Produce in every version from 3 on that the broker offers: ${versions.join(' ')}`, async () => {
      if (broker.version !== undefined) expect(versions).toEqual(versionsBetween(OLDEST, NEWEST[broker.version] ?? Number.NaN))
      await using connection = await connect(address)
      expect(connection.versions.of(Produce)?.max).toBe(versions.at(-1))
    })

    test.each(versions)('Produce v%i appends a plain and a gzip batch, and both are read back unchanged', async version => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const plain = await produce(connection, topic, batchOf(TRICKY_RECORDS), version)
      const gzip = await produce(connection, topic, batchOf(TRICKY_RECORDS, 'gzip'), version)
      const success = {
        index: 0,
        errorCode: 0,
        logAppendTimeMs: absentValues.NO_TIMESTAMP,
        logStartOffset: version >= 5 ? 0n : specialOffsets.INVALID_LOG_START_OFFSET,
        recordErrors: []
      }
      expect(plain).toMatchObject({ ...success, baseOffset: 0n, errorMessage: null })
      expect(gzip).toMatchObject({ ...success, baseOffset: COUNT, errorMessage: null })
      expect(await endOffset(connection, topic)).toBe(2n * COUNT)
      expect(await readAll(connection, topic)).toEqual([...asRead(TRICKY_RECORDS), ...asRead(TRICKY_RECORDS, COUNT)])
    })

    test.each(versions)(
      'the answer of Produce v%i has the time that the broker gave to the records of a LogAppendTime topic',
      async version => {
        await using connection = await connect(address)
        await using topic = await createTopic(connection, { configs: { 'message.timestamp.type': 'LogAppendTime' } })
        const { logAppendTimeMs } = await produce(connection, topic, batchOf(TRICKY_RECORDS), version)
        expect(logAppendTimeMs).toBeGreaterThan(1_700_000_001_000n)
        expect((await readAll(connection, topic)).map(({ timestamp }) => timestamp)).toEqual(TRICKY_RECORDS.map(() => logAppendTimeMs))
      }
    )

    test.each(versions)(
      'Produce v%i of a record without a key to a compacted topic is refused, and v8 and newer say which record',
      async version => {
        await using connection = await connect(address)
        await using topic = await createTopic(connection, { configs: { 'cleanup.policy': 'compact' } })
        const answer = await produce(connection, topic, batchOf(TRICKY_RECORDS), version)
        expect(answer).toMatchObject({
          errorCode: version >= 8 ? errorCodes.INVALID_RECORD : expect.any(Number),
          baseOffset: specialOffsets.INVALID_OFFSET
        })
        expect(answer.errorCode).not.toBe(0)
        expect(answer.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual(version >= 8 ? [1] : [])
        expect(await endOffset(connection, topic)).toBe(0n)
      }
    )

    test('Produce by topic name goes in version 12 at most when no version is given', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const { responses } = await connection.send(Produce, byName(topic, batchOf(TRICKY_RECORDS)))
      expect(responses).toMatchObject([{ name: topic.name, topicId: ZERO_UUID, partitionResponses: [{ errorCode: 0, baseOffset: 0n }] }])
      expect(await readAll(connection, topic)).toEqual(asRead(TRICKY_RECORDS))
    })

    const hasTopicIds = versions.includes(FIRST_BY_ID)
    if (hasTopicIds)
      test('Produce by topic id goes in the newest version when no version is given', async () => {
        await using connection = await connect(address)
        await using topic = await createTopic(connection)
        const { responses } = await connection.send(Produce, byId(topic, batchOf(TRICKY_RECORDS)))
        expect(responses).toMatchObject([{ name: '', topicId: topic.topicId, partitionResponses: [{ errorCode: 0, baseOffset: 0n }] }])
        expect(await readAll(connection, topic)).toEqual(asRead(TRICKY_RECORDS))
      })

    if (!hasTopicIds)
      test('Produce by topic id is refused before a byte is sent, with both version ranges', async () => {
        await using connection = await connect(address)
        await using topic = await createTopic(connection)
        const max = versions.at(-1)
        await expect(connection.send(Produce, byId(topic, batchOf(TRICKY_RECORDS)))).rejects.toMatchObject({
          code: 'KAFKA_UNSUPPORTED_VERSION',
          delivery: 'not-sent',
          client: { min: 0, max: 13 },
          server: { max }
        })
      })
  })
}

const byName = ({ name }: Topic, records: Uint8Array): ProduceRequest => ({
  acks: acks.ALL,
  timeoutMs: 10_000,
  topicData: [{ name, partitionData: [{ index: 0, records }] }]
})

const byId = ({ topicId }: Topic, records: Uint8Array): ProduceRequest => ({
  acks: acks.ALL,
  timeoutMs: 10_000,
  topicData: [{ topicId, partitionData: [{ index: 0, records }] }]
})

async function produce(connection: Connection, topic: Topic, records: Uint8Array, version: number): Promise<PartitionResponse> {
  const request = version >= FIRST_BY_ID ? byId(topic, records) : byName(topic, records)
  const { responses } = await connection.send(Produce, request, { version })
  const named = version >= FIRST_BY_ID ? { topicId: topic.topicId, name: '' } : { topicId: ZERO_UUID, name: topic.name }
  expect(responses).toEqual([{ ...named, partitionResponses: [expect.anything()] }])
  const partition = responses[0]?.partitionResponses[0]
  if (partition === undefined) throw new Error(`Produce v${version} was answered without a partition`)
  return partition
}
