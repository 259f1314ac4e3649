// The idempotent producer of the examples, which collects records while a request is in flight.
import { connectCluster } from 'kafkawire'
import { Producer } from '../dist/producer.js'

let cluster
let producer

export async function open({ bootstrap, compression }) {
  cluster = await connectCluster({ bootstrapServers: bootstrap, connection: { clientId: 'peers' } })
  producer = new Producer(cluster, { compression })
}

export function sendBatch({ topic, partition, values }) {
  if (values.length === 1) return producer.send({ topic, partition, value: values[0] })
  return Promise.all(values.map(value => producer.send({ topic, partition, value })))
}

export async function close() {
  await producer.close()
  await cluster.close()
}
