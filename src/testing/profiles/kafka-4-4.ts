import type { SupportedFeature } from './broker-profile.ts'

/** The features that a broker of Kafka 4.4.0 supports. */
export const KAFKA_4_4_FEATURES: readonly SupportedFeature[] = [
  { name: 'group.version', minVersion: 0, maxVersion: 1 },
  { name: 'kraft.version', minVersion: 0, maxVersion: 1 },
  { name: 'metadata.version', minVersion: 7, maxVersion: 33 },
  { name: 'share.version', minVersion: 0, maxVersion: 2 },
  { name: 'streams.version', minVersion: 0, maxVersion: 1 },
  { name: 'transaction.version', minVersion: 0, maxVersion: 2 },
  { name: 'eligible.leader.replicas.version', minVersion: 0, maxVersion: 1 }
]

/** The levels of a cluster that was made with Kafka 4.4.0. */
export const KAFKA_4_4_LEVELS: Readonly<Record<string, number>> = {
  'group.version': 1,
  'streams.version': 1,
  'transaction.version': 2,
  'eligible.leader.replicas.version': 1,
  'share.version': 2,
  'metadata.version': 33
}
