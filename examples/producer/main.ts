// Sends each line of stdin as a message, or with --count as many numbered messages.
//   npx tsx examples/producer/main.ts --bootstrap localhost:9092 --topic orders < orders.txt
// Where the package is installed, the file is in node_modules/kafkawire/examples/producer.
// In a clone of the repository, run `npm ci && npm run build` first.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { connectCluster } from 'kafkawire'
import { Producer } from './producer.ts'

async function run(bootstrap: string, topic: string, count: number | undefined): Promise<string> {
  await using cluster = await connectCluster({ bootstrapServers: bootstrap, connection: { clientId: 'kafkawire-producer' } })
  await using producer = new Producer(cluster)
  const lines = count === undefined ? createInterface({ input: process.stdin }) : numbered(count)
  const failures: unknown[] = []
  let sent = 0
  for await (const value of lines) {
    sent++
    producer.send({ topic, value }).catch(error => failures.push(error))
    if (!producer.writable) await producer.drained()
  }
  await producer.flush()
  if (failures.length > 0) throw new Error(`${failures.length} of ${sent} messages failed`, { cause: failures[0] })
  return `${sent} messages are in ${topic}`
}

function* numbered(count: number): Iterable<string> {
  for (let i = 0; i < count; i++) yield `message ${i}`
}

try {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { bootstrap: text, topic: text, count: text } })
  const { bootstrap, topic, count } = values
  if (bootstrap === undefined || topic === undefined) throw new Error('usage: main.ts --bootstrap HOST:PORT --topic NAME [--count N]')
  if (count !== undefined && !/^\d+$/.test(count)) throw new Error(`--count must be a whole number, not ${count}`)
  console.log(await run(bootstrap, topic, count === undefined ? undefined : Number(count)))
} catch (error) {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined }
  console.error(`producer: ${message}${cause instanceof Error ? `: ${cause.message}` : ''}`)
  process.exitCode = 1
}
