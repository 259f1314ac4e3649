import { errorCodes } from '../../protocol/codes/index.ts'
import type { BrokerProfile, KafkaRelease } from './broker-profile.ts'
import { KAFKA_2_8 } from './kafka-2-8.ts'
import { KAFKA_3_9 } from './kafka-3-9.ts'

const RECORDED = 'ApiVersions of a broker of this release'

/** Releases of Apache Kafka. */
export const kafkaReleases: Readonly<Record<KafkaRelease, BrokerProfile>> = {
  'kafka-2.8': { source: RECORDED, ranges: KAFKA_2_8, features: [], createdTopicCode: errorCodes.LEADER_NOT_AVAILABLE },
  'kafka-3.9': {
    source: RECORDED,
    ranges: KAFKA_3_9,
    features: [
      { name: 'kraft.version', minVersion: 0, maxVersion: 1 },
      { name: 'metadata.version', minVersion: 1, maxVersion: 21 }
    ],
    levels: { 'metadata.version': 21 }
  },
  'kafka-4.4': { source: RECORDED }
}
