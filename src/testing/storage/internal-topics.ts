import type { Topics } from './topics.ts'

/** The topic in which Kafka keeps the committed offsets. This broker keeps them elsewhere. */
export const OFFSETS_TOPIC = '__consumer_offsets'

/** The topic in which Kafka keeps transactions. This broker keeps them elsewhere. */
export const TRANSACTIONS_TOPIC = '__transaction_state'

/** The topic in which Kafka keeps the states of share groups. This broker keeps them elsewhere. */
export const SHARE_STATES_TOPIC = '__share_group_state'

/**
 * The partitions of an internal topic: Kafka's defaults of `offsets.topic.num.partitions`,
 * `transaction.state.log.num.partitions` and `share.coordinator.state.topic.num.partitions`.
 */
export const INTERNAL_PARTITIONS = 50
// The same for the replication factor. A real cluster with fewer brokers has to set it lower.
const INTERNAL_REPLICAS = 3

const CONFIGS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  [OFFSETS_TOPIC]: new Map([
    ['cleanup.policy', 'compact'],
    ['compression.type', 'producer'],
    ['segment.bytes', '104857600']
  ]),
  [TRANSACTIONS_TOPIC]: new Map([
    ['cleanup.policy', 'compact'],
    ['compression.type', 'uncompressed'],
    ['min.insync.replicas', '2'],
    ['segment.bytes', '104857600'],
    ['unclean.leader.election.enable', 'false']
  ]),
  [SHARE_STATES_TOPIC]: new Map([
    ['cleanup.policy', 'delete'],
    ['compression.type', 'producer'],
    ['min.insync.replicas', '2'],
    ['retention.ms', '-1'],
    ['segment.bytes', '104857600']
  ])
}

/** Whether Kafka keeps this topic for itself. */
export function isInternalTopic(name: string): boolean {
  return Object.hasOwn(CONFIGS, name)
}

/**
 * Creates an internal topic with Kafka's configurations, if it does not exist. It stays empty. The
 * leaders of other topics do not depend on it.
 */
export function createInternalTopic(name: string, topics: Topics, nodeIds: readonly number[]): void {
  if (topics.has(name)) return
  const replicationFactor = Math.min(INTERNAL_REPLICAS, nodeIds.length)
  const replicas = Array.from({ length: INTERNAL_PARTITIONS }, (_, partition) =>
    Array.from({ length: replicationFactor }, (_, replica) => nodeIds[(partition + replica) % nodeIds.length] ?? -1)
  )
  topics.create(name, replicas, CONFIGS[name])
}
