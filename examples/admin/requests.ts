import { type Cluster, configResourceTypes, specialOffsets, throwIfError } from 'kafkawire'
import { CreateTopics, DeleteRecords, DeleteTopics, DescribeConfigs, ListGroups } from 'kafkawire/messages'

const TIMEOUT_MS = 15_000

/** Creates a topic with the brokers' default number of replicas (KIP-464). */
export async function createTopic(cluster: Cluster, name: string, numPartitions: number, configs: Record<string, string>): Promise<void> {
  const entries = Object.entries(configs).map(([name, value]) => ({ name, value }))
  const topics = [{ name, numPartitions, configs: entries }]
  throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: TIMEOUT_MS }))
}

/**
 * Reads one setting of a topic, or of a broker. The cluster sends a request about a broker to that
 * broker, because only it knows its own settings.
 */
export async function describeConfigs(
  cluster: Cluster,
  of: { readonly topic: string } | { readonly nodeId: number },
  setting: string
): Promise<string | null | undefined> {
  const resource =
    'topic' in of
      ? { resourceType: configResourceTypes.TOPIC, resourceName: of.topic }
      : { resourceType: configResourceTypes.BROKER, resourceName: String(of.nodeId) }
  const resources = [{ ...resource, configurationKeys: [setting] }]
  const { results } = throwIfError(await cluster.send(DescribeConfigs, { resources }))
  return results[0]?.configs[0]?.value
}

/** The groups that one broker coordinates, or the message of the error that it failed with. */
export interface GroupsOfBroker {
  readonly nodeId: number
  readonly groups: readonly string[]
  readonly error: string | undefined
}

/**
 * Lists the groups of each broker. A broker that is down does not affect the answers of the others.
 */
export async function listGroups(cluster: Cluster): Promise<GroupsOfBroker[]> {
  const shards = await cluster.sendSharded(ListGroups, {})
  return shards.map(({ nodeId, response, error }) => {
    if (response === undefined) return { nodeId, groups: [], error: error instanceof Error ? error.message : String(error) }
    return { nodeId, groups: response.groups.map(({ groupId }) => groupId), error: undefined }
  })
}

/** Deletes all records of a topic. Resolves with the offsets at which its partitions begin then. */
export async function deleteRecords(cluster: Cluster, name: string, count: number): Promise<bigint[]> {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, offset: specialOffsets.HIGH_WATERMARK }))
  const answer = throwIfError(await cluster.send(DeleteRecords, { topics: [{ name, partitions }], timeoutMs: TIMEOUT_MS }))
  const deleted = answer.topics.flatMap(({ partitions }) => partitions)
  return deleted.sort((a, b) => a.partitionIndex - b.partitionIndex).map(({ lowWatermark }) => lowWatermark)
}

/** Deletes a topic by its name. */
export async function deleteTopic(cluster: Cluster, name: string): Promise<void> {
  throwIfError(await cluster.send(DeleteTopics, { topicNames: [name], timeoutMs: TIMEOUT_MS }))
}
