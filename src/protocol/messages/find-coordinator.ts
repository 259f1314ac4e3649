// @generated from schemas/FindCoordinatorRequest.json and
// FindCoordinatorResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of FindCoordinator. */
export interface FindCoordinatorResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v1+.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16, v0-3.
   */
  errorCode?: number | undefined
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, v1-3, nullable.
   */
  errorMessage?: string | null | undefined
  /**
   * The node id of the coordinator in versions 0 to 3; -1 if there was an error.
   *
   * Type: int32, v0-3.
   */
  nodeId?: number | undefined
  /** The host name or IP address at which the broker listens. Type: string, v0-3. */
  host?: string | undefined
  /** The TCP port at which the broker listens. Type: int32, v0-3. */
  port?: number | undefined
  /** The coordinator of each key, in versions 4 and later. Type: []Coordinator, v4+. */
  coordinators?: readonly FindCoordinatorResponseCoordinator[] | undefined
}

/** One element of `coordinators` in `FindCoordinatorResponse`. */
export interface FindCoordinatorResponseCoordinator extends UnknownTags {
  /** The group id, transactional id or share partition that was asked about. Type: string. */
  key: string
  /** The node id of the coordinator; -1 if there was an error. Type: int32. */
  nodeId: number
  /** The host name or IP address at which the broker listens. Type: string. */
  host: string
  /** The TCP port at which the broker listens. Type: int32. */
  port: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable.
   */
  errorMessage: string | null
}

/**
 * The request of FindCoordinator. Finds the broker that coordinates a group, a transactional id or
 * a share partition. Any broker answers.
 */
export interface FindCoordinatorRequest extends UnknownTags {
  /**
   * The group id or the transactional id, for versions 0 to 3. Later versions take many in
   * `coordinatorKeys` (KIP-699).
   *
   * Type: string, v0-3.
   */
  key?: string | undefined
  /**
   * What the keys are: `coordinatorTypes.GROUP` (0), `coordinatorTypes.TRANSACTION` (1) or
   * `coordinatorTypes.SHARE` (2, KIP-932).
   *
   * Type: int8, v1+, default 0.
   */
  keyType?: 0 | 1 | 2 | undefined
  /**
   * The group ids or transactional ids, for versions 4 and later (KIP-699). For
   * `coordinatorTypes.SHARE` a key is `groupId:topicId:partition`.
   *
   * Type: []string, v4+.
   */
  coordinatorKeys?: readonly string[] | undefined
}

/**
 * FindCoordinator: key 10, versions 0-6.
 *
 * Finds the broker that coordinates a group, a transactional id or a share partition. Any broker
 * answers.
 */
export const FindCoordinator: Api<FindCoordinatorRequest, FindCoordinatorResponse> = {
  name: 'FindCoordinator', key: 10, minVersion: 0, maxVersion: 6, flexibleFrom: 3,
  highestVersionFor: highestFindCoordinatorRequest,
  encodeRequest: encodeFindCoordinatorRequest,
  decodeRequest: decodeFindCoordinatorRequest,
  encodeResponse: encodeFindCoordinatorResponse,
  decodeResponse: decodeFindCoordinatorResponse
}

function encodeFindCoordinatorRequest(w: Writer, m: FindCoordinatorRequest, v: number): void {
  checkStruct(m)
  if (v <= 3) {
    if (v >= 3) w.compactString(m.key === undefined ? '' : m.key, 'key')
    else w.string(m.key === undefined ? '' : m.key, 'key')
  } else if (m.key !== undefined && m.key !== '') throw absent('key', v, '0-3')
  if (v >= 1) w.int8(m.keyType === undefined ? 0 : m.keyType, 'keyType')
  else if (m.keyType !== undefined && m.keyType !== 0) throw absent('keyType', v, '1+')
  if (v >= 4) {
    const a = w.array(m.coordinatorKeys === undefined ? [] : m.coordinatorKeys, 'coordinatorKeys', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'coordinatorKeys', i)
    }
  } else if (m.coordinatorKeys !== undefined && m.coordinatorKeys?.length !== 0) throw absent('coordinatorKeys', v, '4+')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeFindCoordinatorRequest(r: Reader, v: number): Decoded<FindCoordinatorRequest> {
  const key: string = v <= 3 ? (v >= 3 ? r.compactString() : r.string()) : ''
  const keyType: 0 | 1 | 2 = v >= 1 ? r.int8() as 0 | 1 | 2 : 0
  let coordinatorKeys: string[] = []
  if (v >= 4) {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    coordinatorKeys = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<FindCoordinatorRequest> = { key, keyType, coordinatorKeys }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFindCoordinatorResponseCoordinator(w: Writer, m: FindCoordinatorResponseCoordinator, _v: number): void {
  checkStruct(m)
  w.compactString(m.key, 'key')
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.int32(m.port, 'port')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeFindCoordinatorResponseCoordinator(r: Reader, _v: number): Decoded<FindCoordinatorResponseCoordinator> {
  const key: string = r.compactString()
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<FindCoordinatorResponseCoordinator> = { key, nodeId, host, port, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFindCoordinatorResponse(w: Writer, m: FindCoordinatorResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v <= 3) w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  else if (m.errorCode !== undefined && m.errorCode !== 0) throw absent('errorCode', v, '0-3')
  if (v >= 1 && v <= 3) {
    if (v >= 3) w.compactNullableString(m.errorMessage === undefined ? '' : m.errorMessage, 'errorMessage')
    else w.nullableString(m.errorMessage === undefined ? '' : m.errorMessage, 'errorMessage')
  }
  if (v <= 3) w.int32(m.nodeId === undefined ? 0 : m.nodeId, 'nodeId')
  else if (m.nodeId !== undefined && m.nodeId !== 0) throw absent('nodeId', v, '0-3')
  if (v <= 3) {
    if (v >= 3) w.compactString(m.host === undefined ? '' : m.host, 'host')
    else w.string(m.host === undefined ? '' : m.host, 'host')
  } else if (m.host !== undefined && m.host !== '') throw absent('host', v, '0-3')
  if (v <= 3) w.int32(m.port === undefined ? 0 : m.port, 'port')
  else if (m.port !== undefined && m.port !== 0) throw absent('port', v, '0-3')
  if (v >= 4) {
    const a = w.array(m.coordinators === undefined ? [] : m.coordinators, 'coordinators', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFindCoordinatorResponseCoordinator(w, a[i] as FindCoordinatorResponseCoordinator, v)
    } catch (error) {
      throw within(error, 'coordinators', i)
    }
  } else if (m.coordinators !== undefined && m.coordinators?.length !== 0) throw absent('coordinators', v, '4+')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeFindCoordinatorResponse(r: Reader, v: number): Decoded<FindCoordinatorResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  const errorCode: number = v <= 3 ? r.int16() : 0
  const errorMessage: string | null = v >= 1 && v <= 3 ? (v >= 3 ? r.compactNullableString() : r.nullableString()) : ''
  const nodeId: number = v <= 3 ? r.int32() : 0
  const host: string = v <= 3 ? (v >= 3 ? r.compactString() : r.string()) : ''
  const port: number = v <= 3 ? r.int32() : 0
  let coordinators: Decoded<FindCoordinatorResponseCoordinator>[] = []
  if (v >= 4) {
    const n = r.compactArrayLength(14)
    const a = newArray<Decoded<FindCoordinatorResponseCoordinator>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFindCoordinatorResponseCoordinator(r, v)
    coordinators = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<FindCoordinatorResponse> = { throttleTimeMs, errorCode, errorMessage, nodeId, host, port, coordinators }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestFindCoordinatorRequest(m: FindCoordinatorRequest): number {
  let highest = 6
  if (typeof m !== 'object' || m === null) return highest
  if (m.key !== undefined && m.key !== '' && highest > 3) highest = 3
  return highest
}
