import kafkajs from 'kafkajs'

const { CompressionTypes, Kafka, logLevel, Partitioners } = kafkajs

let producer
let consumer

export async function open({ bootstrap, work }) {
  const kafka = new Kafka({ clientId: 'peers', brokers: [bootstrap], logLevel: logLevel.ERROR })
  if (work === 'produce') {
    producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
  } else {
    const fetching = { maxBytesPerPartition: 1_048_576, maxBytes: 52_428_800, maxWaitTimeInMs: 500 }
    consumer = kafka.consumer({ groupId: `peers-${process.pid}-${Date.now()}`, ...fetching })
    await consumer.connect()
  }
}

export function sendBatch({ topic, partition, values, compression }) {
  return producer.send({
    topic,
    acks: -1,
    compression: compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
    messages: values.map(value => ({ partition, value }))
  })
}

export async function readAll({ topic, reading }) {
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise((resolve, reject) => {
    const eachBatch = async ({ batch }) => {
      for (const { offset, key, value } of batch.messages) reading.take(BigInt(offset), key, value)
      if (reading.isComplete) resolve()
    }
    consumer.run({ autoCommit: false, eachBatch }).catch(reject)
  })
}

export async function close() {
  await Promise.all([producer?.disconnect(), consumer?.disconnect()])
}
