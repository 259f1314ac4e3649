// @generated from schemas/ConsumerProtocolAssignment.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/**
 * What a consumer of a classic group gets: its partitions. SyncGroup carries it as `assignment`,
 * behind its version: read it with `decodeVersioned`.
 */
export interface ConsumerProtocolAssignment extends UnknownTags {
  /** The partitions that the consumer gets. Type: []TopicPartition. */
  assignedPartitions: readonly ConsumerProtocolAssignmentTopicPartition[]
  /**
   * What the assignment strategy adds, in its own format; null if nothing.
   *
   * Type: bytes, nullable, default null.
   */
  userData?: Uint8Array | null | undefined
}

/** One element of `assignedPartitions` in `ConsumerProtocolAssignment`. */
export interface ConsumerProtocolAssignmentTopicPartition extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * ConsumerProtocolAssignment, versions 0-3.
 *
 * What a consumer of a classic group gets: its partitions. SyncGroup carries it as `assignment`,
 * behind its version: read it with `decodeVersioned`.
 */
export const ConsumerProtocolAssignment: Data<ConsumerProtocolAssignment> = {
  name: 'ConsumerProtocolAssignment',
  minVersion: 0, maxVersion: 3, flexibleFrom: Number.POSITIVE_INFINITY,
  encode: encodeConsumerProtocolAssignment,
  decode: decodeConsumerProtocolAssignment
}

function encodeConsumerProtocolAssignmentTopicPartition(w: Writer, m: ConsumerProtocolAssignmentTopicPartition, v: number): void {
  checkStruct(m)
  w.string(m.topic, 'topic')
  {
    const a = w.array(m.partitions, 'partitions', false)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeConsumerProtocolAssignmentTopicPartition(r: Reader, _v: number): Decoded<ConsumerProtocolAssignmentTopicPartition> {
  const topic: string = r.string()
  let partitions: number[]
  {
    const n = r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const m: Decoded<ConsumerProtocolAssignmentTopicPartition> = { topic, partitions }
  return m
}

function encodeConsumerProtocolAssignment(w: Writer, m: ConsumerProtocolAssignment, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.assignedPartitions, 'assignedPartitions', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeConsumerProtocolAssignmentTopicPartition(w, a[i] as ConsumerProtocolAssignmentTopicPartition, v)
    } catch (error) {
      throw within(error, 'assignedPartitions', i)
    }
  }
  w.nullableBytes(m.userData === undefined ? null : m.userData, 'userData')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeConsumerProtocolAssignment(r: Reader, v: number): Decoded<ConsumerProtocolAssignment> {
  let assignedPartitions: Decoded<ConsumerProtocolAssignmentTopicPartition>[]
  {
    const n = r.arrayLength(6)
    const a = newArray<Decoded<ConsumerProtocolAssignmentTopicPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeConsumerProtocolAssignmentTopicPartition(r, v)
    assignedPartitions = a
  }
  const userData: Uint8Array | null = r.nullableBytes()
  const m: Decoded<ConsumerProtocolAssignment> = { assignedPartitions, userData }
  return m
}
