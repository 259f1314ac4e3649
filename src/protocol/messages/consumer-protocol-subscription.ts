// @generated from schemas/ConsumerProtocolSubscription.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/**
 * What a consumer of a classic group tells the leader: the topics that it wants. JoinGroup carries
 * it as `metadata`, behind its version: write it with `encodeVersioned`.
 */
export interface ConsumerProtocolSubscription extends UnknownTags {
  /** The names of the topics that the consumer subscribes to. Type: []string. */
  topics: readonly string[]
  /**
   * What the assignment strategy adds, in its own format; null if nothing.
   *
   * Type: bytes, nullable, default null.
   */
  userData?: Uint8Array | null | undefined
  /**
   * The partitions that the consumer still owns, for cooperative rebalances (KIP-429).
   *
   * Type: []TopicPartition, v1+.
   */
  ownedPartitions?: readonly ConsumerProtocolSubscriptionTopicPartition[] | undefined
  /**
   * The generation in which the consumer got `ownedPartitions`, so that stale claims lose
   * (KIP-792). -1 is none.
   *
   * Type: int32, v2+, default -1.
   */
  generationId?: number | undefined
  /**
   * The rack or zone of the consumer, for assignments to near replicas (KIP-881), or null.
   *
   * Type: string, v3+, nullable, default null.
   */
  rackId?: string | null | undefined
}

/** One element of `ownedPartitions` in `ConsumerProtocolSubscription`. */
export interface ConsumerProtocolSubscriptionTopicPartition extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * ConsumerProtocolSubscription, versions 0-3.
 *
 * What a consumer of a classic group tells the leader: the topics that it wants. JoinGroup carries
 * it as `metadata`, behind its version: write it with `encodeVersioned`.
 */
export const ConsumerProtocolSubscription: Data<ConsumerProtocolSubscription> = {
  name: 'ConsumerProtocolSubscription',
  minVersion: 0, maxVersion: 3, flexibleFrom: Number.POSITIVE_INFINITY,
  encode: encodeConsumerProtocolSubscription,
  decode: decodeConsumerProtocolSubscription
}

function encodeConsumerProtocolSubscriptionTopicPartition(w: Writer, m: ConsumerProtocolSubscriptionTopicPartition, v: number): void {
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

function decodeConsumerProtocolSubscriptionTopicPartition(r: Reader, _v: number): Decoded<ConsumerProtocolSubscriptionTopicPartition> {
  const topic: string = r.string()
  let partitions: number[]
  {
    const n = r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const m: Decoded<ConsumerProtocolSubscriptionTopicPartition> = { topic, partitions }
  return m
}

function encodeConsumerProtocolSubscription(w: Writer, m: ConsumerProtocolSubscription, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topics, 'topics', false)
    let i = 0
    try {
      for (; i < a.length; i++) w.string(a[i] as string, '')
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.nullableBytes(m.userData === undefined ? null : m.userData, 'userData')
  if (v >= 1) {
    const a = w.array(m.ownedPartitions === undefined ? [] : m.ownedPartitions, 'ownedPartitions', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeConsumerProtocolSubscriptionTopicPartition(w, a[i] as ConsumerProtocolSubscriptionTopicPartition, v)
    } catch (error) {
      throw within(error, 'ownedPartitions', i)
    }
  }
  if (v >= 2) w.int32(m.generationId === undefined ? -1 : m.generationId, 'generationId')
  if (v >= 3) w.nullableString(m.rackId === undefined ? null : m.rackId, 'rackId')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeConsumerProtocolSubscription(r: Reader, v: number): Decoded<ConsumerProtocolSubscription> {
  let topics: string[]
  {
    const n = r.arrayLength(2)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.string()
    topics = a
  }
  const userData: Uint8Array | null = r.nullableBytes()
  let ownedPartitions: Decoded<ConsumerProtocolSubscriptionTopicPartition>[] = []
  if (v >= 1) {
    const n = r.arrayLength(6)
    const a = newArray<Decoded<ConsumerProtocolSubscriptionTopicPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeConsumerProtocolSubscriptionTopicPartition(r, v)
    ownedPartitions = a
  }
  const generationId: number = v >= 2 ? r.int32() : -1
  const rackId: string | null = v >= 3 ? r.nullableString() : null
  const m: Decoded<ConsumerProtocolSubscription> = { topics, userData, ownedPartitions, generationId, rackId }
  return m
}
