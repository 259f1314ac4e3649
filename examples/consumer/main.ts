// Prints the records of a topic, one per line, until it is interrupted, or until it has printed
// `--count` of them.
//   npx tsx examples/consumer/main.ts --bootstrap localhost:9092 --topic orders --count 10
// Where the package is installed, the file is in node_modules/kafkawire/examples/consumer.
// In a clone of the repository, run `npm ci && npm run build` first.
import { parseArgs } from 'node:util'
import { connectCluster } from 'kafkawire'
import { Consumer, type ConsumerOptions } from './consumer.ts'

async function run(bootstrap: string, options: ConsumerOptions, count: number): Promise<void> {
  await using cluster = await connectCluster({ bootstrapServers: bootstrap, connection: { clientId: 'kafkawire-consumer' } })
  using consumer = new Consumer(cluster, options)
  process.once('SIGINT', () => consumer.close())
  let left = count
  for await (const { partition, record } of consumer) {
    console.log(`${partition}/${record.offset} ${record.keyText()} ${record.text()}`)
    if (--left === 0) break
  }
}

try {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({ options: { bootstrap: text, topic: text, count: text, rack: text, latest: flag, committed: flag } })
  const { bootstrap, topic, count, rack, latest, committed } = values
  if (bootstrap === undefined || topic === undefined) {
    throw new Error('usage: main.ts --bootstrap HOST:PORT --topic NAME [--count N] [--rack NAME] [--latest] [--committed]')
  }
  if (count !== undefined && !/^[1-9]\d*$/.test(count)) throw new Error(`--count must be a whole number from 1 on, not ${count}`)
  const options = { topic, from: latest ? 'latest' : 'earliest', readCommitted: committed, ...(rack !== undefined && { rack }) } as const
  await run(bootstrap, options, count === undefined ? Number.POSITIVE_INFINITY : Number(count))
} catch (error) {
  console.error(`consumer: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
