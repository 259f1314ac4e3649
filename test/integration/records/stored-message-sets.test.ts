import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect, throwIfError } from '../../../src/index.ts'
import { Fetch } from '../../../src/messages.ts'
import { readBatches } from '../../../src/records/index.ts'
import { bootstrapOf } from '../harness/cluster/describe.ts'
import { endTestClusters, startTestClusters } from '../harness/cluster/test-clusters.ts'
import { firstAddress } from '../support/address.ts'
import { OLD_COMPRESSIONS } from '../support/records/codecs.ts'
import { appendTwice, asReadIn, magicOfFetch, OLD_COUNT, OLD_RECORDS, oldest, readLog } from '../support/records/message-sets.ts'
import { append, batchOf, fetchBytes, fetchFrom } from '../support/records/records.ts'
import { createTopic } from '../support/topics.ts'

const BUILD_MS = 300_000
const FETCHED = [1, 3, 4, 12]

// The formats in which the broker stores the records of a topic, and the formats that are sent to
// it.
const STORED = [
  { format: '0.9.0', stored: 0 },
  { format: '0.10.0', stored: 1 }
] as const
const SENT = [
  { version: 1, magic: 0 },
  { version: 2, magic: 1 },
  { version: 8, magic: 2 }
] as const

// Kafka 2.8 stores logs in old formats. The broker is started here, so the tests are skipped when
// the user names a cluster of their own.
describe.skipIf(Boolean(process.env['KAFKA_BOOTSTRAP']))('message sets as Apache Kafka 2.8.2 stores them', () => {
  let connection: Connection
  beforeAll(async () => {
    const [cluster] = await startTestClusters(['2.8.2'])
    if (cluster === undefined) throw new Error('Apache Kafka 2.8.2 was not started')
    connection = await connect(firstAddress(bootstrapOf(cluster, 'PLAINTEXT')))
  }, BUILD_MS)
  afterAll(async () => {
    await connection?.close()
    await endTestClusters()
  })

  for (const { format, stored } of STORED) {
    for (const { version, magic } of SENT) {
      test.each(OLD_COMPRESSIONS)(
        `records with compression %s, sent as magic ${magic} and stored in the format of ${format}, are read in every format`,
        async compression => {
          await using topic = await createTopic(connection, { configs: { 'message.format.version': format } })
          await appendTwice(connection, topic, version, magic, compression)
          for (const fetched of FETCHED) {
            const { records, formats } = await readLog(connection, topic, fetched)
            const passed = oldest(stored, magic, magicOfFetch(fetched))
            expect(records, `Fetch v${fetched}`).toEqual([...asReadIn(passed, OLD_RECORDS), ...asReadIn(passed, OLD_RECORDS, OLD_COUNT)])
            expect(formats, `Fetch v${fetched}`).toEqual([{ magic: oldest(stored, magicOfFetch(fetched)), compression }])
          }
        }
      )
    }
  }

  test.each(OLD_COMPRESSIONS)(
    'message sets with compression %s have the time of the broker in a LogAppendTime topic',
    async compression => {
      const configs = { 'message.format.version': '0.10.0', 'message.timestamp.type': 'LogAppendTime' }
      await using topic = await createTopic(connection, { configs })
      const beforeMs = BigInt(Date.now())
      await append(connection, topic, batchOf(OLD_RECORDS, compression, { magic: 1 }), 0, 2)
      const batches = [...readBatches(await fetchBytes(connection, topic, 3))]
      expect(new Set(batches.map(({ timestampType }) => timestampType))).toEqual(new Set(['LogAppendTime']))
      const times = batches.flatMap(batch => [...batch.records()].map(({ timestamp }) => timestamp))
      expect(times).toEqual(OLD_RECORDS.map(() => batches[0]?.maxTimestamp))
      expect(times[0]).toBeGreaterThanOrEqual(beforeMs)
    }
  )

  test.each(OLD_COMPRESSIONS.slice(1))(
    'a message set with compression %s is returned whole when the offset lies within it',
    async compression => {
      await using topic = await createTopic(connection, { configs: { 'message.format.version': '0.10.0' } })
      await appendTwice(connection, topic, 2, 1, compression)
      const { responses } = throwIfError(await connection.send(Fetch, fetchFrom(topic, OLD_COUNT + 7n), { version: 3 }))
      const [set, ...more] = readBatches(responses[0]?.partitions[0]?.records ?? null)
      expect(more).toEqual([])
      expect(set).toMatchObject({
        magic: 1,
        compression,
        baseOffset: OLD_COUNT,
        lastOffset: 2n * OLD_COUNT - 1n,
        count: OLD_RECORDS.length
      })
      expect([...(set?.records() ?? [])].map(({ offset }) => offset)).toEqual(OLD_RECORDS.map((_, i) => OLD_COUNT + BigInt(i)))
    }
  )
})
