import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, connect, electionTypes } from 'kafkawire'
import { AlterPartitionReassignments, ElectLeaders, Metadata } from 'kafkawire/messages'
import { type Cluster, clientPort } from '../../integration/harness/cluster/cluster.ts'

const ROUNDS = 12 // a multiple of the number of replicas, so that each replica is in its place again at the end
const ROUND_MS = 400
const LIMIT_MS = 10_000

/**
 * Moves the lead of every partition of every topic to the next replica, several times, as a
 * rebalance of leaders does. No record may be lost by that.
 */
export async function electLeaders(cluster: Cluster): Promise<void> {
  await using connection = await connect({ host: cluster.host, port: clientPort(cluster, 1, 'PLAINTEXT') })
  for (let round = 0; round < ROUNDS; round++) {
    await electOnce(connection)
    await pause(ROUND_MS)
  }
}

async function electOnce(connection: Connection): Promise<void> {
  const { topics } = await connection.send(Metadata, { topics: null, allowAutoTopicCreation: false })
  const moved = topics.map(({ name, partitions }) => ({
    name: name ?? '',
    partitions: partitions.map(({ partitionIndex, replicaNodes: [first = -1, ...others] }) => ({
      partitionIndex,
      replicas: [...others, first]
    }))
  }))
  await connection.send(AlterPartitionReassignments, { topics: moved, timeoutMs: LIMIT_MS })
  await connection.send(ElectLeaders, { electionType: electionTypes.PREFERRED, topicPartitions: null, timeoutMs: LIMIT_MS })
}
