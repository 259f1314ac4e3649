import {
  AddPartitionsToTxn,
  EndTxn,
  Fetch,
  InitProducerId,
  type InitProducerIdRequest,
  ListOffsets,
  Produce
} from '../../../../src/messages.ts'
import { acks, errorCodes, isolationLevels, specialTimestamps } from '../../../../src/protocol/codes/index.ts'
import { readBatches } from '../../../../src/records/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { batchOf } from '../../../support/vectors/records.ts'

/** A producer id with its epoch. */
export interface Producer {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** Options of {@link TransactionalClient.produce}. */
export interface ProduceOptions {
  readonly version?: number
  readonly baseSequence?: number
  readonly index?: number
  readonly transactionalId?: string | null
}

/** A raw client of topic `t` that uses the transactional id `x`. */
export class TransactionalClient implements Disposable {
  readonly raw: RawClient

  private constructor(raw: RawClient) {
    this.raw = raw
  }

  static async connect(port: number): Promise<TransactionalClient> {
    return new TransactionalClient(await connectRaw(port))
  }

  /** InitProducerId that must succeed. */
  async begin(fields: Partial<InitProducerIdRequest> = {}, version = 5): Promise<Producer> {
    const answer = await this.init(fields, version)
    if (answer.errorCode !== errorCodes.NONE) throw new Error(`InitProducerId failed with error ${answer.errorCode}`)
    return { producerId: answer.producerId, producerEpoch: answer.producerEpoch }
  }

  async init(fields: Partial<InitProducerIdRequest> = {}, version = 5): Promise<Producer & { readonly errorCode: number }> {
    return this.raw.call(InitProducerId, version, { transactionalId: 'x', transactionTimeoutMs: 60_000, ...fields })
  }

  /** The error codes of AddPartitionsToTxn by partition. */
  async add({ producerId, producerEpoch }: Producer, partitions: readonly number[] = [0], version = 3): Promise<number[]> {
    const { resultsByTopicV3AndBelow } = await this.raw.call(AddPartitionsToTxn, version, {
      v3AndBelowTransactionalId: 'x',
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: [{ name: 't', partitions }]
    })
    return resultsByTopicV3AndBelow.flatMap(topic => topic.resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode))
  }

  /** The error code of a Produce with one transactional record. */
  async produce({ producerId, producerEpoch }: Producer, value: string, options: ProduceOptions = {}): Promise<number | undefined> {
    const { version = 11, baseSequence = 0, index = 0, transactionalId = 'x' } = options
    const records = batchOf([value], { producerId, producerEpoch, baseSequence, isTransactional: true })
    const topicData = [{ name: 't', partitionData: [{ index, records }] }]
    const { responses } = await this.raw.call(Produce, version, { transactionalId, acks: acks.ALL, timeoutMs: 1_000, topicData })
    return responses[0]?.partitionResponses[0]?.errorCode
  }

  async end(producer: Producer, committed: boolean, version = 4): Promise<Producer & { readonly errorCode: number }> {
    return this.raw.call(EndTxn, version, { transactionalId: 'x', ...producer, committed })
  }

  /** What a reader with read_committed sees from the start: the values, and the last stable offset. */
  async committed(version = 12): Promise<{ readonly values: string[]; readonly stableOffset: bigint | undefined }> {
    const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }]
    const isolationLevel = isolationLevels.READ_COMMITTED
    const { responses } = await this.raw.call(Fetch, version, { maxWaitMs: 0, minBytes: 0, isolationLevel, topics })
    const partition = responses[0]?.partitions[0]
    const batches = [...readBatches(partition?.records ?? null, { abortedTransactions: partition?.abortedTransactions })]
    const values = batches.flatMap(batch => [...batch.records()].map(({ value }) => Buffer.from(value ?? []).toString()))
    return { values, stableOffset: partition?.lastStableOffset }
  }

  /** The offset that ListOffsets gives for LATEST with read_committed. */
  async latest(version = 7): Promise<bigint | undefined> {
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
    const answer = await this.raw.call(ListOffsets, version, { isolationLevel: isolationLevels.READ_COMMITTED, topics })
    return answer.topics[0]?.partitions[0]?.offset
  }

  [Symbol.dispose](): void {
    this.raw[Symbol.dispose]()
  }
}
