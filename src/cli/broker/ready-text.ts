import type { TestingCluster } from '../../testing/index.ts'
import type { BrokerOptions } from './broker-options.ts'

/** The line that says that clients can connect. With `--json` it is one JSON object. */
export function readyText(cluster: TestingCluster, { isJson, users, topics }: BrokerOptions): string {
  const { bootstrap, clusterId } = cluster
  if (isJson) {
    const brokers = cluster.brokers.map(({ nodeId, host, port }) => ({ nodeId, host, port }))
    return JSON.stringify({ bootstrap, clusterId, brokers, pid: process.pid })
  }
  const [topic = 'test'] = Object.keys(topics)
  const login = users === undefined ? '' : ` ${loginFlags(Object.keys(users)[0] ?? '')}`
  return `Kafka is ready at ${bootstrap}. Try: echo hello | kcat -b ${bootstrap} -t ${topic} -P${login}`
}

// The password is not shown.
const loginFlags = (user: string): string =>
  `-X security.protocol=SASL_PLAINTEXT -X sasl.mechanism=PLAIN -X sasl.username=${user} -X sasl.password=…`
