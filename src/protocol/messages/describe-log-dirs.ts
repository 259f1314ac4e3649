// @generated from schemas/DescribeLogDirsRequest.json and
// DescribeLogDirsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeLogDirs. */
export interface DescribeLogDirsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16, v3+.
   */
  errorCode?: number | undefined
  /** One description for each log directory. Type: []DescribeLogDirsResult. */
  results: readonly DescribeLogDirsResponseResult[]
}

/** One element of `results` in `DescribeLogDirsResponse`. */
export interface DescribeLogDirsResponseResult extends UnknownTags {
  /**
   * Whether the log directory works: 0 (`errorCodes.NONE`), KAFKA_STORAGE_ERROR for one that has
   * failed, and others of `errorCodes`.
   *
   * Type: int16.
   */
  errorCode: number
  /** The path of the log directory on the broker. Type: string. */
  logDir: string
  /** The replicas in the log directory, by topic. Type: []DescribeLogDirsTopic. */
  topics: readonly DescribeLogDirsResponseTopic[]
  /**
   * The size of the volume in bytes (KIP-827); -1n (`absentValues.UNKNOWN_VOLUME_BYTES`) if it is
   * not known.
   *
   * Type: int64, v4+, default -1.
   */
  totalBytes?: bigint | undefined
  /**
   * The bytes of the volume that are free (KIP-827); -1n (`absentValues.UNKNOWN_VOLUME_BYTES`) if
   * it is not known.
   *
   * Type: int64, v4+, default -1.
   */
  usableBytes?: bigint | undefined
  /** Whether the log directory takes no new replicas (KIP-1066). Type: bool, v5+, default false. */
  isCordoned?: boolean | undefined
}

/** One element of `topics` in `DescribeLogDirsResponseResult`. */
export interface DescribeLogDirsResponseTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []DescribeLogDirsPartition. */
  partitions: readonly DescribeLogDirsResponsePartition[]
}

/** One element of `partitions` in `DescribeLogDirsResponseTopic`. */
export interface DescribeLogDirsResponsePartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /** The size of the replica in bytes. Type: int64. */
  partitionSize: bigint
  /**
   * How many records the replica is behind: behind the high watermark, or, if `isFutureKey`, behind
   * the replica that it will replace. -1n (`absentValues.INVALID_OFFSET_LAG`) if it is not known.
   *
   * Type: int64.
   */
  offsetLag: bigint
  /**
   * Whether the replica is being built, to replace the one in another log directory of this broker.
   *
   * Type: bool.
   */
  isFutureKey: boolean
}

/**
 * The request of DescribeLogDirs. Describes the disks of a broker and the replicas on them
 * (KIP-113). Every broker answers for its own disks; `cluster.send` asks them all.
 */
export interface DescribeLogDirsRequest extends UnknownTags {
  /**
   * The partitions to look at; null is all partitions.
   *
   * Type: []DescribableLogDirTopic, nullable, default in this driver null.
   */
  topics?: readonly DescribeLogDirsRequestDescribableLogDirTopic[] | null | undefined
}

/** One element of `topics` in `DescribeLogDirsRequest`. */
export interface DescribeLogDirsRequestDescribableLogDirTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * DescribeLogDirs: key 35, versions 0-5.
 *
 * Describes the disks of a broker and the replicas on them (KIP-113). Every broker answers for its
 * own disks; `cluster.send` asks them all.
 */
export const DescribeLogDirs: Api<DescribeLogDirsRequest, DescribeLogDirsResponse> = {
  name: 'DescribeLogDirs', key: 35, minVersion: 0, maxVersion: 5, flexibleFrom: 2,
  encodeRequest: encodeDescribeLogDirsRequest,
  decodeRequest: decodeDescribeLogDirsRequest,
  encodeResponse: encodeDescribeLogDirsResponse,
  decodeResponse: decodeDescribeLogDirsResponse
}

function encodeDescribeLogDirsRequestDescribableLogDirTopic(w: Writer, m: DescribeLogDirsRequestDescribableLogDirTopic, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.topic, 'topic')
  else w.string(m.topic, 'topic')
  {
    const a = w.array(m.partitions, 'partitions', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeLogDirsRequestDescribableLogDirTopic(r: Reader, v: number): Decoded<DescribeLogDirsRequestDescribableLogDirTopic> {
  const topic: string = v >= 2 ? r.compactString() : r.string()
  let partitions: number[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeLogDirsRequestDescribableLogDirTopic> = { topic, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeLogDirsRequest(w: Writer, m: DescribeLogDirsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.nullableArray(m.topics === undefined ? null : m.topics, 'topics', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeLogDirsRequestDescribableLogDirTopic(w, a[i] as DescribeLogDirsRequestDescribableLogDirTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeLogDirsRequest(r: Reader, v: number): Decoded<DescribeLogDirsRequest> {
  let topics: Decoded<DescribeLogDirsRequestDescribableLogDirTopic>[] | null
  {
    const n = v >= 2 ? r.compactNullableArrayLength(3) : r.nullableArrayLength(6)
    if (n < 0) topics = null
    else {
      const a = newArray<Decoded<DescribeLogDirsRequestDescribableLogDirTopic>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeDescribeLogDirsRequestDescribableLogDirTopic(r, v)
      topics = a
    }
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeLogDirsRequest> = { topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeLogDirsResponsePartition(w: Writer, m: DescribeLogDirsResponsePartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.partitionSize, 'partitionSize')
  w.int64(m.offsetLag, 'offsetLag')
  w.bool(m.isFutureKey, 'isFutureKey')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeLogDirsResponsePartition(r: Reader, v: number): Decoded<DescribeLogDirsResponsePartition> {
  const partitionIndex: number = r.int32()
  const partitionSize: bigint = r.int64()
  const offsetLag: bigint = r.int64()
  const isFutureKey: boolean = r.bool()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeLogDirsResponsePartition> = { partitionIndex, partitionSize, offsetLag, isFutureKey }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeLogDirsResponseTopic(w: Writer, m: DescribeLogDirsResponseTopic, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeLogDirsResponsePartition(w, a[i] as DescribeLogDirsResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeLogDirsResponseTopic(r: Reader, v: number): Decoded<DescribeLogDirsResponseTopic> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  let partitions: Decoded<DescribeLogDirsResponsePartition>[]
  {
    const n = v >= 2 ? r.compactArrayLength(22) : r.arrayLength(21)
    const a = newArray<Decoded<DescribeLogDirsResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeLogDirsResponsePartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeLogDirsResponseTopic> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeLogDirsResponseResult(w: Writer, m: DescribeLogDirsResponseResult, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactString(m.logDir, 'logDir')
  else w.string(m.logDir, 'logDir')
  {
    const a = w.array(m.topics, 'topics', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeLogDirsResponseTopic(w, a[i] as DescribeLogDirsResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 4) w.int64(m.totalBytes === undefined ? -1n : m.totalBytes, 'totalBytes')
  if (v >= 4) w.int64(m.usableBytes === undefined ? -1n : m.usableBytes, 'usableBytes')
  if (v >= 5) w.bool(m.isCordoned === undefined ? false : m.isCordoned, 'isCordoned')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeLogDirsResponseResult(r: Reader, v: number): Decoded<DescribeLogDirsResponseResult> {
  const errorCode: number = r.int16()
  const logDir: string = v >= 2 ? r.compactString() : r.string()
  let topics: Decoded<DescribeLogDirsResponseTopic>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<DescribeLogDirsResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeLogDirsResponseTopic(r, v)
    topics = a
  }
  const totalBytes: bigint = v >= 4 ? r.int64() : -1n
  const usableBytes: bigint = v >= 4 ? r.int64() : -1n
  const isCordoned: boolean = v >= 5 ? r.bool() : false
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeLogDirsResponseResult> = { errorCode, logDir, topics, totalBytes, usableBytes, isCordoned }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeLogDirsResponse(w: Writer, m: DescribeLogDirsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 3) w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  {
    const a = w.array(m.results, 'results', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeLogDirsResponseResult(w, a[i] as DescribeLogDirsResponseResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeLogDirsResponse(r: Reader, v: number): Decoded<DescribeLogDirsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = v >= 3 ? r.int16() : 0
  let results: Decoded<DescribeLogDirsResponseResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(5) : r.arrayLength(8)
    const a = newArray<Decoded<DescribeLogDirsResponseResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeLogDirsResponseResult(r, v)
    results = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeLogDirsResponse> = { throttleTimeMs, errorCode, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
