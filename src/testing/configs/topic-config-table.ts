import { configTypes } from '../../protocol/codes/index.ts'
import type { ConfigDefinition } from './config-definition.ts'
import { type ConfigRule, fraction, gzipLevel, listFrom, numberFrom, oneOf, throttledReplicas } from './config-rules.ts'

const { BOOLEAN, STRING, INT, LONG, DOUBLE, LIST } = configTypes
const MAX_LONG = '9223372036854775807'
const FROM_0 = numberFrom(0)
const FROM_1 = numberFrom(1)

/** The name of a configuration of a topic. */
export type TopicConfigName =
  | 'cleanup.policy'
  | 'compression.gzip.level'
  | 'compression.lz4.level'
  | 'compression.type'
  | 'compression.zstd.level'
  | 'delete.retention.ms'
  | 'errors.deadletterqueue.group.enable'
  | 'file.delete.delay.ms'
  | 'flush.messages'
  | 'flush.ms'
  | 'follower.replication.throttled.replicas'
  | 'index.interval.bytes'
  | 'leader.replication.throttled.replicas'
  | 'local.retention.bytes'
  | 'local.retention.ms'
  | 'max.compaction.lag.ms'
  | 'max.decompressed.message.bytes'
  | 'max.message.bytes'
  | 'message.timestamp.after.max.ms'
  | 'message.timestamp.before.max.ms'
  | 'message.timestamp.type'
  | 'min.cleanable.dirty.ratio'
  | 'min.compaction.lag.ms'
  | 'min.insync.replicas'
  | 'preallocate'
  | 'remote.copy.lag.bytes'
  | 'remote.copy.lag.ms'
  | 'remote.log.copy.disable'
  | 'remote.log.delete.on.disable'
  | 'remote.storage.enable'
  | 'retention.bytes'
  | 'retention.ms'
  | 'segment.bytes'
  | 'segment.index.bytes'
  | 'segment.jitter.ms'
  | 'segment.ms'
  | 'unclean.leader.election.enable'

type Row = readonly [type: number, defaultValue: string, serverName?: string | undefined, rule?: ConfigRule]

// The configurations of a topic in Kafka 4.4.0, by name: the type, the default, the name of the
// broker's configuration that is its default, and the legal values.
const ROWS: Readonly<Record<TopicConfigName, Row>> = {
  'cleanup.policy': [LIST, 'delete', 'log.cleanup.policy', listFrom('compact', 'delete')],
  'compression.gzip.level': [INT, '-1', 'compression.gzip.level', gzipLevel],
  'compression.lz4.level': [INT, '9', 'compression.lz4.level', numberFrom(1, 17)],
  'compression.type': [STRING, 'producer', 'compression.type', oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer')],
  'compression.zstd.level': [INT, '3', 'compression.zstd.level', numberFrom(-131_072, 22)],
  'delete.retention.ms': [LONG, '86400000', 'log.cleaner.delete.retention.ms', FROM_0],
  'errors.deadletterqueue.group.enable': [BOOLEAN, 'false'],
  'file.delete.delay.ms': [LONG, '60000', 'log.segment.delete.delay.ms', FROM_0],
  'flush.messages': [LONG, MAX_LONG, 'log.flush.interval.messages', FROM_1],
  'flush.ms': [LONG, MAX_LONG, 'log.flush.interval.ms', FROM_0],
  'follower.replication.throttled.replicas': [LIST, '', undefined, throttledReplicas],
  'index.interval.bytes': [INT, '4096', 'log.index.interval.bytes', FROM_0],
  'leader.replication.throttled.replicas': [LIST, '', undefined, throttledReplicas],
  'local.retention.bytes': [LONG, '-2', 'log.local.retention.bytes', numberFrom(-2)],
  'local.retention.ms': [LONG, '-2', 'log.local.retention.ms', numberFrom(-2)],
  'max.compaction.lag.ms': [LONG, MAX_LONG, 'log.cleaner.max.compaction.lag.ms', FROM_1],
  'max.decompressed.message.bytes': [INT, '2147483639', 'max.decompressed.message.bytes', FROM_0],
  'max.message.bytes': [INT, '1048588', 'message.max.bytes', FROM_0],
  'message.timestamp.after.max.ms': [LONG, '3600000', 'log.message.timestamp.after.max.ms', FROM_0],
  'message.timestamp.before.max.ms': [LONG, MAX_LONG, 'log.message.timestamp.before.max.ms', FROM_0],
  'message.timestamp.type': [STRING, 'CreateTime', 'log.message.timestamp.type', oneOf('CreateTime', 'LogAppendTime')],
  'min.cleanable.dirty.ratio': [DOUBLE, '0.5', 'log.cleaner.min.cleanable.ratio', fraction],
  'min.compaction.lag.ms': [LONG, '0', 'log.cleaner.min.compaction.lag.ms', FROM_0],
  'min.insync.replicas': [INT, '1', 'min.insync.replicas', FROM_1],
  preallocate: [BOOLEAN, 'false', 'log.preallocate'],
  'remote.copy.lag.bytes': [LONG, '-1', 'log.remote.copy.lag.bytes', numberFrom(-1)],
  'remote.copy.lag.ms': [LONG, '0', 'log.remote.copy.lag.ms', numberFrom(-1)],
  'remote.log.copy.disable': [BOOLEAN, 'false'],
  'remote.log.delete.on.disable': [BOOLEAN, 'false'],
  'remote.storage.enable': [BOOLEAN, 'false'],
  'retention.bytes': [LONG, '-1', 'log.retention.bytes'],
  'retention.ms': [LONG, '604800000', 'log.retention.ms', numberFrom(-1)],
  'segment.bytes': [INT, '1073741824', 'log.segment.bytes', numberFrom(1_048_576)],
  'segment.index.bytes': [INT, '10485760', 'log.index.size.max.bytes', numberFrom(4)],
  'segment.jitter.ms': [LONG, '0', 'log.roll.jitter.ms', FROM_0],
  'segment.ms': [LONG, '604800000', 'log.roll.ms', FROM_1],
  'unclean.leader.election.enable': [BOOLEAN, 'false', 'unclean.leader.election.enable']
}

/** The configurations of a topic, by name. */
export const topicConfigTable: ReadonlyMap<string, ConfigDefinition> = new Map(
  Object.entries<Row>(ROWS).map(([name, [type, defaultValue, serverName, rule]]) => [
    name,
    { name, type, defaultValue, serverName, rule, isDynamic: true }
  ])
)
