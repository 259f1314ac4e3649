import { configurationError } from '../../options.ts'
import { quoted } from '../../quote.ts'
import type { ClusterState } from '../cluster-state.ts'
import { topicConfig } from '../configs/topic-configs.ts'
import { compact } from '../storage/compaction.ts'
import { isRefusal } from '../storage/refusal.ts'
import { applyRetention } from '../storage/retention.ts'
import type { Topic } from '../storage/topics.ts'

/** Applies the retention of one topic, or of all. Returns the number of offsets deleted. */
export function retainTopics(cluster: ClusterState, name: string | undefined): number {
  const hasPolicy = (topic: Topic): boolean => policyOf(topic).includes('delete')
  const topics = name === undefined ? cluster.topics.list().filter(hasPolicy) : [named(cluster, 'applyRetention', name, 'delete')]
  let deleted = 0
  for (const topic of topics) {
    const limits = {
      retentionMs: Number(topicConfig(topic, 'retention.ms')),
      retentionBytes: Number(topicConfig(topic, 'retention.bytes'))
    }
    for (const partition of topic.partitions) deleted += applyRetention(partition, limits, cluster.clock.timeMs)
  }
  return deleted
}

/** Compacts all partitions of a topic. */
export function compactTopic(cluster: ClusterState, name: string): void {
  const topic = named(cluster, 'compact', name, 'compact')
  const rules = { deleteRetentionMs: Number(topicConfig(topic, 'delete.retention.ms')), timeMs: cluster.clock.timeMs }
  for (const partition of topic.partitions) compact(partition, rules)
}

const policyOf = (topic: Topic): string[] => topicConfig(topic, 'cleanup.policy').split(',')

function named({ topics }: ClusterState, method: string, name: string, policy: string): Topic {
  const topic = topics.find({ name })
  if (isRefusal(topic)) throw configurationError(method, [`there is no topic ${quoted(String(name))}`])
  if (policyOf(topic).some(each => each.trim() === policy)) return topic
  const problem = `cleanup.policy of topic ${quoted(name)} is ${topicConfig(topic, 'cleanup.policy')}, without ${policy}`
  throw configurationError(method, [problem])
}
