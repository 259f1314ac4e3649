import type { ControlServer, TestingCluster } from '../../testing/index.ts'
import { secretVariables } from '../connection/connection-flags.ts'
import type { BrokerOptions } from './broker-options.ts'
import type { TlsFiles } from './tls-files.ts'

/** What the command made besides the cluster. */
export interface Extras {
  readonly tls: TlsFiles | undefined
  readonly control: ControlServer | undefined
}

/** The line that says that clients can connect. With `--json` it is one JSON object. */
export function readyText(cluster: TestingCluster, { isJson, users, topics }: BrokerOptions, { tls, control }: Extras): string {
  const { bootstrap, clusterId } = cluster
  const { caFile, certFile, keyFile } = tls ?? {}
  if (isJson) {
    const brokers = cluster.brokers.map(({ nodeId, host, port }) => ({ nodeId, host, port }))
    const extras = { ...(tls && { tls: { caFile, certFile, keyFile } }), ...(control && { control: control.url }) }
    return JSON.stringify({ bootstrap, clusterId, brokers, pid: process.pid, ...extras })
  }
  const [topic] = Object.keys(topics)
  const [user] = Object.keys(users ?? {})
  const flags = [`--bootstrap ${bootstrap}`, ...(tls === undefined ? [] : tlsFlags(tls)), ...(user === undefined ? [] : loginFlags(user))]
  const password = user === undefined ? '' : `${secretVariables.password}=… ` // the password is not shown
  const line = topic === undefined ? `${password}npx kafkawire metadata` : `echo hello | ${password}npx kafkawire produce ${topic}`
  const controlled = control ? `, and its control at ${control.url}` : ''
  return `Kafka is ready at ${bootstrap}${controlled}. Try: ${line} ${flags.join(' ')}`
}

const tlsFlags = ({ caFile, certFile, keyFile }: TlsFiles): string[] => [
  '--tls',
  `--ca ${caFile}`,
  `--cert ${certFile}`,
  `--key ${keyFile}`
]

const loginFlags = (user: string): string[] => [`--sasl PLAIN`, `--username ${user}`]
