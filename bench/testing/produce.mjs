// Writes records of 100 bytes in batches to a new topic of a broker, with some requests out at a time.
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { acks, connectCluster, errorCodes } from 'kafkawire'
import { CreateTopics, DeleteTopics, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'

const RECORDS_PER_BATCH = 1_000
const BATCHES = 1_000
const REQUESTS_OUT = 4
const TIMEOUT_MS = 30_000
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'

/** The number of records a second that a testing broker takes, in a process of its own. */
export async function testingRate() {
  const broker = fork(join(import.meta.dirname, '../support/testing-broker.mjs'))
  const [bootstrap] = await once(broker, 'message')
  const rate = await produceRate(bootstrap)
  broker.disconnect()
  await once(broker, 'exit')
  return rate
}

/** The number of records a second that a broker takes. */
export async function produceRate(bootstrap) {
  const cluster = await connectCluster({ bootstrapServers: bootstrap })
  const name = `bench-${Date.now()}`
  await cluster.send(CreateTopics, { topics: [{ name, numPartitions: 1, replicationFactor: 1 }], timeoutMs: TIMEOUT_MS })
  const request = requestOf(name)
  await cluster.send(Produce, request) // finds the leader
  let left = BATCHES
  let lastOffset = 0n
  const send = async () => {
    while (left-- > 0) {
      const { responses } = await cluster.send(Produce, request)
      const [{ errorCode, baseOffset }] = responses[0].partitionResponses
      assert.equal(errorCode, errorCodes.NONE)
      if (baseOffset > lastOffset) lastOffset = baseOffset
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: REQUESTS_OUT }, send))
  const elapsedMs = performance.now() - startedMs
  assert.equal(lastOffset, BigInt(BATCHES * RECORDS_PER_BATCH))
  await cluster.send(DeleteTopics, { topics: [{ name, topicId: NO_ID }], timeoutMs: TIMEOUT_MS })
  await cluster.close()
  return (BATCHES * RECORDS_PER_BATCH * 1_000) / elapsedMs
}

/** A Produce request with one batch. */
export function requestOf(name, recordsInBatch = RECORDS_PER_BATCH) {
  const builder = batchBuilder()
  for (let i = 0; i < recordsInBatch; i++) builder.append({ key: null, value: Buffer.alloc(100, i), timestamp: 1_000n })
  const partitionData = [{ index: 0, records: builder.build() }]
  return { acks: acks.ALL, timeoutMs: TIMEOUT_MS, topicData: [{ name, partitionData }] }
}
