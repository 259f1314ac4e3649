// A small producer and a small consumer on one connection to the broker that leads all partitions.
import { acks, connect, throwIfError } from 'kafkawire'
import { Fetch, Produce } from 'kafkawire/messages'
import { batchBuilder, readBatches } from 'kafkawire/records'

let connection
let builder
let checkCrc

export async function open({ bootstrap, compression, checkCrc: wanted = true }) {
  connection = await connect({ host: bootstrap, clientId: 'peers' })
  builder = batchBuilder({ compression, maxBytes: Number.POSITIVE_INFINITY })
  checkCrc = wanted
}

export async function sendBatch({ topic, partition, values }) {
  const timestamp = BigInt(Date.now())
  for (const value of values) builder.append({ value, timestamp })
  const records = await builder.buildAsync()
  const topicData = [{ name: topic, partitionData: [{ index: partition, records }] }]
  throwIfError(await connection.send(Produce, { acks: acks.ALL, timeoutMs: 30_000, topicData }))
  builder.reuse(records)
}

export async function readAll({ topic, partitions, reading }) {
  await Promise.all(Array.from({ length: partitions }, (_, partition) => readPartition(topic, partition, reading)))
}

// The headers of the batches give the next offset, so the next Fetch is in flight while the records
// of this response are read.
async function readPartition(topic, partition, reading) {
  let next = 0n
  for (let answer = fetchFrom(topic, partition, next); answer !== undefined; ) {
    const { records, highWatermark } = await answer
    const batches = [...readBatches(records, { topic, partition, checkCrc })]
    for (const { lastOffset } of batches) next = lastOffset + 1n
    answer = next < highWatermark ? fetchFrom(topic, partition, next) : undefined
    for (const batch of batches) for (const { offset, key, value } of batch.records()) reading.take(offset, key, value)
  }
}

async function fetchFrom(topic, partition, fetchOffset) {
  const topics = [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes: 1_048_576 }] }]
  const { responses } = throwIfError(await connection.send(Fetch, { maxWaitMs: 500, minBytes: 1, maxBytes: 52_428_800, topics }))
  return responses[0].partitions[0]
}

export async function close() {
  await connection.close()
}
