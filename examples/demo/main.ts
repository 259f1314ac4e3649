// Connects, creates a topic, produces records, fetches them, and compares them.  npm run demo
import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { type Cluster, connectCluster } from 'kafkawire'
import { startTestingCluster } from 'kafkawire/testing'
import { prepareAccess } from './access.ts'
import { fetchAll } from './fetch.ts'
import { banner, formatTable, formatVerdict, newTally } from './meter.ts'
import { type DemoOptions, readOptions, USAGE } from './options.ts'
import { produceAll } from './produce.ts'
import { Progress } from './progress.ts'
import { messageOf, type Topic, withTopic } from './topic.ts'

async function run(options: DemoOptions, stop: AbortController): Promise<boolean> {
  const { bootstrap, records } = options
  const access = await prepareAccess(options, stop.signal)
  await using broker = bootstrap.length === 0 ? await startTestingCluster() : undefined
  const addresses = broker === undefined ? bootstrap : broker.bootstrap.split(',')
  const connection = { ...access, clientId: 'kafkawire-demo' }
  await using cluster = await connectCluster({ bootstrapServers: addresses, connection, signal: stop.signal })
  const where = broker === undefined ? `the cluster at ${addresses.join(',')}` : 'a broker inside this process, over TCP'
  console.log(banner(where))
  return await withTopic(cluster, `kafkawire-demo-${randomUUID()}`, stop.signal, topic => work(cluster, topic, records, stop))
}

async function work(cluster: Cluster, topic: Topic, records: number, stop: AbortController): Promise<boolean> {
  const progress = new Progress(process.stdout)
  const [produced, fetched] = [newTally('Produce'), newTally('Fetch')]
  let right = 0
  try {
    await produceAll(cluster, topic, records, produced, stop.signal, done => progress.draw('Produce', done, records))
    right = await fetchAll(cluster, topic, records, fetched, stop.signal, done => progress.draw('Fetch', done, records))
  } catch (error) {
    stop.abort(error) // a failure of one partition ends the work on the others
    throw error
  } finally {
    progress.end()
  }
  console.log(`\n${formatTable([produced, fetched])}\n`)
  console.log(formatVerdict({ sent: records, back: fetched.records, right }))
  return right === records && fetched.records === records
}

const stop = new AbortController()
let failure = 1
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    failure = 128 + constants.signals[signal] // as a shell reports it
    stop.abort(new Error(`interrupted by ${signal}`))
  })
}
try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(USAGE)
  else process.exitCode = (await run(options, stop)) ? 0 : 1
} catch (error) {
  console.error(`demo: ${messageOf(error)}`)
  process.exitCode = failure
}
