import { join } from 'node:path'
import { type Listener, USERS } from '../listeners.ts'
import { type Cluster, clientPort, mechanismsOf, nodesOf, runningProcesses } from './cluster.ts'

/** What a user needs to connect to the cluster, as the command line prints it. */
export function describeCluster(cluster: Cluster): object {
  const { dir, version, clusterId, nodes, pids, oauth, reauthMs, startedInMs, host } = cluster
  const pki = (file: string) => join(dir, 'pki', file)
  const krb5 = (file: string) => join(dir, 'krb5', file)
  return {
    version,
    dir,
    clusterId,
    nodes,
    running: runningProcesses(cluster),
    pids,
    listeners: Object.fromEntries(cluster.listeners.map(listener => [listener, bootstrapOf(cluster, listener)])),
    mechanisms: mechanismsOf(cluster),
    oauth,
    reauthMs,
    users: USERS,
    tls: { ca: pki('ca.pem'), cert: pki('client.crt'), key: pki('client.key'), otherCa: pki('other-ca.pem') },
    ...(cluster.gssapi && {
      krb5: { config: krb5('krb5.conf'), keytab: krb5('alice.keytab'), principal: 'alice', service: `kafka@${host}` }
    }),
    startedInMs
  }
}

/** The addresses of all nodes at one listener, as a client's list of bootstrap servers. */
export function bootstrapOf(cluster: Cluster, listener: Listener): string {
  return nodesOf(cluster)
    .map(node => `${cluster.host}:${clientPort(cluster, node, listener)}`)
    .join(',')
}
