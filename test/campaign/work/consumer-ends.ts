import { isKafkaError } from 'kafkawire'

// Codes of ListOffsets stand there, and those of Fetch in `responses`.
const LIST_OFFSETS_PATH = 'topics['

/**
 * Whether an error may end the consumer of the example. Refused credentials and certificates do, and
 * so do another cluster at the addresses, an answer that leaves out a partition that was asked for,
 * and an answer that is not Kafka's while a connection is opened: the docs call both
 * `KAFKA_PROTOCOL`, which is not retriable. Its first look-up of offsets may fail after all
 * attempts that the options allow. The time of a call is over only if the process was blocked or
 * suspended meanwhile, or if the options give a call less time than an outage lasts.
 */
export function mayEndConsumer(error: unknown, mayRunOutOfTime: boolean): boolean {
  if (isKafkaError(error, 'KAFKA_AUTHENTICATION', 'KAFKA_NO_BROKER', 'KAFKA_CIRCUIT_OPEN')) return true
  if (isKafkaError(error, 'KAFKA_CONNECT') && !error.retriable) return true
  if (isKafkaError(error, 'KAFKA_PROTOCOL', 'KAFKA_CONNECTION_CLOSED') && error.api === 'ListOffsets') return true
  if (isKafkaError(error, 'KAFKA_PROTOCOL') && error.api === 'ApiVersions') return true
  if (isKafkaError(error, 'KAFKA_BROKER') && error.retriable && error.path.startsWith(LIST_OFFSETS_PATH)) return true
  // Its first look-up of the topic, with too few attempts or too little time for an outage.
  if (mayRunOutOfTime && isKafkaError(error, 'KAFKA_BROKER') && error.retriable && error.api === 'Metadata') return true
  return mayRunOutOfTime && isKafkaError(error, 'KAFKA_TIMEOUT', 'KAFKA_CONNECT')
}
