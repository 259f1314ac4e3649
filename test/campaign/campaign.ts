import { connectCluster } from 'kafkawire'
import { CreateTopics } from 'kafkawire/messages'
import type { Cluster } from '../integration/harness/cluster.ts'
import { bootstrapOf } from '../integration/harness/describe.ts'
import { Commits } from './commits.ts'
import { type Fault, faults } from './faults.ts'
import type { Verdict } from './ledger.ts'
import { probe, type Recovered } from './probe.ts'
import { View } from './view.ts'
import { Workload } from './workload.ts'

/** What to do to a cluster, and under how much work. */
export interface CampaignOptions {
  readonly cluster: Cluster
  /** Names of faults, one after the other. */
  readonly plan: readonly string[]
  readonly recordsPerSecond: number
  /** Hears of each strike when the cluster is whole again. */
  readonly report?: (strike: Strike) => void
}

/** One fault at one node, and how long the records took to get over it. */
export interface Strike {
  readonly fault: string
  readonly node: number
  readonly inFlight: number
  /** What the cluster itself needed, for each partition that the node led. */
  readonly cluster: readonly Recovered[]
  /** From the fault until a record that was sent after it was acknowledged, for each of those partitions. */
  readonly recoveredMs: readonly number[]
  /** The same for a commit of the group's. */
  readonly committedMs: number
}

/** What came of it all. */
export interface CampaignResult {
  readonly strikes: readonly Strike[]
  readonly verdict: Verdict
  readonly rate: number
  readonly committed: { readonly acknowledged: bigint; readonly found: bigint | undefined }
  readonly errors: readonly unknown[]
}

const [PARTITIONS, PRODUCERS, REPLICAS] = [12, 4, 3]
const IN_FLIGHT = 8
const PATIENCE_MS = 90_000
const CLIENT = { clientId: 'campaign', timeouts: { connectMs: 3_000, requestMs: 8_000 } }

/** Strikes a cluster of three under work, again and again, and keeps the books on every record. */
export async function runCampaign({ cluster: nodes, plan, recordsPerSecond, report }: CampaignOptions): Promise<CampaignResult> {
  const name = `campaign-${process.pid}-${Date.now()}`
  await using cluster = await connectCluster({ bootstrapServers: bootstrapOf(nodes, 'PLAINTEXT'), connection: CLIENT })
  const topics = [{ name, numPartitions: PARTITIONS, replicationFactor: REPLICAS, assignments: [], configs: [] }]
  await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 })
  const view = new View(nodes, name)
  using workload = new Workload(cluster, { topic: name, partitions: PARTITIONS, producers: PRODUCERS, recordsPerSecond })
  using commits = new Commits(cluster, name, name)
  await commits.next.after(performance.now(), PATIENCE_MS, 'the first commit') // from here on there is a coordinator
  const means = { nodes, view, workload, commits, group: name, topic: name }
  const strikes: Strike[] = []
  for (const fault of plan) {
    for (const strike of await strikeAll(fault, means, report)) strikes.push(strike)
  }
  await workload.stop()
  const committed = await commits.stop()
  return { strikes, verdict: workload.ledger.verdict, rate: workload.rate, committed, errors: [...workload.errors, ...commits.errors] }
}

interface Means {
  readonly nodes: Cluster
  readonly view: View
  readonly workload: Workload
  readonly commits: Commits
  readonly group: string
  readonly topic: string
}

async function strikeAll(name: string, means: Means, report: CampaignOptions['report']): Promise<Strike[]> {
  const fault = faults[name]
  if (fault === undefined) throw new Error(`there is no fault ${name}: there are ${Object.keys(faults).join(', ')}`)
  const strikes: Strike[] = []
  for (const node of await fault.victims(means.view, means.nodes, means.group)) {
    const strike = { fault: name, node, ...(await strikeOne(fault, node, means)) }
    report?.(strike)
    strikes.push(strike)
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
    Promise.all(led.map(partition => probe(nodes, topic, partition, node, sinceMs))),
    workload.recoveries(led, sinceMs, PATIENCE_MS),
    commits.next.after(sinceMs, PATIENCE_MS, 'the group'),
    fault.strike(nodes, node)
  ])
  await fault.heal?.(nodes, node)
  await view.restored()
  return { inFlight, cluster: recovered, recoveredMs, committedMs }
}
