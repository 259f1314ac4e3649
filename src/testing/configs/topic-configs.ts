import type { Topic } from '../storage/topics.ts'

/** Kafka's defaults of the configurations of a topic that the testing broker acts upon. */
const DEFAULTS = {
  'cleanup.policy': 'delete',
  'compression.type': 'producer',
  'max.message.bytes': '1048588',
  'message.timestamp.type': 'CreateTime',
  'min.insync.replicas': '1',
  'retention.bytes': '-1',
  'retention.ms': '604800000'
} as const

/** The name of a configuration that the testing broker acts upon. */
export type TopicConfigName = keyof typeof DEFAULTS

/** The value of a configuration of a topic: its own, or Kafka's default. */
export function topicConfig(topic: Topic, name: TopicConfigName): string {
  return topic.configs.get(name) ?? DEFAULTS[name]
}
