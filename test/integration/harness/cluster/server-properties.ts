import { join } from 'node:path'
import { hasSasl, hasTls, type Listener, PROTOCOLS, portOf } from '../listeners.ts'
import { isSince, majorOf } from '../machine/versions.ts'
import { P12_PASSWORD } from '../security/pki.ts'
import { saslProperties } from '../security/sasl-properties.ts'
import { type Cluster, clientPort, nodesOf } from './cluster.ts'

type Properties = Record<string, string>

/** The server.properties of one node. */
export function serverProperties(cluster: Cluster, node: number): string {
  const properties: Properties = {
    ...listenerProperties(cluster, node),
    ...(cluster.zookeeper ? zookeeperProperties(cluster, node) : kraftProperties(cluster, node)),
    ...topicProperties(cluster),
    ...(hasTls(cluster.listeners) && tlsProperties(cluster)),
    ...(hasSasl(cluster.listeners) && saslProperties(cluster)),
    'log.dirs': join(cluster.dir, `node${node}`, 'data'),
    'broker.rack': `rack${node}`,
    // Everything is allowed until there are ACLs, so that requests for ACLs and delegation tokens
    // are answered.
    'allow.everyone.if.no.acl.found': 'true',
    'super.users': 'User:ANONYMOUS;User:admin',
    ...cluster.props
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

function listenerProperties(cluster: Cluster, node: number): Properties {
  const { basePort, host, listeners, zookeeper } = cluster
  const all = zookeeper ? listeners : [...listeners, 'CONTROLLER' as const]
  const port = (listener: Listener | 'CONTROLLER') =>
    listener === 'CONTROLLER' ? portOf(basePort, node, listener) : clientPort(cluster, node, listener)
  const protocols = { ...PROTOCOLS, CONTROLLER: 'PLAINTEXT' }
  return {
    listeners: all.map(listener => `${listener}://127.0.0.1:${port(listener)}`).join(','),
    'advertised.listeners': listeners.map(listener => `${listener}://${host}:${port(listener)}`).join(','),
    'listener.security.protocol.map': all.map(listener => `${listener}:${protocols[listener]}`).join(','),
    'inter.broker.listener.name': 'PLAINTEXT'
  }
}

function kraftProperties(cluster: Cluster, node: number): Properties {
  const voters = nodesOf(cluster).map(id => `${id}@127.0.0.1:${portOf(cluster.basePort, id, 'CONTROLLER')}`)
  return {
    'node.id': String(node),
    'process.roles': 'broker,controller',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': voters.join(','),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Delegation tokens came to KRaft in 3.6.
    ...(isSince(cluster.version, 3, 6) && { 'delegation.token.secret.key': 'harness-delegation-token-key' })
  }
}

function zookeeperProperties({ basePort }: Cluster, node: number): Properties {
  return {
    'broker.id': String(node),
    'zookeeper.connect': `127.0.0.1:${portOf(basePort, 1, 'ZOOKEEPER')}`,
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
    'delegation.token.master.key': 'harness-delegation-token-key'
  }
}

// The internal topics get few partitions, each with a replica on every node. A new group does not
// wait for more members.
function topicProperties({ nodes, version }: Cluster): Properties {
  const internal = (topic: string) => ({
    [`${topic}.replication.factor`]: String(nodes),
    [`${topic}.num.partitions`]: '5'
  })
  return {
    'num.partitions': '3',
    'default.replication.factor': String(nodes),
    ...internal('offsets.topic'),
    ...internal('transaction.state.log'),
    'transaction.state.log.min.isr': '1',
    ...(majorOf(version) >= 4 && { ...internal('share.coordinator.state.topic'), 'share.coordinator.state.topic.min.isr': '1' }),
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '16777216'
  }
}

// Kafka 2.x reads a PEM key store only if its key is encrypted.
function tlsProperties({ dir, version }: Cluster): Properties {
  const pki = (file: string) => join(dir, 'pki', file)
  const keyStore =
    majorOf(version) < 3
      ? {
          'ssl.keystore.type': 'PKCS12',
          'ssl.keystore.location': pki('server.p12'),
          'ssl.keystore.password': P12_PASSWORD,
          'ssl.key.password': P12_PASSWORD
        }
      : { 'ssl.keystore.type': 'PEM', 'ssl.keystore.location': pki('server.pem') }
  return {
    ...keyStore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': pki('ca.pem'),
    'listener.name.ssl.ssl.client.auth': 'requested'
  }
}
