import { type ClusterOptions, connectCluster } from 'kafkawire'
import { CreateTopics } from 'kafkawire/messages'
import type { Cluster } from '../../integration/harness/cluster/cluster.ts'
import { bootstrapOf } from '../../integration/harness/cluster/describe.ts'
import { LiveCalls } from '../checks/live-calls.ts'
import type { Settings } from '../schedule/schedule.ts'
import { type CommitResult, Commits } from '../work/ledgers/commits.ts'
import type { Verdict } from '../work/ledgers/ledger.ts'
import { Transactions, type TransactionsResult } from '../work/transactions.ts'
import { type Kind, Workload } from '../work/workload.ts'
import { RealActors } from './actors.ts'
import { type Fault, faults } from './faults.ts'
import { probe, type Recovered } from './probe.ts'
import { View } from './view.ts'

/** The faults of a campaign, and the work that the cluster does meanwhile. */
export interface CampaignOptions {
  readonly cluster: Cluster
  /**
   * Names of faults. They happen one after the other, and then from the first again until a limit
   * is reached.
   */
  readonly plan: readonly string[]
  /**
   * The number of strikes; a strike is one fault at one node. Default: each fault of the plan
   * happens once to each of its nodes.
   */
  readonly strikes?: number
  /** No strike begins after this time, in ms. */
  readonly maxMs?: number
  readonly recordsPerSecond: number
  /** Whether one actor of each kind of the simulation works too. */
  readonly withActors?: boolean
  /** Called for each strike after the cluster has recovered. */
  readonly report?: (strike: Strike) => void
}

/** One fault at one node, and how long the records took to recover. */
export interface Strike {
  readonly fault: string
  readonly node: number
  readonly inFlight: number
  /** What the cluster itself needed, for each partition that the node led. */
  readonly cluster: readonly Recovered[]
  /**
   * The time in ms from the fault until a record sent after it was acknowledged, for each of those
   * partitions.
   */
  readonly recoveredMs: readonly number[]
  /** The time in ms from the fault until a commit sent after it was acknowledged. */
  readonly committedMs: number
}

/** The result of a campaign. */
export interface CampaignResult {
  readonly strikes: readonly Strike[]
  readonly verdicts: Readonly<Record<Kind, Verdict>>
  readonly transactions: TransactionsResult
  readonly commits: CommitResult
  readonly actors: ActorsResult
  /** The acknowledged records of the idempotent producers, per second. */
  readonly rate: number
  /** Errors that must not happen: a producer, a consumer or a commit failed. */
  readonly errors: readonly unknown[]
  /** Errors that may happen: calls failed, and the verdicts count their records. */
  readonly failures: readonly unknown[]
}

/** What the actors of the simulation did. */
export interface ActorsResult {
  readonly calls: number
  readonly failures: number
  readonly violations: readonly string[]
}

const [PARTITIONS, PRODUCERS, REPLICAS] = [12, 4, 3]
const TRANSACTIONS = { partitions: 3, producers: 3 }
const DIRECT_MS = 200
const IN_FLIGHT = 8
const PATIENCE_MS = 90_000
const LIMITS = { connectMs: 3_000, requestMs: 8_000, totalMs: 60_000 }

/** Runs faults on a cluster of three nodes under work, and checks every record. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { cluster: nodes, recordsPerSecond } = options
  const name = `campaign-${process.pid}-${Date.now()}`
  const inTransactions = `${name}-transactions`
  const clusterOptions = (): ClusterOptions => optionsFor(nodes)
  await using cluster = await connectCluster(clusterOptions())
  const topics = [
    { name, numPartitions: PARTITIONS },
    { name: inTransactions, numPartitions: TRANSACTIONS.partitions }
  ].map(topic => ({ ...topic, replicationFactor: REPLICAS, assignments: [], configs: [] }))
  await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 })
  const view = new View(nodes, name)
  const calls = new LiveCalls(LIMITS)
  await using actors = options.withActors
    ? await RealActors.begin(cluster, clusterOptions, { name, calls, profile: profileOf(nodes) })
    : undefined
  const work = { topic: name, partitions: PARTITIONS, producers: PRODUCERS, recordsPerSecond, directMs: DIRECT_MS }
  using workload = new Workload(cluster, work)
  using transactions = new Transactions(cluster, { topic: inTransactions, ...TRANSACTIONS })
  using commits = new Commits(cluster, name, name)
  await commits.next.after(performance.now(), PATIENCE_MS, 'first commit') // the group has a coordinator from here on
  const strikes = await strikeAll({ nodes, view, workload, commits, group: name, topic: name }, options)
  await workload.stop()
  const ended = { transactions: await transactions.stop(), commits: await commits.stop() }
  const ofActors = (await actors?.stop()) ?? []
  return {
    ...{ strikes, verdicts: workload.verdicts, rate: workload.rate, ...ended },
    actors: { calls: calls.calls, failures: calls.failures, violations: [...ofActors, ...calls.violations] },
    errors: [...workload.errors, ...transactions.errors, ...commits.errors],
    failures: [...workload.failures, ...transactions.failures]
  }
}

// A release before 3.9 is taken for 2.8, and one before 4.4 for 3.9.
function profileOf({ version }: Cluster): Settings['profile'] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 4 || (major === 4 && minor >= 4)) return 'kafka-4.4'
  return major === 4 || (major === 3 && minor >= 9) ? 'kafka-3.9' : 'kafka-2.8'
}

function optionsFor(nodes: Cluster): ClusterOptions {
  const { connectMs, requestMs, totalMs } = LIMITS
  const connection = { clientId: 'campaign', timeouts: { connectMs, requestMs } }
  return { bootstrapServers: bootstrapOf(nodes, 'PLAINTEXT'), connection, retry: { totalMs } }
}

interface Means {
  readonly nodes: Cluster
  readonly view: View
  readonly workload: Workload
  readonly commits: Commits
  readonly group: string
  readonly topic: string
}

async function strikeAll(
  means: Means,
  { plan, strikes: count, maxMs = Number.POSITIVE_INFINITY, report }: CampaignOptions
): Promise<Strike[]> {
  const strikes: Strike[] = []
  const untilMs = performance.now() + maxMs
  const isOver = (): boolean => strikes.length >= (count ?? Number.POSITIVE_INFINITY) || performance.now() >= untilMs
  for (let turn = 0; turn < plan.length || count !== undefined; turn++) {
    const name = plan[turn % plan.length] ?? ''
    const fault = faults[name]
    if (fault === undefined) throw new Error(`there is no fault ${name}; expected one of ${Object.keys(faults).join(', ')}`)
    for (const node of await fault.victims(means.view, means.nodes, means.group)) {
      if (isOver()) return strikes
      const strike = { fault: name, node, ...(await strikeOne(fault, node, means)) }
      report?.(strike)
      strikes.push(strike)
    }
  }
  return strikes
}

async function strikeOne(fault: Fault, node: number, means: Means): Promise<Omit<Strike, 'fault' | 'node'>> {
  const { nodes, view, workload, commits, topic } = means
  await view.restored()
  const led = (await view.leaders()).flatMap((leader, partition) => (leader === node ? [partition] : []))
  const inFlight = await workload.busy(IN_FLIGHT)
  const sinceMs = performance.now()
  const [recovered, recoveredMs, committedMs] = await Promise.all([
    Promise.all(led.map(partition => probe(nodes, topic, partition, node, { sinceMs, patienceMs: PATIENCE_MS }))),
    workload.recoveries(led, sinceMs, PATIENCE_MS),
    commits.next.after(sinceMs, PATIENCE_MS, 'commit of the group'),
    fault.strike(nodes, node)
  ])
  await fault.heal?.(nodes, node)
  await view.restored()
  return { inFlight, cluster: recovered, recoveredMs, committedMs }
}
