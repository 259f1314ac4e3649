import type { ControlServer, TestingCluster } from '../../testing/index.ts'
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
  const [topic = 'test'] = Object.keys(topics)
  const settings = [
    ...(tls === undefined ? [] : tlsSettings(tls)),
    ...(users === undefined ? [] : loginSettings(Object.keys(users)[0] ?? ''))
  ]
  const protocol = `${users === undefined ? '' : 'SASL_'}${tls === undefined ? 'PLAINTEXT' : 'SSL'}`
  const flags = settings.length === 0 ? '' : [`security.protocol=${protocol}`, ...settings].map(setting => ` -X ${setting}`).join('')
  const controlled = control ? `, and its control at ${control.url}` : ''
  return `Kafka is ready at ${bootstrap}${controlled}. Try: echo hello | kcat -b ${bootstrap} -t ${topic} -P${flags}`
}

const tlsSettings = ({ caFile, certFile, keyFile }: TlsFiles): string[] => [
  `ssl.ca.location=${caFile}`,
  `ssl.certificate.location=${certFile}`,
  `ssl.key.location=${keyFile}`
]

// The password is not shown.
const loginSettings = (user: string): string[] => ['sasl.mechanism=PLAIN', `sasl.username=${user}`, 'sasl.password=…']
