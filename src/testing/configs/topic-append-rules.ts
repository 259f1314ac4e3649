import type { Compression } from '../../records/index.ts'
import type { AppendRules } from '../storage/append-rules.ts'
import type { Topic } from '../storage/topics.ts'
import { topicConfig } from './topic-configs.ts'

/** The rules of a topic for batches that are appended at this time, in milliseconds since 1970. */
export function appendRulesOf(topic: Topic, timeMs: number): AppendRules {
  const now = BigInt(timeMs)
  const compression = topicConfig(topic, 'compression.type')
  return {
    topicName: topic.name,
    maxMessageBytes: Number(topicConfig(topic, 'max.message.bytes')),
    needsKeys: topicConfig(topic, 'cleanup.policy').includes('compact'),
    isLogAppendTime: topicConfig(topic, 'message.timestamp.type') === 'LogAppendTime',
    compression: compression === 'producer' ? undefined : compression === 'uncompressed' ? 'none' : (compression as Compression),
    earliest: now - BigInt(topicConfig(topic, 'message.timestamp.before.max.ms')),
    latest: now + BigInt(topicConfig(topic, 'message.timestamp.after.max.ms')),
    timeMs: now
  }
}
