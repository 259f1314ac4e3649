import { type Cluster, electionTypes, errorCodes, throwIfError } from '../../../src/index.ts'
import { AlterPartitionReassignments, ElectLeaders } from '../../../src/messages.ts'
import type { BrokerView } from './broker-view.ts'
import { eventually } from './eventually.ts'

/**
 * Makes the second replica of each of these partitions the leader. The first replica becomes the
 * last one, or is removed if `keep` is false. Resolves with the new leaders when the broker that
 * `view` asks knows them.
 */
export async function moveLeaders(
  cluster: Cluster,
  view: BrokerView,
  topic: string,
  indexes: readonly number[],
  { keep = true }: { readonly keep?: boolean } = {}
): Promise<number[]> {
  const before = await view.partitions(topic)
  const replicasOf = (index: number): number[] => {
    const [first = -1, ...others] = before[index]?.replicaNodes ?? []
    return keep ? [...others, first] : others
  }
  const partitions = indexes.map(partitionIndex => ({ partitionIndex, replicas: replicasOf(partitionIndex) }))
  throwIfError(await cluster.send(AlterPartitionReassignments, { topics: [{ name: topic, partitions }], timeoutMs: 10_000 }))
  const expected = partitions.map(({ replicas }) => replicas[0] ?? -1)
  await eventually(async () => {
    const request = { electionType: electionTypes.PREFERRED, topicPartitions: [{ topic, partitions: [...indexes] }], timeoutMs: 10_000 }
    const { replicaElectionResults } = await cluster.send(ElectLeaders, request)
    const codes = replicaElectionResults.flatMap(({ partitionResult }) => partitionResult.map(({ errorCode }) => errorCode))
    if (codes.some(code => code !== errorCodes.NONE && code !== errorCodes.ELECTION_NOT_NEEDED))
      throw new Error(`ElectLeaders was answered with ${codes.join(', ')}`)
    const leaders = await view.leaders(topic, before.length)
    if (indexes.some((index, i) => leaders[index] !== expected[i])) throw new Error(`${topic} is still led by ${leaders.join(', ')}`)
  })
  return expected
}
