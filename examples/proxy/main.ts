// Connects to a broker through an HTTP proxy and lists its topics.
//   npx tsx examples/proxy/main.ts http://user:password@proxy:3128 kafka:9092
// Where the package is installed, the file is in node_modules/kafkawire/examples/proxy.
// In a clone of the repository, run `npm ci && npm run build` first.
// TLS goes through the proxy as well: add `tls: true`, and the proxy sees encrypted bytes only.
import { connect } from 'kafkawire'
import { Metadata } from 'kafkawire/messages'
import { throughProxy } from './through-proxy.ts'

const [proxy, broker] = process.argv.slice(2)
try {
  if (proxy === undefined || broker === undefined) throw new Error('usage: main.ts http://PROXY:PORT BROKER:PORT')
  await using connection = await connect({ host: broker, dial: throughProxy(new URL(proxy)) })
  const { brokers, topics } = await connection.send(Metadata, { topics: null })
  // These are the advertised addresses of the brokers. They can be dialled in the same way.
  console.log(`brokers: ${brokers.map(({ nodeId, host, port }) => `${nodeId} at ${host}:${port}`).join(', ')}`)
  console.log(`topics: ${topics.map(({ name }) => name).join(', ') || 'none'}`)
} catch (error) {
  console.error(`proxy: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
