import { refuseIfAny } from '../../options.ts'
import { quoted } from '../../quote.ts'
import type { ClusterState } from '../cluster-state.ts'
import { isRefusal } from '../storage/refusal.ts'
import { refuseReplicationFactor } from '../storage/replica-assignment.ts'

/** A topic that a cluster has from the start. */
export interface FirstTopic {
  readonly partitions: number
  readonly replicationFactor: number
}

/**
 * Throws `KAFKA_CONFIGURATION` for topics that need more brokers than there are, and for those that
 * a data directory has with another number of partitions.
 */
export function checkFirstTopics({ topics, membership }: ClusterState, wanted: ReadonlyMap<string, FirstTopic>): void {
  const problems = [...wanted].flatMap(([name, { partitions, replicationFactor }]) => {
    const found = topics.find({ name })
    if (isRefusal(found))
      return refuseReplicationFactor(replicationFactor, membership.registeredIds)?.errorMessage.replace(/^/, `topics.${name}: `) ?? []
    if (found.partitions.length === partitions) return []
    const kept = `the data directory has the topic ${quoted(name)} with ${found.partitions.length} partitions`
    return `topics.${name} has ${partitions} partitions, but ${kept}: ask for as many, or delete the topic there first`
  })
  refuseIfAny('startTestingCluster', problems)
}

/** Creates the topics that do not exist, on these brokers. */
export function createFirstTopics({ topics }: ClusterState, wanted: ReadonlyMap<string, FirstTopic>, nodeIds: readonly number[]): void {
  for (const [name, { partitions, replicationFactor }] of wanted) {
    if (!topics.has(name)) topics.create(name, topics.spread(partitions, replicationFactor, nodeIds))
  }
}
