import {
  errorCodes,
  type ListOffsetsRequest,
  type ListTransactionsRequest,
  memberEpochs,
  type ShareAcknowledgeRequest,
  type ShareGroupHeartbeatRequest,
  specialOffsets,
  specialTimestamps
} from '../../../../src/messages.ts'

/** A difference between Kafka and the testing broker that is meant to stay. */
export interface KnownDifference {
  /** The name of the API, or `*` for all of them. */
  readonly api: string
  /** The field, such as `topics.*.errorMessage`. Default: every field. */
  readonly path?: string
  /** The only release for which the row counts. Default: all. */
  readonly release?: string
  /**
   * Whether the answers of later steps are not compared, because both brokers are in different
   * states from here on. Default: false.
   */
  readonly endsComparison?: boolean
  /** Narrows the row to a request and its two values. Default: all. */
  readonly when?: (difference: FoundDifference) => boolean
  readonly reason: string
}

/** What `when` may look at. */
export interface FoundDifference {
  readonly api: string
  readonly path: string
  readonly version: number
  readonly request: unknown
  readonly kafka: unknown
  readonly testing: unknown
}

/** Each difference that is not an error of the testing broker, with the reason why it stays. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    api: '*',
    release: '3.9.2',
    when: ({ path }) => path.includes('.configs.'),
    reason: 'the configurations and their defaults are those of Kafka 4.4.0 in every profile'
  },
  {
    api: '*',
    when: ({ path, kafka, testing }) => path.endsWith('errorMessage') && [kafka, testing].every(isAboutOneValue),
    reason: 'of several wrong values Kafka names the one that its hash map has first'
  },
  {
    api: '*',
    release: '3.9.2',
    when: ({ kafka, testing }) =>
      typeof kafka === 'string' && testing === kafka.replace(/\.$/, ' or some brokers have all their log directories cordoned.'),
    reason: 'Kafka 4.4 has another text for too many replicas'
  },
  {
    api: 'DescribeConfigs',
    when: ({ path }) => /\.configs\..*assign(or|ment)\./.test(path),
    reason: 'the test sets assignment intervals in Kafka alone, so that groups do not wait'
  },
  {
    api: 'AlterClientQuotas',
    when: ({ kafka, testing }) => [kafka, testing].every(each => String(each).includes('Ignoring duplicate entity')),
    reason: 'Kafka shows the entity in the order of a hash map'
  },
  {
    api: 'AlterClientQuotas',
    path: 'entries.*',
    when: ({ kafka, testing }) => [kafka, testing].every(each => String(each).includes('"errorCode":42')),
    reason: 'of several wrong values Kafka names the one that its hash map has first'
  },
  {
    api: 'UnregisterBroker',
    path: 'errorMessage',
    release: '3.9.2',
    reason: 'Kafka 4.4 has another text'
  },
  {
    api: 'UpdateFeatures',
    path: 'errorMessage',
    reason: 'Kafka has several texts for a feature that it does not have'
  },
  {
    api: '*',
    when: ({ kafka, testing }) => [kafka, testing].every(isNotAdded),
    reason: 'Kafka asks the coordinator for several producers at once, and answers all of them in the way of the first one'
  },
  {
    api: 'Produce',
    path: 'responses.*.partitionResponses.*.errorMessage',
    when: ({ kafka, testing }) => [kafka, testing].every(each => each === null || each === 'Partition was not added to the transaction'),
    reason: 'as above: the text comes with INVALID_TXN_STATE alone'
  },
  {
    api: 'Produce',
    release: '3.9.2',
    when: ({ kafka, testing }) =>
      (isOfLog(kafka) && isOfCoordinator(testing)) || (isOfCoordinator(kafka) && testing === errorCodes.INVALID_PRODUCER_EPOCH),
    endsComparison: true,
    reason: 'Kafka 3.9 asks the coordinator only if the producer has no open transaction in the partition, and before it compares epochs'
  },
  {
    api: 'Produce',
    path: 'responses.*.partitionResponses.*.logStartOffset',
    release: '3.9.2',
    when: ({ testing }) => testing === specialOffsets.INVALID_LOG_START_OFFSET,
    reason: 'as above: the log of Kafka 3.9 refuses the old epoch, and its answers have the offset'
  },
  {
    api: 'TxnOffsetCommit',
    when: ({ kafka, testing }) => isOfLog(kafka) && isOfCoordinator(testing),
    endsComparison: true,
    reason: 'Kafka does not ask the coordinator if the partition of __consumer_offsets knows the producer; the testing broker always asks'
  },
  {
    api: 'TxnOffsetCommit',
    release: '3.9.2',
    when: ({ kafka, testing }) => kafka === errorCodes.UNKNOWN_MEMBER_ID && testing === errorCodes.ILLEGAL_GENERATION,
    reason: 'the group coordinator of Kafka 3.9 looks for the member first, that of Kafka 4 for the group'
  },
  {
    api: 'DescribeTransactions',
    path: 'transactionStates.*.transactionStartTimeMs',
    release: '3.9.2',
    when: ({ testing }) => testing === -1n,
    reason: 'Kafka 3.9 keeps the time of the last transaction when a producer starts again'
  },
  {
    api: 'ListTransactions',
    path: 'transactionStates',
    release: '3.9.2',
    when: ({ request }) => ((request as ListTransactionsRequest).durationFilter ?? -1n) >= 0n,
    reason: 'as above: such a transaction has not begun long ago in Kafka 3.9'
  },
  {
    api: 'ListOffsets',
    path: 'topics.*.partitions',
    release: '3.9.2',
    reason: 'a partition that is asked for twice is answered once since Kafka 4.0, and was answered twice before'
  },
  {
    api: 'Fetch',
    path: 'errorCode',
    when: ({ kafka }) => kafka === errorCodes.UNKNOWN_SERVER_ERROR,
    endsComparison: true,
    reason: 'Kafka fails inside if several topics of a request are unknown in different ways'
  },
  {
    api: 'ListOffsets',
    path: 'topics.*.partitions.*.oldStyleOffsets',
    release: '3.9.2',
    reason: 'version 0 lists segments, which keep deleted records for a while; the testing broker has no segments'
  },
  {
    api: 'ListOffsets',
    when: ({ request }) => asksForNewest(request),
    reason: 'Kafka finds the latest timestamp in deleted records too, until their segment is gone; the testing broker has forgotten them'
  },
  {
    api: 'JoinGroup',
    when: ({ path, kafka, testing }) => path === 'protocolName' && [kafka, testing].every(each => typeof each === 'string' && each !== ''),
    endsComparison: true,
    reason: 'of strategies with equal votes Kafka takes the one that its hash map has first'
  },
  {
    api: 'DescribeGroups',
    path: 'groups.*.authorizedOperations',
    release: '3.9.2',
    reason: 'groups have had configurations, and operations on them, since Kafka 4.0'
  },
  {
    api: 'DescribeGroups',
    path: 'groups.*.members.*.memberAssignment',
    release: '3.9.2',
    reason: 'the group coordinator before Kafka 4.0 forgets the assignments when a rebalance begins'
  },
  {
    api: '*',
    path: 'errorCode',
    when: ({ api, request, kafka, testing }) =>
      ['ShareAcknowledge', 'ShareFetch'].includes(api) &&
      kafka === errorCodes.UNKNOWN_SERVER_ERROR &&
      testing === errorCodes.NONE &&
      acknowledgesSeveral(request),
    endsComparison: true,
    reason: 'Kafka fails inside if an acknowledgement begins before the start offset of the partition and nothing is in flight'
  },
  {
    api: 'SyncGroup',
    path: 'assignment',
    when: ({ kafka, testing }) => sortedText(kafka) === sortedText(testing),
    reason: 'an assignment that the coordinator writes has its topics in the order of a hash map'
  },
  {
    api: 'ShareGroupHeartbeat',
    when: isAboutFirstAssignment,
    reason:
      'Kafka makes the state of new partitions after the answer, and assigns them at the next heartbeat; the testing broker assigns at once'
  },
  {
    api: 'OffsetCommit',
    path: 'topics.*.partitions.*.errorCode',
    release: '3.9.2',
    when: ({ kafka, testing }) => kafka === errorCodes.ILLEGAL_GENERATION && testing === errorCodes.GROUP_ID_NOT_FOUND,
    reason: 'the group coordinator before Kafka 4.0 has no error of its own for a group that is not there'
  }
]

const sortedText = (value: unknown): string => [...String(value)].sort().join('')

/** Whether a request acknowledges more than one record at once. */
function acknowledgesSeveral(request: unknown): boolean {
  const partitions = (request as ShareAcknowledgeRequest).topics.flatMap(topic => topic.partitions)
  return partitions.some(each => each.acknowledgementBatches.some(({ firstOffset, lastOffset }) => firstOffset < lastOffset))
}

/** Whether a member that joins gets partitions here that it gets with its next heartbeat in Kafka. */
function isAboutFirstAssignment({ path, request, kafka, testing }: FoundDifference): boolean {
  if ((request as ShareGroupHeartbeatRequest).memberEpoch !== memberEpochs.JOIN_GROUP) return false
  if (path === 'memberEpoch') return testing === Number(kafka) + 1
  // The group may know some partitions of a topic already, by AlterShareGroupOffsets.
  const isOfPartitions = path === 'assignment.topicPartitions' || path === 'assignment.topicPartitions.*.partitions'
  return isOfPartitions && (testing as unknown[]).length > (kafka as unknown[]).length
}

function isAboutOneValue(message: unknown): boolean {
  return (
    typeof message === 'string' &&
    /^(Invalid value |Configuration '|Unknown topic config name|Can't (APPEND|SUBTRACT) to key)/.test(message)
  )
}

function isNotAdded(errorCode: unknown): boolean {
  return errorCode === errorCodes.INVALID_TXN_STATE || errorCode === errorCodes.TRANSACTION_ABORTABLE
}

/** Whether the log of a partition, or what comes after it, has answered a write. */
function isOfLog(errorCode: unknown): boolean {
  const { NONE, INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER, OFFSET_METADATA_TOO_LARGE } = errorCodes
  return [NONE, INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER, OFFSET_METADATA_TOO_LARGE].some(each => each === errorCode)
}

/** Whether the coordinator of a transaction has refused a write. */
function isOfCoordinator(errorCode: unknown): boolean {
  const { INVALID_REQUEST, INVALID_PRODUCER_ID_MAPPING } = errorCodes
  return [INVALID_REQUEST, INVALID_PRODUCER_ID_MAPPING].some(each => each === errorCode)
}

function asksForNewest(request: unknown): boolean {
  const { topics } = request as ListOffsetsRequest
  return topics.some(({ partitions }) => partitions.some(({ timestamp }) => timestamp === specialTimestamps.MAX_TIMESTAMP))
}
