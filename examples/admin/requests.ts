import { type Cluster, configResourceTypes, specialOffsets, throwIfError } from 'kafkawire'
import { CreateTopics, DeleteRecords, DeleteTopics, DescribeConfigs, ListGroups } from 'kafkawire/messages'

const TIMEOUT_MS = 15_000

/** Creates a topic with as many replicas as the brokers think right. */
export async function createTopic(cluster: Cluster, name: string, numPartitions: number, configs: Record<string, string>): Promise<void> {
  const entries = Object.entries(configs).map(([name, value]) => ({ name, value }))
  const topics = [{ name, numPartitions, configs: entries }]
  throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: TIMEOUT_MS }))
}

/** What a topic, or a broker, has for a setting. Only a broker itself knows its own: the request goes there. */
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

/** What one broker coordinates; or why it did not say. */
export interface GroupsOfBroker {
  readonly nodeId: number
  readonly groups: readonly string[]
  readonly error: string | undefined
}

/** Each broker knows the groups that it coordinates. One that is down does not keep the others from answering. */
export async function listGroups(cluster: Cluster): Promise<GroupsOfBroker[]> {
  const shards = await cluster.sendSharded(ListGroups, {})
  return shards.map(({ nodeId, response, error }) => {
    if (response === undefined) return { nodeId, groups: [], error: error instanceof Error ? error.message : String(error) }
    return { nodeId, groups: response.groups.map(({ groupId }) => groupId), error: undefined }
  })
}

/** Deletes all records, each partition's at its leader. Resolves with the offsets at which the partitions begin then. */
export async function deleteRecords(cluster: Cluster, name: string, count: number): Promise<bigint[]> {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, offset: specialOffsets.HIGH_WATERMARK }))
  const answer = throwIfError(await cluster.send(DeleteRecords, { topics: [{ name, partitions }], timeoutMs: TIMEOUT_MS }))
  const marks = answer.topics.flatMap(({ partitions }) => partitions)
  return marks.sort((a, b) => a.partitionIndex - b.partitionIndex).map(({ lowWatermark }) => lowWatermark)
}

/** Deletes a topic by its name. */
export async function deleteTopic(cluster: Cluster, name: string): Promise<void> {
  throwIfError(await cluster.send(DeleteTopics, { topicNames: [name], timeoutMs: TIMEOUT_MS }))
}
