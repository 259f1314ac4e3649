import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LISTENERS, type Listener, movedBasePort, portOf } from '../listeners.ts'
import { isClusterProcess } from './processes.ts'

/** What a cluster is made of. */
export interface ClusterOptions {
  /** The folder with the files of the cluster. Each cluster has a folder of its own. */
  readonly dir: string
  readonly version: string
  /** How many nodes the cluster has: 1, 2 or 3. */
  readonly nodes: number
  /**
   * The first port of the cluster. Without it the cluster gets the first free hundred from 19092
   * upward.
   */
  readonly basePort?: number | undefined
  /** The host that the brokers advertise. */
  readonly host: string
  readonly listeners: readonly Listener[]
  readonly oauth: 'unsecured' | 'jwks'
  readonly gssapi: boolean
  /** How long a session on the REAUTH listener lasts, in milliseconds. */
  readonly reauthMs: number
  /** Properties for server.properties. They replace the properties that the harness sets. */
  readonly props: Readonly<Record<string, string>>
  /** The options of the JVM of each broker. */
  readonly jvm: readonly string[]
  /** Folders and jars with plug-ins of the brokers, behind the jars of Kafka on the class path. */
  readonly plugins: readonly string[]
  readonly logLevel: string
}

/**
 * A cluster that was started, as cluster.json in its folder stores it. `pids` has the process ids
 * under the names `node1`, `node2`, `node3`, `zookeeper` and `kdc`. Each node has two sets of
 * client ports; the nodes in `moved` listen on the second one.
 */
export interface Cluster extends ClusterOptions {
  readonly basePort: number
  readonly clusterId: string
  readonly zookeeper: boolean
  readonly pids: Record<string, number>
  moved: readonly number[]
  startedInMs?: number
}

/** The default options of a cluster: one node of the newest version, with every listener. */
export const DEFAULTS: Omit<ClusterOptions, 'dir'> = {
  version: '4.4.0',
  nodes: 1,
  host: 'localhost',
  listeners: LISTENERS,
  oauth: 'unsecured',
  gssapi: false,
  reauthMs: 2_500,
  props: {},
  plugins: [],
  jvm: ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC'],
  logLevel: 'INFO'
}

/** Reads the cluster that is stored in a folder. */
export function loadCluster(dir: string): Cluster {
  const file = stateFile(resolve(dir))
  if (!existsSync(file)) throw new Error(`there is no cluster in ${resolve(dir)}: start one with 'up --dir ${dir}'`)
  return JSON.parse(readFileSync(file, 'utf8')) as Cluster
}

/** Stores the id of a process that has just started, so that no process is lost. */
export function savePid(cluster: Cluster, name: string, pid: number): void {
  cluster.pids[name] = pid
  saveCluster(cluster)
}

/** Stores the cluster in its folder, where `loadCluster` reads it. */
export function saveCluster(cluster: Cluster): void {
  writeFileSync(stateFile(cluster.dir), `${JSON.stringify(cluster, null, 2)}\n`)
}

/** The file that stores the cluster of a folder. */
export function stateFile(dir: string): string {
  return join(dir, 'cluster.json')
}

/** The names of the processes of the cluster that run. */
export function runningProcesses(cluster: Cluster): string[] {
  return Object.keys(cluster.pids).filter(name => isRunning(cluster, name))
}

/** Whether a process of the cluster runs. `name` is its name in `pids`. */
export function isRunning(cluster: Cluster, name: string): boolean {
  return isClusterProcess(cluster.dir, cluster.pids[name])
}

/** The ids of a cluster's nodes: 1, 2, 3. */
export function nodesOf(cluster: Cluster): number[] {
  return Array.from({ length: cluster.nodes }, (_, index) => index + 1)
}

/** The port at which clients find a node at present. */
export function clientPort({ basePort, moved }: Pick<Cluster, 'basePort' | 'moved'>, node: number, listener: Listener): number {
  return portOf(moved.includes(node) ? movedBasePort(basePort) : basePort, node, listener)
}

/** The SASL mechanisms that the cluster's SASL listeners offer. */
export function mechanismsOf(cluster: Cluster): string[] {
  return ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', ...(cluster.gssapi ? ['GSSAPI'] : [])]
}
