import { KafkaError } from '../errors.ts'

/** The topic, partition and offset of a batch, as far as the reader knows them; for error texts. */
export interface BatchPlace {
  readonly topic?: string | undefined
  readonly partition?: number | undefined
  readonly offset?: bigint | undefined
}

/**
 * A `KAFKA_RECORDS` error for one batch. The batches after it can still be read if its length is
 * valid.
 */
export function unreadable(place: BatchPlace, problem: string, cause?: unknown): KafkaError<'KAFKA_RECORDS'> {
  const { topic, partition, offset } = place
  const at = offset === undefined ? '' : ` at offset ${offset}`
  const partitionText = partition === undefined ? '' : `-${partition}`
  const of = topic === undefined ? (partition === undefined ? '' : ` of partition ${partition}`) : ` of ${topic}${partitionText}`
  return new KafkaError('KAFKA_RECORDS', `record batch${at}${of}: ${problem}`, { topic, partition, offset, cause })
}
