// Writes to a topic in three transactions, of which it aborts the second, and prints the records
// that a reader of committed records sees.
//   npx tsx examples/transaction/main.ts --bootstrap localhost:9092 --topic orders
// Where the package is installed, the file is in node_modules/kafkawire/examples/transaction.
// In a clone of the repository, run `npm ci && npm run build` first.
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Cluster, connectCluster } from 'kafkawire'
import { Consumer } from '../consumer/consumer.ts'
import { transactionalProducer } from './transactional-producer.ts'

async function run(cluster: Cluster, topic: string): Promise<void> {
  const id = randomUUID()
  const producer = await transactionalProducer(cluster, `kafkawire-example-${id}`)
  console.log(`epoch ${producer.producerEpoch}`)
  await producer.send(topic, 0, [{ value: `committed ${id}` }])
  await producer.sendOffsets(`kafkawire-example-${id}`, [{ topic, partition: 0, offset: 0n }])
  await producer.commit()
  console.log(`committed, epoch ${producer.producerEpoch}`)
  await producer.send(topic, 0, [{ value: `aborted ${id}` }])
  await producer.abort()
  console.log(`aborted, epoch ${producer.producerEpoch}`)
  await producer.send(topic, 0, [{ value: `the end ${id}` }])
  await producer.commit()
  console.log(`seen: ${(await readOwn(cluster, topic, id)).join(', ')}`)
}

/** Reads the values of the records of this run, up to the last one. */
async function readOwn(cluster: Cluster, topic: string, id: string): Promise<string[]> {
  const seen: string[] = []
  for await (const { record } of new Consumer(cluster, { topic, partitions: [0], readCommitted: true })) {
    const value = record.text() ?? ''
    if (value.endsWith(id)) seen.push(value.slice(0, -id.length - 1))
    if (value === `the end ${id}`) break
  }
  return seen
}

try {
  const text = { type: 'string' } as const
  const { bootstrap, topic } = parseArgs({ options: { bootstrap: text, topic: text } }).values
  if (bootstrap === undefined || topic === undefined) throw new Error('usage: main.ts --bootstrap HOST:PORT --topic NAME')
  await using cluster = await connectCluster({ bootstrapServers: bootstrap, connection: { clientId: 'kafkawire-transaction' } })
  await run(cluster, topic)
} catch (error) {
  console.error(`transaction: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
