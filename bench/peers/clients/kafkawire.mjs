// A small producer and a small consumer on one connection to the broker that leads all partitions.
import { acks, connect, throwIfError } from 'kafkawire'
import { Fetch, Produce } from 'kafkawire/messages'
import { batchBuilder, readBatches, reuseAnswer, rewriteBatch } from 'kafkawire/records'

// How many Produce requests a mirror has in flight for each partition.
const MIRROR_OUT = 4

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
  await produce(topic, partition, records)
  builder.reuse(records)
}

async function produce(topic, partition, records) {
  const topicData = [{ name: topic, partitionData: [{ index: partition, records }] }]
  throwIfError(await connection.send(Produce, { acks: acks.ALL, timeoutMs: 30_000, topicData }))
}

export async function readAll({ topic, partitions, work, reading }) {
  const read = work === 'json' ? readTexts : readRecords
  const onBatches = batches => {
    for (const batch of batches) read(batch, reading)
  }
  await Promise.all(Array.from({ length: partitions }, (_, partition) => readPartition(topic, partition, onBatches)))
}

function readRecords(batch, reading) {
  for (const { offset, key, value } of batch.records()) reading.take(offset, key, value)
}

function readTexts(batch, reading) {
  for (const record of batch.records()) reading.take(record.offset, null, record.text())
}

/** Gives each batch a new header, and leaves its records compressed as they are. */
export async function mirror({ topic, target, partitions, reading }) {
  const passOn = async partition => {
    const out = []
    await readPartition(topic, partition, async batches => {
      for (const batch of batches) {
        reading.count(batch.count)
        out.push(produce(target, partition, rewriteBatch(batch)))
        if (out.length >= MIRROR_OUT) await out.shift()
      }
    })
    await Promise.all(out)
  }
  await Promise.all(Array.from({ length: partitions }, (_, partition) => passOn(partition)))
}

// The headers of the batches give the next offset, so the next Fetch is in flight while the records
// of this response are read.
async function readPartition(topic, partition, onBatches) {
  let next = 0n
  for (let answer = fetchFrom(topic, partition, next); answer !== undefined; ) {
    const { records, highWatermark } = await answer
    const batches = [...readBatches(records, { topic, partition, checkCrc })]
    for (const { lastOffset } of batches) next = lastOffset + 1n
    answer = next < highWatermark ? fetchFrom(topic, partition, next) : undefined
    await onBatches(batches)
    reuseAnswer(records)
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
