import { randomUUID } from 'node:crypto'
import { now } from '../../clock.ts'
import { acks, type Connection, errorFor, isKafkaError, throwIfError } from '../../index.ts'
import { Fetch } from '../../protocol/messages/fetch.ts'
import type { MetadataResponse } from '../../protocol/messages/metadata.ts'
import { Produce } from '../../protocol/messages/produce.ts'
import { batchBuilder, readBatches } from '../../records/index.ts'
import { messageOf } from '../../type-checks.ts'
import { type Means, openConnection } from './means.ts'
import type { CheckedServer } from './server-state.ts'

const KEY = 'kafkawire-doctor'
const MAX_WAIT_MS = 500
const MAX_BYTES = 1_048_576

/** Writes one record to the first partition of the first topic, and reads it back. */
export async function checkWrite({ topics }: MetadataResponse, brokers: ReadonlyMap<number, CheckedServer>, means: Means): Promise<void> {
  const { options, notebook } = means
  const [name = ''] = options.topics
  const subject = `topic ${name}`
  const partition = topics.find(each => each.name === name)?.partitions.find(({ leaderId }) => brokers.get(leaderId)?.place !== undefined)
  const place = partition === undefined ? undefined : brokers.get(partition.leaderId)?.place
  if (partition === undefined || place === undefined) return notebook.skipped('write', subject, 'no leader can be reached')
  let connection: Connection | undefined
  try {
    connection = await openConnection(place, means, { hasSasl: options.sasl !== undefined })
    const index = partition.partitionIndex
    const value = randomUUID()
    const beganMs = now()
    const offset = await write(connection, name, index, value, options.timeoutMs)
    const writtenMs = now()
    notebook.ok('write', subject, `one record written to partition ${index}, offset ${offset}`, writtenMs - beganMs)
    if (await readBack(connection, name, index, offset, value, options.timeoutMs))
      notebook.ok('write', subject, 'the record read back', now() - writtenMs)
    else
      notebook.failed('write', subject, 'the record did not come back', {
        cause: `A record was written to topic ${name}, partition ${index}, offset ${offset}, and could not be read back in time.`,
        remedy: 'On the broker: check the log of the leader, and whether the replicas are in sync (min.insync.replicas).'
      })
  } catch (error) {
    options.signal.throwIfAborted()
    if (!isKafkaError(error)) throw error
    const shortly = isKafkaError(error, 'KAFKA_BROKER') ? errorFor(error.errorCode).name : messageOf(error)
    notebook.failed('write', subject, shortly, {
      cause: `A record cannot be written to topic ${name} and read back: ${error.message.replace(/\.$/, '')}.`,
      remedy:
        'On the broker: check the permissions of this user, min.insync.replicas, and the settings of the topic (max.message.bytes, cleanup.policy).'
    })
  } finally {
    await connection?.close({ timeoutMs: 1 })
  }
}

async function write(connection: Connection, name: string, index: number, value: string, timeoutMs: number): Promise<bigint> {
  const batch = batchBuilder()
  batch.append({ key: Buffer.from(KEY), value: Buffer.from(value) })
  const partitionData = [{ index, records: batch.build() }]
  const answer = await connection.send(Produce, { acks: acks.ALL, timeoutMs, topicData: [{ name, partitionData }] })
  throwIfError(answer, { api: Produce.name })
  return answer.responses[0]?.partitionResponses[0]?.baseOffset ?? 0n
}

async function readBack(
  connection: Connection,
  topic: string,
  partition: number,
  offset: bigint,
  value: string,
  timeoutMs: number
): Promise<boolean> {
  const untilMs = now() + timeoutMs
  do {
    const partitions = [{ partition, fetchOffset: offset, partitionMaxBytes: MAX_BYTES }]
    const answer = await connection.send(Fetch, {
      maxWaitMs: MAX_WAIT_MS,
      minBytes: 1,
      maxBytes: MAX_BYTES,
      topics: [{ topic, partitions }]
    })
    throwIfError(answer, { api: Fetch.name })
    for (const batch of readBatches(answer.responses[0]?.partitions[0]?.records ?? new Uint8Array()))
      for (const record of batch.records()) if (record.value !== null && Buffer.from(record.value).toString() === value) return true
  } while (now() < untilMs)
  return false
}
