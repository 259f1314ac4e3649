// The consumer of the examples, with one record at a time.
import { connectCluster } from 'kafkawire'
import { Consumer } from '../dist/consumer.js'

let cluster

export async function open({ bootstrap }) {
  cluster = await connectCluster({ bootstrapServers: bootstrap, connection: { clientId: 'peers' } })
}

export async function readAll({ topic, reading }) {
  using consumer = new Consumer(cluster, { topic })
  for await (const { record } of consumer) {
    reading.take(record.offset, record.key, record.value)
    if (reading.isComplete) break
  }
}

export async function close() {
  await cluster.close()
}
