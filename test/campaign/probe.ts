import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, acks, type Connection, connect, throwIfError } from 'kafkawire'
import { Metadata, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { type Cluster, clientPort, nodesOf } from '../integration/harness/cluster/cluster.ts'

const POLL_MS = 20
const ATTEMPT_MS = 1_000

/** What the cluster itself needed to get over the loss of a node, by the tightest loop there is, for each of the partitions that it led. */
export interface Recovered {
  /** Until another node said that the partition has another leader. */
  readonly electedMs: number
  /** Until that leader took a record and had it copied. */
  readonly writableMs: number
}

/**
 * Finds out by connections that know nothing of pools and routes: one asks a node that is left for the leader, again and again, and one takes a
 * record there, without a value. Rejects if there is no other leader, or none that takes the record, within `patienceMs`.
 */
export async function probe(
  cluster: Cluster,
  topic: string,
  partition: number,
  lost: number,
  { sinceMs, patienceMs }: { readonly sinceMs: number; readonly patienceMs: number }
): Promise<Recovered> {
  const witness = nodesOf(cluster).find(node => node !== lost) ?? 1
  await using connection = await connect({ host: cluster.host, port: clientPort(cluster, witness, 'PLAINTEXT') })
  const elapsedMs = async (what: string, holds: (leaderId: number) => boolean | Promise<boolean>): Promise<number> => {
    while (!(await holds(await leaderOf(connection, topic, partition)))) {
      if (performance.now() > sinceMs + patienceMs) throw new Error(`partition ${partition} has no ${what} after ${patienceMs} ms`)
      await pause(POLL_MS)
    }
    return performance.now() - sinceMs
  }
  const electedMs = await elapsedMs('other leader', leaderId => leaderId >= 0 && leaderId !== lost)
  // Where leaders are only elected, the lost one may be the leader again by now.
  const writableMs = await elapsedMs('leader that takes a record', leaderId => leaderId >= 0 && takes(cluster, leaderId, topic, partition))
  return { electedMs, writableMs }
}

async function leaderOf(connection: Connection, name: string, partition: number): Promise<number> {
  const { topics } = await connection.send(Metadata, { topics: [{ name }], allowAutoTopicCreation: false })
  return topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition)?.leaderId ?? absentValues.NO_LEADER_ID
}

async function takes(cluster: Cluster, node: number, name: string, index: number): Promise<boolean> {
  const builder = batchBuilder()
  builder.append({ key: 'probe', value: null })
  const topicData = [{ name, partitionData: [{ index, records: builder.build() }] }]
  try {
    await using connection = await connect({ host: cluster.host, port: clientPort(cluster, node, 'PLAINTEXT') })
    throwIfError(await connection.send(Produce, { acks: acks.ALL, timeoutMs: ATTEMPT_MS, topicData }))
    return true
  } catch {
    return false
  }
}
