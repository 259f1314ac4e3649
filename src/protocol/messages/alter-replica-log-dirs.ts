// @generated from schemas/AlterReplicaLogDirsRequest.json and
// AlterReplicaLogDirsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AlterReplicaLogDirs. */
export interface AlterReplicaLogDirsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each replica, by topic. Type: []AlterReplicaLogDirTopicResult. */
  results: readonly AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult[]
}

/** One element of `results` in `AlterReplicaLogDirsResponse`. */
export interface AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /** The partitions of this topic. Type: []AlterReplicaLogDirPartitionResult. */
  partitions: readonly AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult[]
}

/** One element of `partitions` in `AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult`. */
export interface AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/**
 * The request of AlterReplicaLogDirs. Moves replicas to other disks of the same broker (KIP-113).
 * The broker that has the replicas answers: give it with `to: { nodeId }`.
 */
export interface AlterReplicaLogDirsRequest extends UnknownTags {
  /** The log directories that get replicas. Type: []AlterReplicaLogDir. */
  dirs: readonly AlterReplicaLogDirsRequestAlterReplicaLogDir[]
}

/** One element of `dirs` in `AlterReplicaLogDirsRequest`. */
export interface AlterReplicaLogDirsRequestAlterReplicaLogDir extends UnknownTags {
  /** The path of the log directory on the broker. Type: string. */
  path: string
  /** The replicas that it gets, by topic. Type: []AlterReplicaLogDirTopic. */
  topics: readonly AlterReplicaLogDirsRequestAlterReplicaLogDirTopic[]
}

/** One element of `topics` in `AlterReplicaLogDirsRequestAlterReplicaLogDir`. */
export interface AlterReplicaLogDirsRequestAlterReplicaLogDirTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * AlterReplicaLogDirs: key 34, versions 0-2.
 *
 * Moves replicas to other disks of the same broker (KIP-113). The broker that has the replicas
 * answers: give it with `to: { nodeId }`.
 */
export const AlterReplicaLogDirs: Api<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse> = {
  name: 'AlterReplicaLogDirs', key: 34, minVersion: 0, maxVersion: 2, flexibleFrom: 2,
  encodeRequest: encodeAlterReplicaLogDirsRequest,
  decodeRequest: decodeAlterReplicaLogDirsRequest,
  encodeResponse: encodeAlterReplicaLogDirsResponse,
  decodeResponse: decodeAlterReplicaLogDirsResponse
}

function encodeAlterReplicaLogDirsRequestAlterReplicaLogDirTopic(w: Writer, m: AlterReplicaLogDirsRequestAlterReplicaLogDirTopic, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
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

function decodeAlterReplicaLogDirsRequestAlterReplicaLogDirTopic(r: Reader, v: number): Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDirTopic> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  let partitions: number[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDirTopic> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterReplicaLogDirsRequestAlterReplicaLogDir(w: Writer, m: AlterReplicaLogDirsRequestAlterReplicaLogDir, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.path, 'path')
  else w.string(m.path, 'path')
  {
    const a = w.array(m.topics, 'topics', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterReplicaLogDirsRequestAlterReplicaLogDirTopic(w, a[i] as AlterReplicaLogDirsRequestAlterReplicaLogDirTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterReplicaLogDirsRequestAlterReplicaLogDir(r: Reader, v: number): Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDir> {
  const path: string = v >= 2 ? r.compactString() : r.string()
  let topics: Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDirTopic>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDirTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterReplicaLogDirsRequestAlterReplicaLogDirTopic(r, v)
    topics = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDir> = { path, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterReplicaLogDirsRequest(w: Writer, m: AlterReplicaLogDirsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.dirs, 'dirs', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterReplicaLogDirsRequestAlterReplicaLogDir(w, a[i] as AlterReplicaLogDirsRequestAlterReplicaLogDir, v)
    } catch (error) {
      throw within(error, 'dirs', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterReplicaLogDirsRequest(r: Reader, v: number): Decoded<AlterReplicaLogDirsRequest> {
  let dirs: Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDir>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<AlterReplicaLogDirsRequestAlterReplicaLogDir>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterReplicaLogDirsRequestAlterReplicaLogDir(r, v)
    dirs = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterReplicaLogDirsRequest> = { dirs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult(w: Writer, m: AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult(r: Reader, v: number): Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult> = { partitionIndex, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult(w: Writer, m: AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult(w, a[i] as AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult(r: Reader, v: number): Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult> {
  const topicName: string = v >= 2 ? r.compactString() : r.string()
  let partitions: Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(7) : r.arrayLength(6)
    const a = newArray<Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterReplicaLogDirsResponseAlterReplicaLogDirPartitionResult(r, v)
    partitions = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterReplicaLogDirsResponse(w: Writer, m: AlterReplicaLogDirsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.results, 'results', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult(w, a[i] as AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterReplicaLogDirsResponse(r: Reader, v: number): Decoded<AlterReplicaLogDirsResponse> {
  const throttleTimeMs: number = r.int32()
  let results: Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<AlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterReplicaLogDirsResponseAlterReplicaLogDirTopicResult(r, v)
    results = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterReplicaLogDirsResponse> = { throttleTimeMs, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
