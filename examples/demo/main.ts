// The whole way of a record: connect, negotiate, create a topic, produce, fetch, verify.  npm run demo
import { randomUUID } from 'node:crypto'
import { startTestingCluster } from 'kafkawire/testing'
import { fetchAll } from './fetch.ts'
import { connectToAny, createTopic } from './leaders.ts'
import { banner, formatTable, newTally } from './meter.ts'
import { type DemoOptions, readOptions, USAGE } from './options.ts'
import { produceAll } from './produce.ts'
import { Progress } from './progress.ts'

async function run({ bootstrap, records }: DemoOptions, signal: AbortSignal): Promise<boolean> {
  await using broker = bootstrap.length === 0 ? await startTestingCluster() : undefined
  const addresses = broker === undefined ? bootstrap : broker.bootstrap.split(',')
  await using connection = await connectToAny(addresses, signal)
  const where = broker === undefined ? `the cluster at ${addresses.join(',')}` : 'a broker inside this process, over TCP'
  console.log(banner(where))

  const progress = new Progress(process.stdout)
  const [produced, fetched] = [newTally('Produce'), newTally('Fetch')]
  await using topic = await createTopic(connection, `kafkawire-demo-${randomUUID()}`, signal)
  await produceAll(topic, records, produced, signal, done => progress.draw('Produce', done, records))
  const right = await fetchAll(topic, records, fetched, signal, done => progress.draw('Fetch', done, records))
  progress.clear()

  console.log(`\n${formatTable([produced, fetched])}\n`)
  const count = (n: number): string => n.toLocaleString('en')
  const isWhole = right === records && fetched.records === records
  if (isWhole) console.log(`OK: ${count(right)} records came back, each key and value as it was sent.`)
  else
    console.log(`FAILED: ${count(records)} records sent, ${count(fetched.records)} came back, ${count(right)} of them as they were sent.`)
  return isWhole
}

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))
try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(USAGE)
  else process.exitCode = (await run(options, interrupted.signal)) ? 0 : 1
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
