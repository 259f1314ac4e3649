import { KafkaError } from '../../../errors.ts'
import type { Decoded } from '../../../protocol/api.ts'
import { acks, aclOperations, errorCodes, resourceTypes, specialOffsets } from '../../../protocol/codes/index.ts'
import {
  Produce,
  type ProduceRequest,
  type ProduceRequestTopicProduceData,
  type ProduceResponse,
  type ProduceResponsePartitionProduceResponse
} from '../../../protocol/messages/produce.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { appendRulesOf } from '../../configs/topic-append-rules.ts'
import { isInternalTopic } from '../../storage/internal-topics.ts'
import type { Partition, RefusedAppend } from '../../storage/partition.ts'
import { checkForm, isTransactional, type ProducedBatch } from '../../storage/produced-batch.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { Topic, TopicReference } from '../../storage/topics.ts'
import { verifyWrite } from '../../transactions/write-verification.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { topicRefusal } from '../authorization.ts'
import { endpointsOf, findLed, hintFor } from '../leadership.ts'

/**
 * The handler of Produce. Like Kafka 4.x it advertises versions 0 to 2, which one old client needs,
 * but closes the connection on requests in them (KIP-896). It keeps to `producer_byte_rate`.
 */
export const produceHandler: ApiHandler<ProduceRequest, ProduceResponse> = {
  api: Produce,
  advertised: { min: 0, max: 13 },
  served: { min: 3, max: 13 },
  answer(message, context) {
    const mayWrite = mayWriteTransaction(message, context)
    const responses = message.topicData.map(topic => ({
      name: topic.name,
      topicId: topic.topicId,
      partitionResponses: topic.partitionData.map(data => (mayWrite ? append(message, topic, data, context) : forbidden(data.index)))
    }))
    const partitions = responses.flatMap(({ partitionResponses }) => partitionResponses)
    if (message.acks === acks.NONE) closeIfRefused(partitions)
    const throttleTimeMs = context.cluster.byteQuotas.produced(context, () => context.requestBytes)
    context.throttle(throttleTimeMs)
    return { throttleTimeMs, responses, nodeEndpoints: endpointsOf(partitions, context) }
  },
  isOneWay: message => message.acks === acks.NONE
}

const { INVALID_OFFSET, INVALID_LOG_START_OFFSET } = specialOffsets
const LEGAL_ACKS: readonly number[] = Object.values(acks)
const HINTS_SINCE = 10
const IDS_SINCE = 13 // the first version that names topics by their ids (KIP-516)

// The version that adds its partitions to the transaction, and the one that knows
// TRANSACTION_ABORTABLE (KIP-890).
const IMPLICIT_SINCE = 12
const ABORTABLE_SINCE = 11

// Transactional batches need a transactional id that the client may write with.
function mayWriteTransaction({ transactionalId, topicData }: Decoded<ProduceRequest>, context: RequestContext): boolean {
  if (!topicData.some(({ partitionData }) => partitionData.some(({ records }) => isTransactional(records)))) return true
  return transactionalId !== null && context.isAllowed(aclOperations.WRITE, resourceTypes.TRANSACTIONAL_ID, transactionalId)
}

const forbidden = (index: number): ProduceResponsePartitionProduceResponse => {
  return { index, errorCode: errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, baseOffset: INVALID_OFFSET }
}

function append(
  { acks: required, transactionalId }: Decoded<ProduceRequest>,
  topic: Decoded<ProduceRequestTopicProduceData>,
  { index, records }: Decoded<ProduceRequestTopicProduceData>['partitionData'][number],
  context: RequestContext
): ProduceResponsePartitionProduceResponse {
  const refused = (refusal: RefusedAppend, hasMessage = false): ProduceResponsePartitionProduceResponse => {
    const { errorCode, errorMessage, recordErrors = [], logStartOffset = INVALID_LOG_START_OFFSET } = refusal
    const hint = context.apiVersion >= HINTS_SINCE ? hintFor(refusal, topic, index, context) : {}
    return {
      index,
      errorCode,
      baseOffset: INVALID_OFFSET,
      logStartOffset,
      recordErrors,
      errorMessage: hasMessage ? errorMessage : null,
      ...hint
    }
  }
  const known = findWritable(topic, index, context)
  if (isRefusal(known)) return refused(known)
  const bytes = checkForm(records, context.apiVersion)
  if (isRefusal(bytes)) return refused(bytes)
  if (!LEGAL_ACKS.includes(required)) return refused(refuse(errorCodes.INVALID_REQUIRED_ACKS, `acks is ${required}`))
  const partition = refuseInternal(known, context) ?? findLed(topic, index, context)
  if (isRefusal(partition)) return refused(partition)
  let unverified: Refusal | undefined
  const verify = (producer: ProducedBatch): Refusal | undefined => {
    unverified = verifyTransaction(transactionalId, producer, known, partition, context)
    return unverified
  }
  const done = partition.append(bytes, appendRulesOf(known, context.cluster.clock.timeMs), verify)
  // Kafka sends a text only with errors of single records, and if the partition was not added.
  if (isRefusal(done)) {
    const wasNotAdded = done === unverified && done.errorCode === errorCodes.INVALID_TXN_STATE
    return refused(done, done.recordErrors !== undefined || wasNotAdded)
  }
  return {
    index,
    errorCode: errorCodes.NONE,
    ...done,
    baseOffset: BigInt(done.baseOffset),
    logStartOffset: BigInt(partition.log.startOffset)
  }
}

// The name by which Kafka's tools say that they mean to write to an internal topic.
const ADMIN_CLIENT_ID = '__admin_client'

function refuseInternal({ name }: Topic, { clientId }: RequestContext): Refusal | undefined {
  if (!isInternalTopic(name) || clientId === ADMIN_CLIENT_ID) return undefined
  return refuse(errorCodes.INVALID_TOPIC_EXCEPTION, `Cannot append to internal topic ${name}`)
}

function findWritable(topic: TopicReference, index: number, context: RequestContext): Topic | Refusal {
  if (context.apiVersion >= IDS_SINCE && topic.topicId === ZERO_UUID) return refuse(errorCodes.UNKNOWN_TOPIC_ID, 'No topic id was given')
  const known = topicRefusal(topic, aclOperations.WRITE, context) ?? context.cluster.topics.find(topic)
  if (!isRefusal(known))
    return known.partitions[index] === undefined ? refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `No partition ${index}`) : known
  // Kafka does not tell a name that is illegal from one that is unknown.
  return known.errorCode === errorCodes.INVALID_TOPIC_EXCEPTION ? { ...known, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION } : known
}

function verifyTransaction(
  transactionalId: string | null,
  producer: ProducedBatch,
  topic: Topic,
  { partitionIndex, producers }: Partition,
  { cluster, apiVersion }: RequestContext
): Refusal | undefined {
  const { producerId, producerEpoch } = producer
  // A producer that the partition has seen in a later epoch is refused before the coordinator is
  // asked (Kafka 4.x).
  const seenEpoch = producers.epochOf(producerId)
  if (seenEpoch !== undefined && producerEpoch < seenEpoch)
    return refuse(errorCodes.INVALID_PRODUCER_EPOCH, `Producer ${producerId} has epoch ${producerEpoch}, but ${seenEpoch} was seen before`)
  const support = apiVersion >= IMPLICIT_SINCE ? 'implicit' : apiVersion >= ABORTABLE_SINCE ? 'abortable' : 'nothing'
  producers.verified.note(producer, support === 'implicit')
  return verifyWrite(cluster.transactions, { transactionalId: transactionalId ?? '', producer, topic: topic.name, partitionIndex, support })
}

// With acks=0 the client gets no answer. As in Kafka, the connection is closed to tell it of a
// failure.
function closeIfRefused(partitions: readonly ProduceResponsePartitionProduceResponse[]): void {
  const refused = partitions.find(({ errorCode }) => errorCode !== errorCodes.NONE)
  if (refused === undefined) return
  const problem = `Produce with acks=0 failed for partition ${refused.index} with error ${refused.errorCode}`
  throw new KafkaError('KAFKA_PROTOCOL', problem, { api: Produce.name })
}
