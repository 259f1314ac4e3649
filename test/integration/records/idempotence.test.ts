import { describe, expect, test } from 'vitest'
import { acks, type Connection, connect, errorCodes, errorFor, specialOffsets, throwIfError } from '../../../src/index.ts'
import { InitProducerId, Produce } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { endOffset, readAll } from '../support/records/records.ts'
import { createTopic, type Topic } from '../support/topics.ts'
import { offeredVersions, sharedVersions, versionsBetween } from '../support/versions.ts'

for (const broker of brokers()) {
  const versions = sharedVersions(await offeredVersions(broker), InitProducerId)
  const address = firstAddress(broker.bootstrap)

  describe(`an idempotent producer on ${broker.name}`, () => {
    test(`the tests send InitProducerId in every stable version that the broker offers: ${versions.join(' ')}`, () => {
      if (broker.version !== undefined) expect(versions).toEqual(versionsBetween(0, 5))
    })

    test.each(versions)('InitProducerId v%i returns a new id, and a batch that is sent three times is in the log once', async version => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const producerId = await newProducerId(connection, version)
      expect(await newProducerId(connection, version)).not.toBe(producerId)

      const [first, second] = [batch(producerId, 0, ['a', 'b']), batch(producerId, 2, ['c'])]
      expect(await produce(connection, topic, first)).toEqual({ error: 'NONE', baseOffset: 0n })
      expect(await produce(connection, topic, first)).toEqual({ error: 'NONE', baseOffset: 0n })
      expect(await produce(connection, topic, second)).toEqual({ error: 'NONE', baseOffset: 2n })
      expect(await produce(connection, topic, first)).toEqual({ error: 'NONE', baseOffset: 0n })
      expect(await endOffset(connection, topic)).toBe(3n)
      expect((await readAll(connection, topic)).map(({ value }) => value)).toEqual(['a', 'b', 'c'])
    })

    test('a batch after a gap in the sequence is refused with OUT_OF_ORDER_SEQUENCE_NUMBER and not appended', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const producerId = await newProducerId(connection)
      await produce(connection, topic, batch(producerId, 0, ['a']))
      const gap = await produce(connection, topic, batch(producerId, 5, ['f']))
      expect(gap).toEqual({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', baseOffset: specialOffsets.INVALID_OFFSET })
      expect(await endOffset(connection, topic)).toBe(1n)
    })
  })
}

function newProducerId(connection: Connection, version?: number): Promise<bigint> {
  return eventually(async () => {
    const request = { transactionalId: null, transactionTimeoutMs: 60_000 }
    const { producerId, producerEpoch } = throwIfError(await connection.send(InitProducerId, request, { version }))
    expect(producerId).toBeGreaterThanOrEqual(0n)
    expect(producerEpoch).toBe(0)
    return producerId
  })
}

function batch(producerId: bigint, baseSequence: number, values: readonly string[]): Uint8Array {
  const builder = batchBuilder()
  for (const value of values) builder.append({ value })
  return builder.build({ producerId, producerEpoch: 0, baseSequence })
}

async function produce(connection: Connection, { name }: Topic, records: Uint8Array): Promise<unknown> {
  const topicData = [{ name, partitionData: [{ index: 0, records }] }]
  const { responses } = await connection.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData })
  const { errorCode, baseOffset } = responses[0]?.partitionResponses[0] ?? {}
  return { error: errorFor(errorCode ?? errorCodes.UNKNOWN_SERVER_ERROR).name, baseOffset }
}
