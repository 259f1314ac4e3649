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
import { appendRulesOf } from '../../configs/topic-append-rules.ts'
import { isInternalTopic } from '../../storage/internal-topics.ts'
import { isTransactional, type ProducedBatch } from '../../storage/produced-batch.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
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

const LEGAL_ACKS: readonly number[] = Object.values(acks)
const HINTS_SINCE = 10

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
  return { index, errorCode: errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, baseOffset: specialOffsets.INVALID_OFFSET }
}

function append(
  { acks: required, transactionalId }: Decoded<ProduceRequest>,
  topic: Decoded<ProduceRequestTopicProduceData>,
  { index, records }: Decoded<ProduceRequestTopicProduceData>['partitionData'][number],
  context: RequestContext
): ProduceResponsePartitionProduceResponse {
  const { cluster, apiVersion } = context
  const isLegal = LEGAL_ACKS.includes(required)
  const verify = (producer: ProducedBatch): Refusal | undefined => {
    const support = apiVersion >= IMPLICIT_SINCE ? 'implicit' : apiVersion >= ABORTABLE_SINCE ? 'abortable' : 'nothing'
    if (!isRefusal(found)) found.producers.verified.note(producer, support === 'implicit')
    const name = nameOf(topic, context)
    return verifyWrite(cluster.transactions, {
      transactionalId: transactionalId ?? '',
      producer,
      topic: name,
      partitionIndex: index,
      support
    })
  }
  const denied = topicRefusal(topic, aclOperations.WRITE, context)
  const illegal = isLegal ? undefined : refuse(errorCodes.INVALID_REQUIRED_ACKS, `acks is ${required}`)
  const found = denied ?? illegal ?? refuseInternal(nameOf(topic, context), context) ?? findLed(topic, index, context)
  const known = cluster.topics.find(topic)
  const done = isRefusal(found)
    ? found
    : isRefusal(known)
      ? known
      : found.append(records, appendRulesOf(known, cluster.clock.timeMs), verify)
  if (isRefusal(done)) {
    const hint = apiVersion >= HINTS_SINCE ? hintFor(done, topic, index, context) : {}
    return { index, ...done, baseOffset: specialOffsets.INVALID_OFFSET, ...hint }
  }
  const logStartOffset = isRefusal(found) ? specialOffsets.INVALID_LOG_START_OFFSET : BigInt(found.log.startOffset)
  return { index, errorCode: errorCodes.NONE, ...done, baseOffset: BigInt(done.baseOffset), logStartOffset }
}

// The name by which Kafka's tools say that they mean to write to an internal topic.
const ADMIN_CLIENT_ID = '__admin_client'

function refuseInternal(name: string, { clientId }: RequestContext): Refusal | undefined {
  if (!isInternalTopic(name) || clientId === ADMIN_CLIENT_ID) return undefined
  return refuse(errorCodes.INVALID_TOPIC_EXCEPTION, `Cannot append to internal topic ${name}`)
}

function nameOf(topic: Decoded<ProduceRequestTopicProduceData>, { cluster }: RequestContext): string {
  const found = cluster.topics.find(topic)
  return isRefusal(found) ? topic.name : found.name
}

// With acks=0 the client gets no answer. As in Kafka, the connection is closed to tell it of a
// failure.
function closeIfRefused(partitions: readonly ProduceResponsePartitionProduceResponse[]): void {
  const refused = partitions.find(({ errorCode }) => errorCode !== errorCodes.NONE)
  if (refused === undefined) return
  const problem = `Produce with acks=0 failed for partition ${refused.index} with error ${refused.errorCode}: ${refused.errorMessage}`
  throw new KafkaError('KAFKA_PROTOCOL', problem, { api: Produce.name })
}
