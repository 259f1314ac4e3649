/** A feature that all brokers have, in these levels. */
export interface SupportedFeature {
  readonly name: string
  readonly minVersion: number
  readonly maxVersion: number
}

/** Version ranges by the name of the API. */
export type ApiRanges = Readonly<Record<string, readonly [min: number, max: number]>>

export type KafkaRelease = 'kafka-2.8' | 'kafka-3.9' | 'kafka-4.4'
export type CloudService = 'event-hubs' | 'msk-serverless' | 'confluent-cloud'
export type OtherBroker = 'redpanda' | 'warpstream' | 'single-address'
/** The name of a kind of broker that a testing cluster can be like. */
export type ClusterProfile = KafkaRelease | CloudService | OtherBroker

/** How a kind of broker differs from Kafka 4.4.0. */
export interface BrokerProfile {
  /** Where the facts come from: a recorded broker, an issue, or documentation. */
  readonly source: string
  /** The APIs that the broker has; undefined: those of Kafka 4.4.0. */
  readonly ranges?: ApiRanges | undefined
  /** The features that the broker supports; undefined: those of Kafka 4.4.0. */
  readonly features?: readonly SupportedFeature[] | undefined
  /** The finalized levels, by feature. Default: none; without `features` those of Kafka 4.4.0. */
  readonly levels?: Readonly<Record<string, number>> | undefined
  /** Whether all brokers have one address, that of the first broker. Default: false. */
  readonly sharesAddress?: boolean | undefined
  /**
   * The error code of a topic in the answer to the Metadata that creates it. Default:
   * UNKNOWN_TOPIC_OR_PARTITION.
   */
  readonly createdTopicCode?: number | undefined
}
