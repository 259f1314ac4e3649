// This client is always idempotent, with one request in flight to each broker. It sends without
// compression, and takes and gives values as text.
import kafkaTs from 'kafka-ts'

const { createKafkaClient, setLogger } = kafkaTs
setLogger({ debug() {}, info() {}, warn: console.error, error: console.error })

let kafka
let producer
let consumer

export function prepare(values) {
  return values.map(value => value.toString('latin1'))
}

export function open({ bootstrap, work }) {
  const [host, port] = bootstrap.split(':')
  kafka = createKafkaClient({ clientId: 'peers', bootstrapServers: [{ host, port: Number(port) }] })
  if (work === 'produce') producer = kafka.createProducer({})
}

export function sendBatch({ topic, partition, values }) {
  return producer.send(values.map(value => ({ topic, partition, value })))
}

export async function readAll({ topic, reading }) {
  await new Promise((resolve, reject) => {
    const onBatch = messages => {
      for (const { offset, key, value } of messages) reading.take(offset, key, value)
      if (reading.isComplete) resolve()
    }
    const fetching = { fromTimestamp: -2n, maxWaitMs: 500, maxBytes: 52_428_800, partitionMaxBytes: 1_048_576 }
    kafka.startConsumer({ topics: [topic], ...fetching, onBatch }).then(started => {
      consumer = started
    }, reject)
  })
}

export async function close() {
  await Promise.all([producer?.close(), consumer?.close(true)])
}
