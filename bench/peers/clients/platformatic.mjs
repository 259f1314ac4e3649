import { Consumer, Producer } from '@platformatic/kafka'

let producer
let consumer

export function open({ bootstrap, work }) {
  const options = { clientId: 'peers', bootstrapBrokers: [bootstrap] }
  if (work === 'produce') producer = new Producer(options)
  else consumer = new Consumer({ ...options, groupId: `peers-${process.pid}-${Date.now()}` })
}

export function sendBatch({ topic, partition, values, compression }) {
  return producer.send({ messages: values.map(value => ({ topic, partition, value })), acks: -1, compression })
}

export async function readAll({ topic, reading }) {
  // This client is fastest with commits by a timer: without them, every message has a function that
  // commits it.
  const fetching = { maxWaitTime: 500, maxBytes: 52_428_800, maxBytesPerPartition: 1_048_576 }
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: 60_000, ...fetching })
  await new Promise((resolve, reject) => {
    stream.on('error', reject)
    stream.on('data', ({ offset, key, value }) => {
      reading.take(offset, key, value)
      if (reading.isComplete) resolve()
    })
  })
}

export async function close() {
  await Promise.all([producer?.close(true), consumer?.close(true)])
}
