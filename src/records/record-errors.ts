import { KafkaError } from '../errors.ts'

/** Where a batch is, as far as its reader was told. */
export interface BatchPlace {
  readonly topic?: string | undefined
  readonly partition?: number | undefined
  readonly offset?: bigint | undefined
}

/** A batch that cannot be read. The batches after it still can, where its length makes sense. */
export function unreadable(place: BatchPlace, problem: string, cause?: unknown): KafkaError<'KAFKA_RECORDS'> {
  const { topic, partition, offset } = place
  const at = offset === undefined ? '' : ` at offset ${offset}`
  const partitionText = partition === undefined ? '' : `-${partition}`
  const of = topic === undefined ? (partition === undefined ? '' : ` of partition ${partition}`) : ` of ${topic}${partitionText}`
  return new KafkaError('KAFKA_RECORDS', `record batch${at}${of}: ${problem}`, { topic, partition, offset, cause })
}
