import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, acks, type Connection, connect, throwIfError } from 'kafkawire'
import { Metadata, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { type Cluster, clientPort, nodesOf } from '../../integration/harness/cluster/cluster.ts'

const POLL_MS = 20
const ATTEMPT_MS = 1_000

/**
 * How long the cluster itself needed to recover from the loss of a node, for one partition that the
 * node led. A loop without pauses measures it.
 */
export interface Recovered {
  /** The time until another node gave a new leader of the partition. */
  readonly electedMs: number
  /** The time until that leader had written a record and its replicas had copied it. */
  readonly writableMs: number
}

/**
 * Uses connections that do without a pool and routing. One connection asks a node that is left for
 * the leader, again and again; another one produces a record without a value there. Rejects if no
 * other leader exists, or none accepts the record, within `patienceMs`.
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
  // If leaders were only elected, the old leader can be the leader again.
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
