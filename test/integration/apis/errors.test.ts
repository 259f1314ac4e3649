import { describe, expect, test } from 'vitest'
import { acks, connect, errorCodes, errorFor, replicaIds, specialTimestamps, throwIfError } from '../../../src/index.ts'
import { decodeResponse, encodeRequest, Fetch, FindCoordinator, Heartbeat, ListOffsets, Metadata, Produce } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { append, asRead, batchOf, endOffset, fetchFrom, readAll, TRICKY_RECORDS } from '../support/records/records.ts'
import { createTopic, type Topic, uniqueName } from '../support/topics.ts'

// The checksum of a batch follows baseOffset, batchLength, partitionLeaderEpoch and magic.
const CRC_OFFSET = 17
const METADATA_V1 = { key: Metadata.key, version: 1 }

for (const broker of brokers()) {
  const address = firstAddress(broker.bootstrap)

  describe(`errors of ${broker.name}`, () => {
    test('the error for a missing topic has the name of the code, the path to the code and the name of the topic', async () => {
      await using connection = await connect(address)
      const name = uniqueName('nowhere')
      const answer = await connection.send(Metadata, { topics: [{ name }], allowAutoTopicCreation: false })
      expect(answer.topics[0]?.errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
      expect(errorFor(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)).toMatchObject({
        name: 'UNKNOWN_TOPIC_OR_PARTITION',
        retriable: true,
        refreshMetadata: true
      })
      expect(() => throwIfError(answer, { api: 'Metadata' })).toThrow(
        expect.objectContaining({
          code: 'KAFKA_BROKER',
          errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
          errorName: 'UNKNOWN_TOPIC_OR_PARTITION',
          path: 'topics[0].errorCode',
          delivery: 'answered',
          message: expect.stringContaining(name)
        })
      )
    })

    test('the error for an offset outside the log has the path of its partition', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const answer = await connection.send(Fetch, fetchFrom(topic, 99n))
      expect(() => throwIfError(answer)).toThrow(
        expect.objectContaining({ errorName: 'OFFSET_OUT_OF_RANGE', path: 'responses[0].partitions[0].errorCode', retriable: false })
      )
    })

    test('the error code for a missing partition leaves the other partition of the request without an error', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const partitions = [0, 7].map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
      const { topics } = await connection.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [{ name: topic.name, partitions }] })
      const codes = topics[0]?.partitions.map(({ partitionIndex, errorCode }) => `${partitionIndex}: ${errorFor(errorCode).name}`)
      expect(codes?.sort()).toEqual(['0: NONE', '7: UNKNOWN_TOPIC_OR_PARTITION'])
    })

    test('a batch with a wrong checksum is refused with CORRUPT_MESSAGE and does not get into the log', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const records = batchOf(TRICKY_RECORDS)
      records[CRC_OFFSET] = (records[CRC_OFFSET] ?? 0) ^ 0xff
      await expect(append(connection, topic, records)).rejects.toMatchObject({
        errorCode: errorCodes.CORRUPT_MESSAGE,
        errorName: 'CORRUPT_MESSAGE'
      })
      expect(await endOffset(connection, topic)).toBe(0n)
    })

    test('a batch larger than max.message.bytes is refused with MESSAGE_TOO_LARGE', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection, { configs: { 'max.message.bytes': '1000' } })
      await expect(append(connection, topic, batchOf(TRICKY_RECORDS))).rejects.toMatchObject({ errorName: 'MESSAGE_TOO_LARGE' })
    })

    test('a Heartbeat of an unknown member is answered with UNKNOWN_MEMBER_ID by the coordinator of the group', async () => {
      await using connection = await connect(address)
      const groupId = uniqueName('group')
      const { host, port } = await eventually(async () => throwIfError(await connection.send(FindCoordinator, { key: groupId })))
      await using coordinator = await connect({ host, port })
      await eventually(async () => {
        const { errorCode } = await coordinator.send(Heartbeat, { groupId, generationId: 1, memberId: 'nobody' })
        // Before the coordinator has loaded its groups it answers with other errors.
        expect(errorFor(errorCode)).toMatchObject({ code: errorCodes.UNKNOWN_MEMBER_ID, name: 'UNKNOWN_MEMBER_ID' })
      })
    })
  })

  describe(`Produce with acks NONE to ${broker.name}`, () => {
    test('a posted Produce writes its records to the log', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      await connection.post(Produce, { ...produceTo(topic), acks: acks.NONE })
      // The broker handles the requests of one connection in order, so the next request finds the
      // records.
      expect(await readAll(connection, topic)).toEqual(asRead(TRICKY_RECORDS))
    })

    test('send refuses Produce with acks NONE, and post refuses Produce with acks ALL', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const { acks: _, ...request } = produceTo(topic)
      await expect(connection.send(Produce, { ...request, acks: acks.NONE })).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
      await expect(connection.post(Produce, { ...request, acks: acks.ALL })).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
      expect(await endOffset(connection, topic)).toBe(0n)
    })
  })

  describe(`requests that are not sent to ${broker.name}`, () => {
    test('a version that the broker does not offer is refused with both version ranges, and the connection stays open', async () => {
      await using connection = await connect(address)
      const refused = connection.send(Metadata, { topics: [] }, { version: 99 })
      await expect(refused).rejects.toMatchObject({
        code: 'KAFKA_UNSUPPORTED_VERSION',
        delivery: 'not-sent',
        client: { min: Metadata.minVersion, max: Metadata.maxVersion },
        server: { min: 0, max: connection.versions.of(Metadata)?.max },
        message: expect.stringMatching(/^Metadata: version 99 was asked for, this driver speaks 0 to \d+, .*offers 0 to \d+/)
      })
      await expect(connection.send(Metadata, { topics: [] })).resolves.toBeDefined()
    })

    test('a topic id in a pinned version that cannot carry it is refused, and the connection stays open', async () => {
      await using connection = await connect(address)
      const topics = [{ topicId: Buffer.alloc(16, 1).toString('base64url'), name: null }]
      await expect(connection.send(Metadata, { topics }, { version: 4 })).rejects.toMatchObject({
        code: 'KAFKA_UNSUPPORTED_VERSION',
        delivery: 'not-sent'
      })
      await expect(connection.send(Metadata, { topics: [] })).resolves.toBeDefined()
    })

    if (broker.version === '4.4.0')
      test('Produce v2 is refused, because Kafka 4 lists it but closes the connection on it (KIP-896)', async () => {
        await using connection = await connect(address)
        await using topic = await createTopic(connection)
        await expect(connection.send(Produce, produceTo(topic), { version: 2 })).rejects.toMatchObject({
          code: 'KAFKA_UNSUPPORTED_VERSION',
          server: { min: 3, max: 13 },
          message: expect.stringContaining('Kafka 4 lists Produce 0 to 2 but closes on them (KIP-896)')
        })
        expect(connection.state).toBe('open')
      })
  })

  describe(`a request that ${broker.name} cannot read`, () => {
    test('a request that is cut short closes the connection, and every request in flight fails with reason broken', async () => {
      await using connection = await connect(address)
      const whole = encodeRequest(Metadata, METADATA_V1.version, { topics: [{ name: 'cut-short' }] })
      const cut = connection.forward({ ...METADATA_V1, body: whole.subarray(0, -4) })
      const behind = connection.send(Metadata, { topics: [] })
      const closed = { code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', delivery: 'maybe-sent', retriable: true, api: 'Metadata' }
      const results = await Promise.allSettled([cut, behind])
      expect(results).toMatchObject([{ reason: { ...closed, apiVersion: 1 } }, { reason: closed }])
      expect(await connection.closed).toMatchObject({ reason: 'broken' })
      await expect(connection.send(Metadata, { topics: [] })).rejects.toMatchObject({
        code: 'KAFKA_CONNECTION_CLOSED',
        delivery: 'not-sent'
      })
    })

    test('a new connection works: a whole request body is answered', async () => {
      await using connection = await connect(address)
      const { body } = await connection.forward({ ...METADATA_V1, body: encodeRequest(Metadata, 1, { topics: [] }) })
      expect(decodeResponse(Metadata, METADATA_V1.version, body).brokers).not.toEqual([])
    })
  })

  const { tls } = broker
  if (tls !== undefined)
    test(`a connection without TLS to the TLS listener of ${broker.name} fails with one clear sentence`, async () => {
      await expect(connect(firstAddress(tls))).rejects.toMatchObject({
        code: 'KAFKA_CONNECT',
        phase: 'api-versions',
        delivery: 'not-sent',
        broker: firstAddress(tls),
        retriable: false,
        message: expect.stringMatching(/^localhost:\d+: .*this listener speaks TLS, set the tls option$/)
      })
    })
}

function produceTo({ name }: Topic): Parameters<typeof Produce.encodeRequest>[1] {
  return { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name, partitionData: [{ index: 0, records: batchOf(TRICKY_RECORDS) }] }] }
}
