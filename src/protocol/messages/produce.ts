// @generated from schemas/ProduceRequest.json and
// ProduceResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, checkTags, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of Produce. */
export interface ProduceResponse extends UnknownTags {
  /** The result for each topic of the request. Type: []TopicProduceResponse. */
  responses: readonly ProduceResponseTopicProduceResponse[]
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v1+, default 0.
   */
  throttleTimeMs?: number | undefined
  /**
   * The addresses of the brokers that `currentLeader` of some partition names (KIP-951). It is
   * empty if no leader has moved.
   *
   * Type: []NodeEndpoint, v10+, tag 0.
   */
  nodeEndpoints?: readonly ProduceResponseNodeEndpoint[] | undefined
}

/**
 * A broker that `currentLeader` names somewhere in this response, with its address.
 *
 * One element of `nodeEndpoints` in `ProduceResponse`.
 */
export interface ProduceResponseNodeEndpoint extends UnknownTags {
  /** The node id of the broker. Type: int32. */
  nodeId: number
  /** The host name or IP address at which the broker listens. Type: string. */
  host: string
  /** The TCP port at which the broker listens. Type: int32. */
  port: number
  /**
   * The rack or availability zone of the broker (`broker.rack`), or null if it has none.
   *
   * Type: string, nullable, default null.
   */
  rack?: string | null | undefined
}

/** One element of `responses` in `ProduceResponse`. */
export interface ProduceResponseTopicProduceResponse extends UnknownTags {
  /**
   * The name of the topic, in versions 0 to 12; later versions have `topicId`.
   *
   * Type: string, v0-12.
   */
  name?: string | undefined
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v13+.
   */
  topicId?: string | undefined
  /** The result for each partition. Type: []PartitionProduceResponse. */
  partitionResponses: readonly ProduceResponsePartitionProduceResponse[]
}

/** One element of `partitionResponses` in `ProduceResponseTopicProduceResponse`. */
export interface ProduceResponsePartitionProduceResponse extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  index: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /**
   * The offset of the first record that was written. It is -1 (`specialOffsets.INVALID_OFFSET`) if
   * nothing was written, or if a duplicate batch is too old for the broker to remember its offset.
   *
   * Type: int64.
   */
  baseOffset: bigint
  /**
   * When the broker appended the batch, in milliseconds since 1970, if the topic has
   * `message.timestamp.type=LogAppendTime`. It is -1 (`absentValues.NO_TIMESTAMP`) if the topic
   * keeps the timestamps of producers.
   *
   * Type: int64, v2+, default -1.
   */
  logAppendTimeMs?: bigint | undefined
  /**
   * The first offset that the partition still has; -1 if the broker does not say.
   *
   * Type: int64, v5+, default -1.
   */
  logStartOffset?: bigint | undefined
  /**
   * Which records of the batch made the broker refuse it (KIP-467). It is empty if the reason is
   * not a single record.
   *
   * Type: []BatchIndexAndErrorMessage, v8+.
   */
  recordErrors?: readonly ProduceResponseBatchIndexAndErrorMessage[] | undefined
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, v8+, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /**
   * Who leads the partition now, if the error is NOT_LEADER_OR_FOLLOWER or FENCED_LEADER_EPOCH
   * (KIP-951).
   *
   * Type: LeaderIdAndEpoch, v10+, tag 0.
   */
  currentLeader?: ProduceResponseLeaderIdAndEpoch | undefined
}

/**
 * Who leads the partition, which the broker adds to NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH,
 * so that the client does not have to ask for metadata first (KIP-951).
 *
 * The value of `currentLeader` in `ProduceResponsePartitionProduceResponse`.
 */
export interface ProduceResponseLeaderIdAndEpoch extends UnknownTags {
  /**
   * The node id of the partition's leader; -1 if the broker does not know it.
   *
   * Type: int32, default -1.
   */
  leaderId?: number | undefined
  /**
   * The epoch of that leader: it grows with each election. -1 if the broker does not know it.
   *
   * Type: int32, default -1.
   */
  leaderEpoch?: number | undefined
}

/** One element of `recordErrors` in `ProduceResponsePartitionProduceResponse`. */
export interface ProduceResponseBatchIndexAndErrorMessage extends UnknownTags {
  /** The number of the record in its batch, from 0. Type: int32. */
  batchIndex: number
  /**
   * What is wrong with this record, in the broker's words, or null.
   *
   * Type: string, nullable, default null.
   */
  batchIndexErrorMessage?: string | null | undefined
}

/**
 * The request of Produce. Appends record batches to partitions (KIP-98 for transactions). The
 * leader of each partition answers. With `acks.NONE` nobody answers: use `post`.
 */
export interface ProduceRequest extends UnknownTags {
  /**
   * The transactional id of the producer, or null if the batches belong to no transaction (KIP-98).
   *
   * Type: string, v3+, nullable, default null.
   */
  transactionalId?: string | null | undefined
  /**
   * Who must have the records before the broker answers: `acks.ALL` (-1) is all in-sync replicas,
   * `acks.LEADER` (1) is the leader alone, `acks.NONE` (0) is nobody, and then there is no answer
   * at all. Transactional and idempotent batches need `acks.ALL`.
   *
   * Type: int16.
   */
  acks: -1 | 0 | 1
  /**
   * How long, in milliseconds, the leader waits for the other replicas if `acks` is `acks.ALL`.
   * When it is over, the partition fails with REQUEST_TIMED_OUT although its records are in the
   * log. 30,000 is request.timeout.ms of the Java producer.
   *
   * Type: int32, default in this driver 30000.
   */
  timeoutMs?: number | undefined
  /**
   * The topics to write to. A request that names a topic twice is refused.
   *
   * Type: []TopicProduceData.
   */
  topicData: readonly ProduceRequestTopicProduceData[]
}

/** One element of `topicData` in `ProduceRequest`. */
export interface ProduceRequestTopicProduceData extends UnknownTags {
  /**
   * The name of the topic, for versions 0 to 12; versions 13 and later know topics by `topicId`
   * (KIP-516).
   *
   * Type: string, v0-12.
   */
  name?: string | undefined
  /**
   * The id of the topic, for versions 13 and later (KIP-516): 22 characters of base64url. Versions
   * 0 to 12 know topics by `name`.
   *
   * Type: uuid, v13+.
   */
  topicId?: string | undefined
  /** The partitions of this topic, each with its records. Type: []PartitionProduceData. */
  partitionData: readonly ProduceRequestPartitionProduceData[]
}

/** One element of `partitionData` in `ProduceRequestTopicProduceData`. */
export interface ProduceRequestPartitionProduceData extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  index: number
  /**
   * One record batch, as `batchBuilder` of `kafkawire/records` makes it. Versions 3 and later take
   * batches of magic 2, and one batch per partition.
   *
   * Type: records, nullable.
   */
  records: Uint8Array | null
}

/**
 * Produce: key 0, versions 0-13.
 *
 * Appends record batches to partitions (KIP-98 for transactions). The leader of each partition
 * answers. With `acks.NONE` nobody answers: use `post`.
 */
export const Produce: Api<ProduceRequest, ProduceResponse> = {
  name: 'Produce', key: 0, minVersion: 0, maxVersion: 13, flexibleFrom: 9,
  highestVersionFor: highestProduceRequest,
  lowestVersionFor: lowestProduceRequest,
  encodeRequest: encodeProduceRequest,
  decodeRequest: decodeProduceRequest,
  encodeResponse: encodeProduceResponse,
  decodeResponse: decodeProduceResponse
}

function encodeProduceRequestPartitionProduceData(w: Writer, m: ProduceRequestPartitionProduceData, v: number): void {
  checkStruct(m)
  w.int32(m.index, 'index')
  if (v >= 9) w.compactNullableBytes(m.records, 'records')
  else w.nullableBytes(m.records, 'records')
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeProduceRequestPartitionProduceData(r: Reader, v: number): Decoded<ProduceRequestPartitionProduceData> {
  const index: number = r.int32()
  const records: Uint8Array | null = v >= 9 ? r.compactNullableBytes() : r.nullableBytes()
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<ProduceRequestPartitionProduceData> = { index, records }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceRequestTopicProduceData(w: Writer, m: ProduceRequestTopicProduceData, v: number): void {
  checkStruct(m)
  if (v <= 12) {
    if (v >= 9) w.compactString(m.name === undefined ? '' : m.name, 'name')
    else w.string(m.name === undefined ? '' : m.name, 'name')
  }
  if (v >= 13) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitionData, 'partitionData', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeProduceRequestPartitionProduceData(w, a[i] as ProduceRequestPartitionProduceData, v)
    } catch (error) {
      throw within(error, 'partitionData', i)
    }
  }
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeProduceRequestTopicProduceData(r: Reader, v: number): Decoded<ProduceRequestTopicProduceData> {
  const name: string = v <= 12 ? (v >= 9 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 13 ? r.uuid() : ZERO_UUID
  let partitionData: Decoded<ProduceRequestPartitionProduceData>[]
  {
    const n = v >= 9 ? r.compactArrayLength(6) : r.arrayLength(8)
    const a = newArray<Decoded<ProduceRequestPartitionProduceData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeProduceRequestPartitionProduceData(r, v)
    partitionData = a
  }
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<ProduceRequestTopicProduceData> = { name, topicId, partitionData }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceRequest(w: Writer, m: ProduceRequest, v: number): void {
  checkStruct(m)
  if (v >= 3) {
    if (v >= 9) w.compactNullableString(m.transactionalId === undefined ? null : m.transactionalId, 'transactionalId')
    else w.nullableString(m.transactionalId === undefined ? null : m.transactionalId, 'transactionalId')
  } else if (m.transactionalId !== undefined && m.transactionalId !== null) throw absent('transactionalId', v, '3+')
  w.int16(m.acks, 'acks')
  w.int32(m.timeoutMs === undefined ? 30000 : m.timeoutMs, 'timeoutMs')
  {
    const a = w.array(m.topicData, 'topicData', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeProduceRequestTopicProduceData(w, a[i] as ProduceRequestTopicProduceData, v)
    } catch (error) {
      throw within(error, 'topicData', i)
    }
  }
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeProduceRequest(r: Reader, v: number): Decoded<ProduceRequest> {
  const transactionalId: string | null = v >= 3 ? (v >= 9 ? r.compactNullableString() : r.nullableString()) : null
  const acks: -1 | 0 | 1 = r.int16() as -1 | 0 | 1
  const timeoutMs: number = r.int32()
  let topicData: Decoded<ProduceRequestTopicProduceData>[]
  {
    const n = v >= 9 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<ProduceRequestTopicProduceData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeProduceRequestTopicProduceData(r, v)
    topicData = a
  }
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<ProduceRequest> = { transactionalId, acks, timeoutMs, topicData }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceResponseBatchIndexAndErrorMessage(w: Writer, m: ProduceResponseBatchIndexAndErrorMessage, v: number): void {
  checkStruct(m)
  w.int32(m.batchIndex, 'batchIndex')
  if (v >= 9) w.compactNullableString(m.batchIndexErrorMessage === undefined ? null : m.batchIndexErrorMessage, 'batchIndexErrorMessage')
  else w.nullableString(m.batchIndexErrorMessage === undefined ? null : m.batchIndexErrorMessage, 'batchIndexErrorMessage')
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeProduceResponseBatchIndexAndErrorMessage(r: Reader, v: number): Decoded<ProduceResponseBatchIndexAndErrorMessage> {
  const batchIndex: number = r.int32()
  const batchIndexErrorMessage: string | null = v >= 9 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<ProduceResponseBatchIndexAndErrorMessage> = { batchIndex, batchIndexErrorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceResponseLeaderIdAndEpoch(w: Writer, m: ProduceResponseLeaderIdAndEpoch, _v: number): void {
  checkStruct(m)
  w.int32(m.leaderId === undefined ? -1 : m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeProduceResponseLeaderIdAndEpoch(r: Reader, _v: number): Decoded<ProduceResponseLeaderIdAndEpoch> {
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<ProduceResponseLeaderIdAndEpoch> = { leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceResponsePartitionProduceResponse(w: Writer, m: ProduceResponsePartitionProduceResponse, v: number): void {
  checkStruct(m)
  w.int32(m.index, 'index')
  w.int16(m.errorCode, 'errorCode')
  w.int64(m.baseOffset, 'baseOffset')
  if (v >= 2) w.int64(m.logAppendTimeMs === undefined ? -1n : m.logAppendTimeMs, 'logAppendTimeMs')
  if (v >= 5) w.int64(m.logStartOffset === undefined ? -1n : m.logStartOffset, 'logStartOffset')
  if (v >= 8) {
    const a = w.array(m.recordErrors === undefined ? [] : m.recordErrors, 'recordErrors', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeProduceResponseBatchIndexAndErrorMessage(w, a[i] as ProduceResponseBatchIndexAndErrorMessage, v)
    } catch (error) {
      throw within(error, 'recordErrors', i)
    }
  }
  if (v >= 8) {
    if (v >= 9) w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
    else w.nullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  }
  if (v <= 9) {
    if (m.currentLeader !== undefined && !isDefaultProduceResponseLeaderIdAndEpoch(m.currentLeader)) throw absent('currentLeader', v, '10+')
  }
  if (v >= 9) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 10 ? 0 : -1])
    const currentLeader = m.currentLeader
    const has_currentLeader = v >= 10 && currentLeader !== undefined && !isDefaultProduceResponseLeaderIdAndEpoch(currentLeader)
    if (has_currentLeader) tags++
    w.unsignedVarint(tags)
    if (has_currentLeader) {
      const t = w.beginTag()
      try {
        encodeProduceResponseLeaderIdAndEpoch(t, currentLeader, v)
      } catch (error) {
        throw within(error, 'currentLeader')
      }
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '9+')
}

function decodeProduceResponsePartitionProduceResponse(r: Reader, v: number): Decoded<ProduceResponsePartitionProduceResponse> {
  const index: number = r.int32()
  const errorCode: number = r.int16()
  const baseOffset: bigint = r.int64()
  const logAppendTimeMs: bigint = v >= 2 ? r.int64() : -1n
  const logStartOffset: bigint = v >= 5 ? r.int64() : -1n
  let recordErrors: Decoded<ProduceResponseBatchIndexAndErrorMessage>[] = []
  if (v >= 8) {
    const n = v >= 9 ? r.compactArrayLength(6) : r.arrayLength(6)
    const a = newArray<Decoded<ProduceResponseBatchIndexAndErrorMessage>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeProduceResponseBatchIndexAndErrorMessage(r, v)
    recordErrors = a
  }
  const errorMessage: string | null = v >= 8 ? (v >= 9 ? r.compactNullableString() : r.nullableString()) : null
  let currentLeader: Decoded<ProduceResponseLeaderIdAndEpoch> = defaultProduceResponseLeaderIdAndEpoch()
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 9) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0 && v >= 10) {
        const beyond = r.enterTag()
        currentLeader = decodeProduceResponseLeaderIdAndEpoch(r, v)
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<ProduceResponsePartitionProduceResponse> = { index, errorCode, baseOffset, logAppendTimeMs, logStartOffset, recordErrors, errorMessage, currentLeader }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceResponseTopicProduceResponse(w: Writer, m: ProduceResponseTopicProduceResponse, v: number): void {
  checkStruct(m)
  if (v <= 12) {
    if (v >= 9) w.compactString(m.name === undefined ? '' : m.name, 'name')
    else w.string(m.name === undefined ? '' : m.name, 'name')
  }
  if (v >= 13) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitionResponses, 'partitionResponses', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeProduceResponsePartitionProduceResponse(w, a[i] as ProduceResponsePartitionProduceResponse, v)
    } catch (error) {
      throw within(error, 'partitionResponses', i)
    }
  }
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeProduceResponseTopicProduceResponse(r: Reader, v: number): Decoded<ProduceResponseTopicProduceResponse> {
  const name: string = v <= 12 ? (v >= 9 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 13 ? r.uuid() : ZERO_UUID
  let partitionResponses: Decoded<ProduceResponsePartitionProduceResponse>[]
  {
    const n = v >= 9 ? r.compactArrayLength(33) : r.arrayLength(14)
    const a = newArray<Decoded<ProduceResponsePartitionProduceResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeProduceResponsePartitionProduceResponse(r, v)
    partitionResponses = a
  }
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<ProduceResponseTopicProduceResponse> = { name, topicId, partitionResponses }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceResponseNodeEndpoint(w: Writer, m: ProduceResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.int32(m.port, 'port')
  w.compactNullableString(m.rack === undefined ? null : m.rack, 'rack')
  w.unknownTags(m.unknownTags)
}

function decodeProduceResponseNodeEndpoint(r: Reader, _v: number): Decoded<ProduceResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.int32()
  const rack: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<ProduceResponseNodeEndpoint> = { nodeId, host, port, rack }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeProduceResponse(w: Writer, m: ProduceResponse, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.responses, 'responses', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeProduceResponseTopicProduceResponse(w, a[i] as ProduceResponseTopicProduceResponse, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v <= 9) {
    if (m.nodeEndpoints !== undefined && m.nodeEndpoints?.length !== 0) throw absent('nodeEndpoints', v, '10+')
  }
  if (v >= 9) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 10 ? 0 : -1])
    const nodeEndpoints = m.nodeEndpoints
    const has_nodeEndpoints = v >= 10 && nodeEndpoints !== undefined && nodeEndpoints?.length !== 0
    if (has_nodeEndpoints) tags++
    w.unsignedVarint(tags)
    if (has_nodeEndpoints) {
      const t = w.beginTag()
      {
        const a = t.array(nodeEndpoints, 'nodeEndpoints', true)
        let i = 0
        try {
          for (; i < a.length; i++) encodeProduceResponseNodeEndpoint(t, a[i] as ProduceResponseNodeEndpoint, v)
        } catch (error) {
          throw within(error, 'nodeEndpoints', i)
        }
      }
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '9+')
}

function decodeProduceResponse(r: Reader, v: number): Decoded<ProduceResponse> {
  let responses: Decoded<ProduceResponseTopicProduceResponse>[]
  {
    const n = v >= 9 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<ProduceResponseTopicProduceResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeProduceResponseTopicProduceResponse(r, v)
    responses = a
  }
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  let nodeEndpoints: Decoded<ProduceResponseNodeEndpoint>[] = []
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 9) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0 && v >= 10) {
        const beyond = r.enterTag()
        {
          const n = r.compactArrayLength(11)
          const a = newArray<Decoded<ProduceResponseNodeEndpoint>>(n)
          for (let i = 0; i < n; i++) a[i] = decodeProduceResponseNodeEndpoint(r, v)
          nodeEndpoints = a
        }
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<ProduceResponse> = { responses, throttleTimeMs, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function defaultProduceResponseLeaderIdAndEpoch(): Decoded<ProduceResponseLeaderIdAndEpoch> {
  return { leaderId: -1, leaderEpoch: -1 }
}

function isDefaultProduceResponseLeaderIdAndEpoch(m: ProduceResponseLeaderIdAndEpoch): boolean {
  if (typeof m !== 'object' || m === null) return false
  return !((m.leaderId !== undefined && m.leaderId !== -1) || (m.leaderEpoch !== undefined && m.leaderEpoch !== -1) || (m.unknownTags !== undefined && m.unknownTags?.size !== 0))
}

function highestProduceRequest(m: ProduceRequest): number {
  let highest = 13
  if (typeof m !== 'object' || m === null) return highest
  for (const e0 of elements(m.topicData)) {
    if (e0.name !== undefined && e0.name !== '' && highest > 12) highest = 12
  }
  return highest
}

function lowestProduceRequest(m: ProduceRequest): number {
  let lowest = 0
  if (typeof m !== 'object' || m === null) return lowest
  for (const e0 of elements(m.topicData)) {
    if (!(e0.name !== undefined && e0.name !== '') && e0.topicId !== undefined && e0.topicId !== ZERO_UUID && lowest < 13) lowest = 13
  }
  return lowest
}
