import { acks, type Connection, connect, coordinatorTypes, errorCodes, throwIfError } from '../../../src/index.ts'
import { AddPartitionsToTxn, EndTxn, FindCoordinator, InitProducerId, Produce } from '../../../src/messages.ts'
import { batchBuilder, type Compression } from '../../../src/records/index.ts'
import { eventually } from './eventually.ts'
import { endOffset } from './records/records.ts'
import { type Topic, uniqueName } from './topics.ts'

// The newest versions for clients that add partitions themselves. With transaction.version 2
// brokers add the partitions of newer versions by themselves (KIP-890).
const [ADD_PARTITIONS, PRODUCE, END] = [{ version: 3 }, { version: 11 }, { version: 4 }]

/** A transactional producer of one topic, which sends request by request. */
export class TransactionalProducer implements AsyncDisposable {
  readonly producerId: bigint
  readonly #producerEpoch: number
  readonly #transactionalId: string
  readonly #leader: Connection
  readonly #coordinator: Connection
  readonly #topic: Topic
  #sequence = 0

  constructor(
    leader: Connection,
    coordinator: Connection,
    topic: Topic,
    transactionalId: string,
    producerId: bigint,
    producerEpoch: number
  ) {
    this.#leader = leader
    this.#coordinator = coordinator
    this.#topic = topic
    this.#transactionalId = transactionalId
    this.producerId = producerId
    this.#producerEpoch = producerEpoch
  }

  /**
   * Appends a batch of these values to the topic. The batch begins a transaction if none is open.
   */
  async append(values: readonly string[], compression: Compression = 'none'): Promise<void> {
    await this.#addPartition()
    const { producerId } = this
    const [producerEpoch, baseSequence, transactionalId] = [this.#producerEpoch, this.#sequence, this.#transactionalId]
    const builder = batchBuilder({ compression })
    for (const value of values) builder.append({ value })
    const records = builder.build({ producerId, producerEpoch, baseSequence, isTransactional: true })
    const topicData = [{ name: this.#topic.name, partitionData: [{ index: 0, records }] }]
    throwIfError(await this.#leader.send(Produce, { transactionalId, acks: acks.ALL, timeoutMs: 10_000, topicData }, PRODUCE))
    this.#sequence += values.length
  }

  /** Ends the transaction and resolves when its marker is in the topic. */
  async end(committed: boolean): Promise<void> {
    const before = await endOffset(this.#leader, this.#topic)
    const [transactionalId, producerEpoch] = [this.#transactionalId, this.#producerEpoch]
    throwIfError(await this.#coordinator.send(EndTxn, { transactionalId, producerId: this.producerId, producerEpoch, committed }, END))
    await eventually(async () => {
      const after = await endOffset(this.#leader, this.#topic)
      if (after === before) throw new Error(`the marker of ${transactionalId} is not in ${this.#topic.name} yet`)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#coordinator.close()
  }

  // Brokers refuse the request while the markers of the last transaction are being written.
  #addPartition(): Promise<void> {
    return eventually(async () => {
      const request = {
        v3AndBelowTransactionalId: this.#transactionalId,
        v3AndBelowProducerId: this.producerId,
        v3AndBelowProducerEpoch: this.#producerEpoch,
        v3AndBelowTopics: [{ name: this.#topic.name, partitions: [0] }]
      }
      const { resultsByTopicV3AndBelow } = throwIfError(await this.#coordinator.send(AddPartitionsToTxn, request, ADD_PARTITIONS))
      const { partitionErrorCode } = resultsByTopicV3AndBelow[0]?.resultsByPartition[0] ?? {}
      if (partitionErrorCode !== errorCodes.NONE)
        throw new Error(`error ${partitionErrorCode} adding ${this.#topic.name} to ${this.#transactionalId}`)
    })
  }
}

/** Starts a transactional producer with a new transactional id. */
export async function transactionalProducer(leader: Connection, topic: Topic): Promise<TransactionalProducer> {
  const transactionalId = uniqueName('transaction')
  const { host, port } = await eventually(async () =>
    throwIfError(await leader.send(FindCoordinator, { key: transactionalId, keyType: coordinatorTypes.TRANSACTION }))
  )
  const coordinator = await connect({ host, port })
  const { producerId, producerEpoch } = await eventually(async () =>
    throwIfError(await coordinator.send(InitProducerId, { transactionalId, transactionTimeoutMs: 60_000 }))
  )
  return new TransactionalProducer(leader, coordinator, topic, transactionalId, producerId, producerEpoch)
}
