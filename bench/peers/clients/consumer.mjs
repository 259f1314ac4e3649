// The consumer of the examples, with all records of an answer at a time.
import { connectCluster } from 'kafkawire'
import { Consumer } from '../dist/consumer.js'

let cluster

export async function open({ bootstrap }) {
  cluster = await connectCluster({ bootstrapServers: bootstrap, connection: { clientId: 'peers' } })
}

export async function readAll({ topic, reading }) {
  using consumer = new Consumer(cluster, { topic })
  for await (const { records } of consumer.batches()) {
    for (const { offset, key, value } of records) reading.take(offset, key, value)
    if (reading.isComplete) break
  }
}

export async function close() {
  await cluster.close()
}
