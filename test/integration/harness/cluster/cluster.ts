import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LISTENERS, type Listener, portOf, secondPlace } from '../listeners.ts'
import { isOurs } from './processes.ts'

/** What a cluster is made of. */
export interface ClusterOptions {
  /** The folder of its files: one cluster, one folder. */
  readonly dir: string
  readonly version: string
  /** 1, 2 or 3. */
  readonly nodes: number
  /** The first of its ports; without it, the first free hundred from 19092 upward. */
  readonly basePort?: number | undefined
  /** The host that the brokers advertise. */
  readonly host: string
  readonly listeners: readonly Listener[]
  readonly oauth: 'unsecured' | 'jwks'
  readonly gssapi: boolean
  /** How long a session on the REAUTH listener lasts. */
  readonly reauthMs: number
  /** Lines of server.properties that go before ours. */
  readonly props: Readonly<Record<string, string>>
  /** Options of each broker's JVM. */
  readonly jvm: readonly string[]
  readonly logLevel: string
}

/**
 * A cluster that was started, as its folder's cluster.json keeps it; `pids` has `node1` and so on, `zookeeper` and `kdc`. The nodes in `moved`
 * listen for clients at the second of the two places that each has.
 */
export interface Cluster extends ClusterOptions {
  readonly basePort: number
  readonly clusterId: string
  readonly zookeeper: boolean
  readonly pids: Record<string, number>
  moved: readonly number[]
  startedInMs?: number
}

/** The options of a cluster that is told nothing else: one node of the newest version, with every listener. */
export const DEFAULTS: Omit<ClusterOptions, 'dir'> = {
  version: '4.4.0',
  nodes: 1,
  host: 'localhost',
  listeners: LISTENERS,
  oauth: 'unsecured',
  gssapi: false,
  reauthMs: 2_500,
  props: {},
  jvm: ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC'],
  logLevel: 'INFO'
}

/** Reads what a folder keeps of its cluster. */
export function loadCluster(dir: string): Cluster {
  const file = stateFile(resolve(dir))
  if (!existsSync(file)) throw new Error(`there is no cluster in ${resolve(dir)}: start one with 'up --dir ${dir}'`)
  return JSON.parse(readFileSync(file, 'utf8')) as Cluster
}

/** Writes down a process that was just started, so that none is lost. */
export function keepPid(cluster: Cluster, name: string, pid: number): void {
  cluster.pids[name] = pid
  saveCluster(cluster)
}

/** Writes down what `loadCluster` reads. */
export function saveCluster(cluster: Cluster): void {
  writeFileSync(stateFile(cluster.dir), `${JSON.stringify(cluster, null, 2)}\n`)
}

/** The file that makes a folder the folder of a cluster. */
export function stateFile(dir: string): string {
  return join(dir, 'cluster.json')
}

/** The names of the cluster's processes that run. */
export function runningProcesses(cluster: Cluster): string[] {
  return Object.keys(cluster.pids).filter(name => isRunning(cluster, name))
}

/** Whether one process of the cluster, by its name in `pids`, runs. */
export function isRunning(cluster: Cluster, name: string): boolean {
  return isOurs(cluster.dir, cluster.pids[name])
}

/** The ids of a cluster's nodes: 1, 2, 3. */
export function nodesOf(cluster: Cluster): number[] {
  return Array.from({ length: cluster.nodes }, (_, index) => index + 1)
}

/** The port at which clients find a node now. */
export function clientPort({ basePort, moved }: Pick<Cluster, 'basePort' | 'moved'>, node: number, listener: Listener): number {
  return portOf(moved.includes(node) ? secondPlace(basePort) : basePort, node, listener)
}

/** The SASL mechanisms that the cluster's SASL listeners offer. */
export function mechanismsOf(cluster: Cluster): string[] {
  return ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', ...(cluster.gssapi ? ['GSSAPI'] : [])]
}
