import { expect, test } from 'vitest'
import { acks, connectCluster, errorCodes, specialOffsets } from '../../../../src/index.ts'
import { InitProducerId, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { until } from '../../../support/process/gate.ts'

// How many batches of one producer a broker recognises when they come again (KIP-98).
const MAX_IN_FLIGHT = 5
const BATCHES = 14
const SEQUENCE_AT = 53 // in a batch: its base sequence

test('a batch that was written without an acknowledgement is recognised although the caller goes on', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  // Brokers write the first two batches three times, and acknowledge the third attempt alone.
  const attempts = new Map<string, number>()
  kafka.on(Produce, async ({ message }, next) => {
    const answer = await next()
    const sequence = Buffer.from(message.topicData[0]?.partitionData[0]?.records ?? []).readInt32BE(SEQUENCE_AT)
    const count = (attempts.get(String(sequence)) ?? 0) + 1
    attempts.set(String(sequence), count)
    if (sequence > 1 || count > 2) return answer
    const refused = { index: 0, errorCode: errorCodes.REQUEST_TIMED_OUT, baseOffset: specialOffsets.INVALID_OFFSET }
    return { ...answer, responses: [{ name: 'orders', partitionResponses: [refused] }] }
  })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 20 }, metadata: { minAgeMs: 1 } })
  const { producerId, producerEpoch } = await cluster.send(InitProducerId, { transactionalId: null, transactionTimeoutMs: 60_000 })
  const codes: (number | undefined)[] = []
  const send = async (baseSequence: number): Promise<void> => {
    const builder = batchBuilder()
    builder.append({ value: 'x' })
    const records = builder.build({ producerId, producerEpoch, baseSequence })
    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records }] }]
    const { responses } = await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData })
    codes[baseSequence] = responses[0]?.partitionResponses[0]?.errorCode
  }
  let unsettled = 0
  const all: Promise<void>[] = []
  for (let sequence = 0; sequence < BATCHES; sequence++) {
    await until(() => unsettled < MAX_IN_FLIGHT)
    unsettled++
    all.push(send(sequence).finally(() => unsettled--))
  }
  await Promise.all(all)
  expect(codes).toEqual(Array(BATCHES).fill(errorCodes.NONE))
  expect(attempts.get('0')).toBe(3)
  expect(kafka.snapshot().topics[0]?.partitions).toMatchObject([{ endOffset: BigInt(BATCHES) }])
})
