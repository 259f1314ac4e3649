import { configurationError, isRecord } from '../../options.ts'
import { batchBuilder, partitionForKey } from '../../records/index.ts'
import { describeValue } from '../../type-checks.ts'
import type { ClusterState } from '../cluster-state.ts'
import { appendRulesOf } from '../configs/topic-append-rules.ts'
import { type AppendRules, checkRecords } from '../storage/append-rules.ts'
import { checkBatch } from '../storage/produced-batch.ts'
import { isRefusal } from '../storage/refusal.ts'
import { isLegalName, type Topic } from '../storage/topics.ts'
import type { TestRecord } from './test-record.ts'

/** Where a record was written. */
export interface WrittenRecord {
  readonly partition: number
  readonly offset: bigint
}

/**
 * Writes records to the logs of a topic without a client. A topic that does not exist is created
 * with one partition. Either all records are written or none: all are checked first.
 */
export function writeRecords(cluster: ClusterState, topicName: string, records: readonly TestRecord[]): WrittenRecord[] {
  const isNew = !cluster.topics.has(topicName)
  const topic = topicFor(cluster, topicName)
  try {
    return writeTo(cluster, topic, records)
  } catch (error) {
    if (isNew) cluster.topics.delete(topic)
    throw error
  }
}

function writeTo(cluster: ClusterState, topic: Topic, records: readonly TestRecord[]): WrittenRecord[] {
  const problems: string[] = []
  let turn = 0
  const partitions = records.map((record, index) => {
    if (!isRecord(record)) problems.push(`records[${index}] must be an object, not ${describeValue(record)}`)
    const partition = record?.partition ?? choose(record ?? {}, topic.partitions.length, () => turn++)
    if (!Number.isInteger(partition) || topic.partitions[partition] === undefined)
      problems.push(
        `records[${index}].partition is ${String(partition)}, but ${topic.name} has ${topic.partitions.length} partitions, from 0 on`
      )
    return partition
  })
  if (problems.length > 0) throw configurationError('produce', problems)
  const written: WrittenRecord[] = new Array(records.length)
  const rules = appendRulesOf(topic, cluster.clock.timeMs)
  const batches = [...new Set(partitions)].flatMap(partition => {
    const indexes = [...partitions.keys()].filter(index => partitions[index] === partition)
    return batchesOf(records, indexes, cluster.clock.timeMs).map(batch => ({ ...batch, partition }))
  })
  for (const { partition, bytes } of batches) checkAppend(bytes, rules, partition)
  for (const { partition, bytes, indexes } of batches) {
    const done = topic.partitions[partition]?.append(bytes, rules)
    if (done === undefined || isRefusal(done)) throw configurationError('produce', [`${topic.name}-${partition}: ${done?.errorMessage}`])
    for (const [delta, index] of indexes.entries()) written[index] = { partition, offset: BigInt(done.baseOffset + delta) }
  }
  return written
}

// A batch that is refused after others were appended would leave these in the log.
function checkAppend(bytes: Uint8Array, rules: AppendRules, partition: number): void {
  const batch = checkBatch(bytes, rules.maxMessageBytes)
  const refusal = isRefusal(batch) ? batch : checkRecords(batch, rules, partition)
  if (refusal !== undefined) throw configurationError('produce', [`${rules.topicName}-${partition}: ${refusal.errorMessage}`])
}

interface BuiltBatch {
  readonly bytes: Uint8Array
  /** The indexes of its records among all records. */
  readonly indexes: number[]
}

const BATCH_BYTES = 524_288 // well below the default of max.message.bytes

function batchesOf(records: readonly TestRecord[], indexes: readonly number[], timeMs: number): BuiltBatch[] {
  const batches: BuiltBatch[] = []
  let builder = batchBuilder({ maxBytes: BATCH_BYTES })
  let inBatch: number[] = []
  const finish = (): void => {
    if (inBatch.length > 0) batches.push({ bytes: Buffer.from(builder.build()), indexes: inBatch })
    builder = batchBuilder({ maxBytes: BATCH_BYTES })
    inBatch = []
  }
  for (const index of indexes) {
    const { partition: _, timestamp = BigInt(timeMs), ...fields } = records[index] as TestRecord
    const record = { ...fields, timestamp }
    if (!builder.append(record)) {
      finish()
      builder.append(record)
    }
    inBatch.push(index)
  }
  finish()
  return batches
}

function choose({ key }: Partial<TestRecord>, partitions: number, nextTurn: () => number): number {
  return key === null || key === undefined ? nextTurn() % partitions : partitionForKey(key as Uint8Array | string, partitions)
}

/** The topic of this name, created with one partition if there is none. */
function topicFor({ topics, nodeIds }: ClusterState, name: string): Topic {
  const found = topics.find({ name })
  if (!isRefusal(found)) return found
  if (isLegalName(name)) return topics.create(name, topics.spread(1, 1, nodeIds), new Map())
  throw configurationError('produce', [found.errorMessage])
}
