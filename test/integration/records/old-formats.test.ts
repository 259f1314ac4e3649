import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect, errorCodes } from '../../../src/index.ts'
import { Fetch } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { OLD_COMPRESSIONS, registerMissingCodecs } from '../support/records/codecs.ts'
import { appendTwice, asReadIn, magicOfFetch, OLD_COUNT, OLD_RECORDS, oldest, readLog } from '../support/records/message-sets.ts'
import { append, asRead, batchOf, fetchBytes, fetchFrom, recordsIn, TRICKY_RECORDS } from '../support/records/records.ts'
import { createTopic } from '../support/topics.ts'

const FIRST_WITH_ZSTD = 10

// The record formats that each version of Produce takes.
const SENT = [
  { version: 0, magic: 0 },
  { version: 1, magic: 0 },
  { version: 2, magic: 0 },
  { version: 2, magic: 1 }
] as const

// Kafka 3.9 keeps all records in batches and converts them for older clients. Kafka 4 no longer
// does (KIP-896).
const broker = brokers().find(({ version }) => version === '3.9.2')

describe.skipIf(broker === undefined)('Apache Kafka 3.9.2, which converts record formats', () => {
  let connection: Connection
  beforeAll(async () => {
    await registerMissingCodecs()
    connection = await connect(firstAddress(broker?.bootstrap ?? ''))
  })
  afterAll(() => connection?.close())

  describe.each(SENT)('Produce v$version with message sets of magic $magic', ({ version, magic }) => {
    test.each(OLD_COMPRESSIONS)('message sets with compression %s are read back by Fetch v0 to v4', async compression => {
      await using topic = await createTopic(connection)
      await appendTwice(connection, topic, version, magic, compression)
      for (const fetched of [0, 1, 2, 3, 4]) {
        const { records, formats } = await readLog(connection, topic, fetched)
        const passed = oldest(magic, magicOfFetch(fetched))
        expect(records, `Fetch v${fetched}`).toEqual([...asReadIn(passed, OLD_RECORDS), ...asReadIn(passed, OLD_RECORDS, OLD_COUNT)])
        expect(formats, `Fetch v${fetched}`).toEqual([{ magic: magicOfFetch(fetched), compression }])
      }
    })
  })

  describe.each([0, 1, 2, 3])('Fetch v%i', version => {
    test.each(OLD_COMPRESSIONS)('the answer has batches with compression %s converted to message sets', async compression => {
      await using topic = await createTopic(connection)
      await append(connection, topic, batchOf(TRICKY_RECORDS, compression))
      await append(connection, topic, batchOf(TRICKY_RECORDS, compression))
      const { records, formats } = await readLog(connection, topic, version)
      const magic = magicOfFetch(version)
      const again = asReadIn(magic, TRICKY_RECORDS, BigInt(TRICKY_RECORDS.length))
      expect(records).toEqual([...asReadIn(magic, TRICKY_RECORDS), ...again])
      expect(formats).toEqual([{ magic, compression }])
    })

    test('batches with zstd are refused with UNSUPPORTED_COMPRESSION_TYPE, and Fetch v10 reads them', async () => {
      await using topic = await createTopic(connection)
      await append(connection, topic, batchOf(TRICKY_RECORDS, 'zstd'))
      const { responses } = await connection.send(Fetch, fetchFrom(topic, 0n), { version })
      expect(responses[0]?.partitions).toMatchObject([{ errorCode: errorCodes.UNSUPPORTED_COMPRESSION_TYPE }])
      expect(recordsIn(await fetchBytes(connection, topic, FIRST_WITH_ZSTD))).toEqual(asRead(TRICKY_RECORDS))
    })
  })
})
