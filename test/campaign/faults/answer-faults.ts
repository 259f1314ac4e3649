import { type Api, acks, errorCodes, specialOffsets } from 'kafkawire'
import {
  AddPartitionsToTxn,
  CreatePartitions,
  CreateTopics,
  DeleteRecords,
  DeleteTopics,
  EndTxn,
  Fetch,
  IncrementalAlterConfigs,
  InitProducerId,
  ListOffsets,
  OffsetCommit,
  Produce,
  type ProduceResponse,
  TxnOffsetCommit
} from 'kafkawire/messages'
import type { TestingCluster } from 'kafkawire/testing'
import { CLIENT_ID, type FaultKind } from './fault.ts'
import { pause } from './pause.ts'

const TRANSACTIONS = [InitProducerId, AddPartitionsToTxn, TxnOffsetCommit, EndTxn]
const ADMIN = [CreateTopics, CreatePartitions, IncrementalAlterConfigs, DeleteRecords, DeleteTopics]
const CHANGING = [Produce, OffsetCommit, ...TRANSACTIONS, ...ADMIN] as unknown as readonly Api<unknown, unknown>[]
const MAX_TIMES = 4
const NO_OFFSET = specialOffsets.INVALID_OFFSET
const MAX_OVERDUE_MS = 1_000
const BROKER_WAIT_MS = 10_000 // what most requests ask the broker to wait, beside the limit of the driver

/**
 * The broker does what it is asked, and the connection ends before the answer: for one API, or for
 * all that change something.
 */
export const lostAnswer: FaultKind = ({ kafka, random }) => {
  const apis = random.once(2) ? [random.pick(CHANGING)] : CHANGING
  const heals = apis.map(api =>
    afterwards(kafka, api, 1 + random.below(MAX_TIMES), () => {
      throw new Error('the answer is lost')
    })
  )
  return () => {
    for (const heal of heals) heal()
  }
}

/** A leader appends the batch, and its followers are too slow: REQUEST_TIMED_OUT. */
export const timedOutAppend: FaultKind = ({ kafka, random }) =>
  afterwards(kafka, Produce, 1 + random.below(MAX_TIMES), answer => withCode(answer, errorCodes.REQUEST_TIMED_OUT))

/**
 * Partitions have too few replicas in sync: the batches in flight are appended and answered with
 * NOT_ENOUGH_REPLICAS_AFTER_APPEND, and what comes later is refused with NOT_ENOUGH_REPLICAS.
 */
export const tooFewReplicas: FaultKind = ({ kafka, random }) => {
  let inFlight = 1 + random.below(MAX_TIMES)
  return kafka.on(Produce, async ({ header, message }, next) => {
    if (header.clientId !== CLIENT_ID || message.acks !== acks.ALL) return next()
    if (inFlight-- > 0) return withCode(await next(), errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND)
    return {
      responses: message.topicData.map(({ name, topicId, partitionData }) => ({
        name,
        topicId,
        partitionResponses: partitionData.map(({ index }) => ({ index, errorCode: errorCodes.NOT_ENOUGH_REPLICAS, baseOffset: NO_OFFSET }))
      }))
    }
  })
}

/** A leader appends the batch and then loses its role: NOT_LEADER_OR_FOLLOWER with the offset. */
export const resignedLeader: FaultKind = ({ kafka, random }) =>
  afterwards(kafka, Produce, 1 + random.below(MAX_TIMES), answer => ({
    ...answer,
    responses: answer.responses.map(topic => ({
      ...topic,
      partitionResponses: topic.partitionResponses.map(each =>
        each.errorCode === errorCodes.NONE ? { ...each, errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER } : each
      )
    }))
  }))

/**
 * The answers of some APIs leave out the first partition of each topic, if the broker has served it. A
 * program that does not look for it goes on as if it had been told so.
 */
export const partitionLeftOut: FaultKind = ({ kafka, random }) => {
  const times = 1 + random.below(MAX_TIMES)
  switch (random.pick(['Produce', 'Produce', 'OffsetCommit', 'ListOffsets'])) {
    case 'OffsetCommit':
      return afterwards(kafka, OffsetCommit, times, answer => ({
        ...answer,
        topics: answer.topics.map(topic => ({ ...topic, partitions: rest(topic.partitions) }))
      }))
    case 'ListOffsets':
      return afterwards(kafka, ListOffsets, times, answer => ({
        ...answer,
        topics: answer.topics.map(topic => ({ ...topic, partitions: rest(topic.partitions) }))
      }))
    default:
      return afterwards(kafka, Produce, times, answer => ({
        ...answer,
        responses: answer.responses.map(topic => ({ ...topic, partitionResponses: rest(topic.partitionResponses) }))
      }))
  }
}

function rest<T extends { readonly errorCode: number }>(partitions: readonly T[]): readonly T[] {
  return partitions[0]?.errorCode === errorCodes.NONE ? partitions.slice(1) : partitions
}

/** The broker does what it is asked, and answers after the driver has given up. */
export const overdueAnswer: FaultKind = ({ kafka, random, settings, ended }) => {
  const lateMs = settings.requestMs + BROKER_WAIT_MS + random.below(MAX_OVERDUE_MS)
  return afterwards(kafka, random.pick(CHANGING), 1 + random.below(MAX_TIMES), async answer => {
    await pause(lateMs, ended).catch(() => undefined)
    return answer
  })
}

// The readers whose topics have records that are damaged on their way: they read again.
const READERS = 'reader-'
const FROM_END = 5 // in the value of the last record
const DAMAGE = 0x40

/** A byte of a record changes between the disk of the broker and the driver. */
export const damagedBatch: FaultKind = ({ kafka, observer, random }) => {
  const nameOf = ({ topic, topicId = '' }: { topic?: string | undefined; topicId?: string | undefined }): string =>
    topic || (observer.map.topic({ topicId })?.name ?? '')
  return afterwards(kafka, Fetch, 1 + random.below(MAX_TIMES), answer => ({
    ...answer,
    responses: answer.responses.map(topic => ({
      ...topic,
      partitions: topic.partitions.map(each => (nameOf(topic).startsWith(READERS) ? { ...each, records: damaged(each.records) } : each))
    }))
  }))
}

const withCode = (answer: ProduceResponse, errorCode: number): ProduceResponse => ({
  ...answer,
  responses: answer.responses.map(topic => ({
    ...topic,
    partitionResponses: topic.partitionResponses.map(each => ({ ...each, errorCode, baseOffset: NO_OFFSET }))
  }))
})

function damaged(records: Uint8Array | null): Uint8Array | null {
  if (records === null || records.length === 0) return records
  const copy = Buffer.from(records)
  const at = copy.length - FROM_END
  copy[at] = (copy[at] ?? 0) ^ DAMAGE
  return copy
}

// Lets the broker do its work, and changes what the driver hears of it.
function afterwards<Req, Res>(
  kafka: TestingCluster,
  api: Api<Req, Res>,
  times: number,
  change: (answer: Res) => Res | Promise<Res>
): () => void {
  let left = times
  return kafka.on<Req, Res>(api, async ({ header }, next) => {
    const answer = await next()
    return header.clientId === CLIENT_ID && left-- > 0 ? change(answer) : answer
  })
}
