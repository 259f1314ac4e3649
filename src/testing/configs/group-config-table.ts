import { configTypes } from '../../protocol/codes/index.ts'
import type { ConfigDefinition } from './config-definition.ts'
import { type ConfigRule, numberWithin, offsetReset, oneOf } from './config-rules.ts'

const { BOOLEAN, STRING, INT, LIST } = configTypes
const SESSION = numberWithin(45_000, 60_000)
const HEARTBEAT = numberWithin(5_000, 15_000)
const ASSIGNMENT = numberWithin(0, 15_000)

/** The name of a configuration of a group. */
export type GroupConfigName =
  | 'consumer.assignment.interval.ms'
  | 'consumer.heartbeat.interval.ms'
  | 'consumer.session.timeout.ms'
  | 'errors.deadletterqueue.copy.record.enable'
  | 'errors.deadletterqueue.topic.name'
  | 'share.assignment.interval.ms'
  | 'share.auto.offset.reset'
  | 'share.delivery.count.limit'
  | 'share.heartbeat.interval.ms'
  | 'share.isolation.level'
  | 'share.partition.max.record.locks'
  | 'share.record.lock.duration.ms'
  | 'share.renew.acknowledge.enable'
  | 'share.session.timeout.ms'
  | 'streams.assignment.interval.ms'
  | 'streams.assignor.name'
  | 'streams.heartbeat.interval.ms'
  | 'streams.initial.rebalance.delay.ms'
  | 'streams.num.standby.replicas'
  | 'streams.rack.aware.assignment.tags'
  | 'streams.session.timeout.ms'

type Row = readonly [type: number, defaultValue: string, serverName: string, rule?: ConfigRule]

// The configurations of a group in Kafka 4.4.0, by name. The ranges are the default limits of the
// broker, such as `group.consumer.min.session.timeout.ms`.
const ROWS: Readonly<Record<GroupConfigName, Row>> = {
  'consumer.assignment.interval.ms': [INT, '1000', 'group.consumer.assignment.interval.ms', ASSIGNMENT],
  'consumer.heartbeat.interval.ms': [INT, '5000', 'group.consumer.heartbeat.interval.ms', HEARTBEAT],
  'consumer.session.timeout.ms': [INT, '45000', 'group.consumer.session.timeout.ms', SESSION],
  'errors.deadletterqueue.copy.record.enable': [BOOLEAN, 'false', 'errors.deadletterqueue.copy.record.enable'],
  'errors.deadletterqueue.topic.name': [STRING, '', 'errors.deadletterqueue.topic.name'],
  'share.assignment.interval.ms': [INT, '1000', 'group.share.assignment.interval.ms', ASSIGNMENT],
  'share.auto.offset.reset': [STRING, 'latest', 'share.auto.offset.reset', offsetReset],
  'share.delivery.count.limit': [INT, '5', 'group.share.delivery.count.limit', numberWithin(2, 10)],
  'share.heartbeat.interval.ms': [INT, '5000', 'group.share.heartbeat.interval.ms', HEARTBEAT],
  'share.isolation.level': [STRING, 'read_uncommitted', 'share.isolation.level', oneOf('read_committed', 'read_uncommitted')],
  'share.partition.max.record.locks': [INT, '2000', 'group.share.partition.max.record.locks', numberWithin(100, 4_000)],
  'share.record.lock.duration.ms': [INT, '30000', 'group.share.record.lock.duration.ms', numberWithin(15_000, 60_000)],
  'share.renew.acknowledge.enable': [BOOLEAN, 'true', 'share.renew.acknowledge.enable'],
  'share.session.timeout.ms': [INT, '45000', 'group.share.session.timeout.ms', SESSION],
  'streams.assignment.interval.ms': [INT, '1000', 'group.streams.assignment.interval.ms', ASSIGNMENT],
  'streams.assignor.name': [STRING, 'sticky', 'group.streams.assignors'],
  'streams.heartbeat.interval.ms': [INT, '5000', 'group.streams.heartbeat.interval.ms', HEARTBEAT],
  'streams.initial.rebalance.delay.ms': [INT, '3000', 'group.streams.initial.rebalance.delay.ms'],
  'streams.num.standby.replicas': [INT, '0', 'group.streams.num.standby.replicas', numberWithin(0, 2)],
  'streams.rack.aware.assignment.tags': [LIST, '', 'group.streams.rack.aware.assignment.tags'],
  'streams.session.timeout.ms': [INT, '45000', 'group.streams.session.timeout.ms', SESSION]
}

/** The configurations of a group, by name (KIP-848, KIP-932). */
export const groupConfigTable: ReadonlyMap<string, ConfigDefinition> = new Map(
  Object.entries<Row>(ROWS).map(([name, [type, defaultValue, serverName, rule]]) => [
    name,
    { name, type, defaultValue, serverName, rule, isDynamic: true }
  ])
)
