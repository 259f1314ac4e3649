import { Consumer, Producer } from '@platformatic/kafka'

// Batches of about the size of those that are read, and the number of them in flight.
const MIRROR_RECORDS = 150
const MIRROR_OUT = 4

let producer
let consumer

export function open({ bootstrap, work }) {
  const options = { clientId: 'peers', bootstrapBrokers: [bootstrap] }
  if (work !== 'read' && work !== 'json') producer = new Producer(options)
  if (work !== 'produce') consumer = new Consumer({ ...options, groupId: `peers-${process.pid}-${Date.now()}` })
}

export function sendBatch({ topic, partition, values, compression }) {
  return producer.send({ messages: values.map(value => ({ topic, partition, value })), acks: -1, compression })
}

export async function readAll({ topic, reading }) {
  await eachMessage(topic, ({ offset, key, value }) => {
    reading.take(offset, key, value)
    return reading.isComplete
  })
}

/** Decodes and encodes each record. Messages are sent in batches of one partition, 4 of them out. */
export async function mirror({ topic, target, partitions, compression, reading }) {
  const gathered = Array.from({ length: partitions }, () => [])
  const out = new Set()
  let stream
  const send = async partition => {
    const messages = gathered[partition]
    if (messages.length === 0) return
    gathered[partition] = []
    const sent = producer.send({ messages, acks: -1, compression })
    out.add(sent)
    if (out.size >= MIRROR_OUT) stream?.pause()
    await sent
    out.delete(sent)
    stream?.resume()
  }
  const onMessage = (message, from) => {
    stream = from
    const { partition, key, value, timestamp } = message
    gathered[partition].push({ topic: target, partition, key: key?.length > 0 ? key : undefined, value, timestamp })
    reading.count(1)
    if (gathered[partition].length === MIRROR_RECORDS) send(partition).catch(error => stream.destroy(error))
    return reading.isComplete
  }
  await eachMessage(topic, onMessage)
  for (let partition = 0; partition < partitions; partition++) await send(partition)
  await Promise.all(out)
}

// Calls `onMessage` until it returns true.
async function eachMessage(topic, onMessage) {
  // This client is fastest with commits by a timer: without them, every message has a function that
  // commits it.
  const fetching = { maxWaitTime: 500, maxBytes: 52_428_800, maxBytesPerPartition: 1_048_576 }
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: 60_000, ...fetching })
  await new Promise((resolve, reject) => {
    stream.on('error', reject)
    stream.on('data', message => {
      if (onMessage(message, stream)) resolve()
    })
  })
}

export async function close() {
  await Promise.all([producer?.close(true), consumer?.close(true)])
}
