import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { hasSasl, portOf, USERS } from '../listeners.ts'
import { runJvm, startJvm } from '../machine/jvm.ts'
import { isReachable } from '../machine/wire.ts'
import { scramArguments } from '../security/sasl-properties.ts'
import { type Cluster, isRunning, nodesOf } from './cluster.ts'
import { errorsInLog } from './run.ts'

/**
 * Prepares the storage before the brokers start: formatted folders for KRaft, or a running
 * ZooKeeper.
 */
export async function prepareStorage(cluster: Cluster): Promise<void> {
  if (cluster.zookeeper) await startZooKeeper(cluster)
  else await format(cluster)
}

/**
 * Writes the SCRAM credentials of the users to ZooKeeper. In KRaft mode the format command writes
 * them.
 */
export async function addScramUsers(cluster: Cluster): Promise<void> {
  if (!cluster.zookeeper || !hasSasl(cluster.listeners)) return
  const zookeeper = `127.0.0.1:${portOf(cluster.basePort, 1, 'ZOOKEEPER')}`
  for (const [name, password] of Object.entries(USERS)) {
    const credentials = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(mechanism => `${mechanism}=[password=${password}]`).join(',')
    const user = ['--entity-type', 'users', '--entity-name', name]
    await runJvm(cluster, ['kafka.admin.ConfigCommand', '--zookeeper', zookeeper, '--alter', ...user, '--add-config', credentials])
  }
}

// Kafka's own tool formats node 1. The other nodes get copies of its files with ids of their own,
// which saves a JVM start for each.
async function format(cluster: Cluster): Promise<void> {
  const { dir, clusterId, listeners } = cluster
  const configuration = join(dir, 'node1', 'server.properties')
  const users = hasSasl(listeners) ? scramArguments() : []
  await runJvm(cluster, ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', configuration, ...users])
  for (const node of nodesOf(cluster).slice(1)) {
    const data = join(dir, `node${node}`, 'data')
    cpSync(join(dir, 'node1', 'data'), data, { recursive: true })
    const meta = join(data, 'meta.properties')
    const text = readFileSync(meta, 'utf8').replace(/^node\.id=.*$/m, `node.id=${node}`)
    writeFileSync(meta, text.replace(/^directory\.id=.*$/m, `directory.id=${randomBytes(16).toString('base64url')}`))
  }
}

async function startZooKeeper(cluster: Cluster): Promise<void> {
  const port = portOf(cluster.basePort, 1, 'ZOOKEEPER')
  const data = join(cluster.dir, 'zookeeper')
  const log = join(cluster.dir, 'zookeeper.log')
  const configuration = join(cluster.dir, 'zoo.cfg')
  mkdirSync(data, { recursive: true })
  const lines = [`dataDir=${data}`, `clientPort=${port}`, 'clientPortAddress=127.0.0.1', 'admin.enableServer=false', 'maxClientCnxns=0']
  writeFileSync(configuration, `${lines.join('\n')}\n`)
  const main = ['org.apache.zookeeper.server.ZooKeeperServerMain', configuration]
  await startJvm(cluster, 'zookeeper', log, ['-Xmx128m', '-XX:+UseSerialGC'], main)
  while (!(await isReachable(port))) {
    if (!isRunning(cluster, 'zookeeper')) throw new Error(`ZooKeeper stopped while it was starting: ${errorsInLog(log)}`)
    await wait(50)
  }
}
