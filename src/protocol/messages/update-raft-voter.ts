// @generated from schemas/UpdateRaftVoterRequest.json and
// UpdateRaftVoterResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct, checkTags } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of UpdateRaftVoter. */
export interface UpdateRaftVoterResponse extends UnknownTags {
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
   * Type: int16.
   */
  errorCode: number
  /** Type: CurrentLeader, tag 0. */
  currentLeader?: UpdateRaftVoterResponseCurrentLeader | undefined
}

/** The value of `currentLeader` in `UpdateRaftVoterResponse`. */
export interface UpdateRaftVoterResponseCurrentLeader extends UnknownTags {
  /** Type: int32, default -1. */
  leaderId?: number | undefined
  /** Type: int32, default -1. */
  leaderEpoch?: number | undefined
  /** Type: string. */
  host: string
  /** Type: int32. */
  port: number
}

/** The request of UpdateRaftVoter. */
export interface UpdateRaftVoterRequest extends UnknownTags {
  /** Type: string, nullable. */
  clusterId: string | null
  /** Type: int32. */
  currentLeaderEpoch: number
  /** Type: int32. */
  voterId: number
  /** Type: uuid. */
  voterDirectoryId: string
  /** Type: []Listener. */
  listeners: readonly UpdateRaftVoterRequestListener[]
  /** Type: KRaftVersionFeature. */
  kRaftVersionFeature: UpdateRaftVoterRequestKRaftVersionFeature
}

/** The value of `kRaftVersionFeature` in `UpdateRaftVoterRequest`. */
export interface UpdateRaftVoterRequestKRaftVersionFeature extends UnknownTags {
  /** Type: int16. */
  minSupportedVersion: number
  /** Type: int16. */
  maxSupportedVersion: number
}

/** One element of `listeners` in `UpdateRaftVoterRequest`. */
export interface UpdateRaftVoterRequestListener extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/**
 * UpdateRaftVoter: key 82, versions 0.
 *
 * Changes a voter's endpoints and versions (KIP-853). Only controllers send it.
 */
export const UpdateRaftVoter: Api<UpdateRaftVoterRequest, UpdateRaftVoterResponse> = {
  name: 'UpdateRaftVoter', key: 82, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeUpdateRaftVoterRequest,
  decodeRequest: decodeUpdateRaftVoterRequest,
  encodeResponse: encodeUpdateRaftVoterResponse,
  decodeResponse: decodeUpdateRaftVoterResponse
}

function encodeUpdateRaftVoterRequestListener(w: Writer, m: UpdateRaftVoterRequestListener, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeUpdateRaftVoterRequestListener(r: Reader, _v: number): Decoded<UpdateRaftVoterRequestListener> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateRaftVoterRequestListener> = { name, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateRaftVoterRequestKRaftVersionFeature(w: Writer, m: UpdateRaftVoterRequestKRaftVersionFeature, _v: number): void {
  checkStruct(m)
  w.int16(m.minSupportedVersion, 'minSupportedVersion')
  w.int16(m.maxSupportedVersion, 'maxSupportedVersion')
  w.unknownTags(m.unknownTags)
}

function decodeUpdateRaftVoterRequestKRaftVersionFeature(r: Reader, _v: number): Decoded<UpdateRaftVoterRequestKRaftVersionFeature> {
  const minSupportedVersion: number = r.int16()
  const maxSupportedVersion: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateRaftVoterRequestKRaftVersionFeature> = { minSupportedVersion, maxSupportedVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateRaftVoterRequest(w: Writer, m: UpdateRaftVoterRequest, v: number): void {
  checkStruct(m)
  w.compactNullableString(m.clusterId, 'clusterId')
  w.int32(m.currentLeaderEpoch, 'currentLeaderEpoch')
  w.int32(m.voterId, 'voterId')
  w.uuid(m.voterDirectoryId, 'voterDirectoryId')
  {
    const a = w.array(m.listeners, 'listeners', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateRaftVoterRequestListener(w, a[i] as UpdateRaftVoterRequestListener, v)
    } catch (error) {
      throw within(error, 'listeners', i)
    }
  }
  try {
    encodeUpdateRaftVoterRequestKRaftVersionFeature(w, m.kRaftVersionFeature, v)
  } catch (error) {
    throw within(error, 'kRaftVersionFeature')
  }
  w.unknownTags(m.unknownTags)
}

function decodeUpdateRaftVoterRequest(r: Reader, v: number): Decoded<UpdateRaftVoterRequest> {
  const clusterId: string | null = r.compactNullableString()
  const currentLeaderEpoch: number = r.int32()
  const voterId: number = r.int32()
  const voterDirectoryId: string = r.uuid()
  let listeners: Decoded<UpdateRaftVoterRequestListener>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<UpdateRaftVoterRequestListener>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateRaftVoterRequestListener(r, v)
    listeners = a
  }
  const kRaftVersionFeature: Decoded<UpdateRaftVoterRequestKRaftVersionFeature> = decodeUpdateRaftVoterRequestKRaftVersionFeature(r, v)
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateRaftVoterRequest> = { clusterId, currentLeaderEpoch, voterId, voterDirectoryId, listeners, kRaftVersionFeature }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateRaftVoterResponseCurrentLeader(w: Writer, m: UpdateRaftVoterResponseCurrentLeader, _v: number): void {
  checkStruct(m)
  w.int32(m.leaderId === undefined ? -1 : m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  w.compactString(m.host, 'host')
  w.int32(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeUpdateRaftVoterResponseCurrentLeader(r: Reader, _v: number): Decoded<UpdateRaftVoterResponseCurrentLeader> {
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateRaftVoterResponseCurrentLeader> = { leaderId, leaderEpoch, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateRaftVoterResponse(w: Writer, m: UpdateRaftVoterResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0])
  const currentLeader = m.currentLeader
  const has_currentLeader = currentLeader !== undefined && !isDefaultUpdateRaftVoterResponseCurrentLeader(currentLeader)
  if (has_currentLeader) tags++
  w.unsignedVarint(tags)
  if (has_currentLeader) {
    const t = w.beginTag()
    try {
      encodeUpdateRaftVoterResponseCurrentLeader(t, currentLeader, v)
    } catch (error) {
      throw within(error, 'currentLeader')
    }
    w.endTag(0, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
}

function decodeUpdateRaftVoterResponse(r: Reader, v: number): Decoded<UpdateRaftVoterResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  let currentLeader: Decoded<UpdateRaftVoterResponseCurrentLeader> = defaultUpdateRaftVoterResponseCurrentLeader()
  let unknownTags: Map<number, Uint8Array> | undefined
  for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
    tag = r.tag(tag)
    if (tag === 0) {
      const beyond = r.enterTag()
      currentLeader = decodeUpdateRaftVoterResponseCurrentLeader(r, v)
      r.leaveTag(beyond)
    } else unknownTags = r.unknownTag(unknownTags, tag)
  }
  const m: Decoded<UpdateRaftVoterResponse> = { throttleTimeMs, errorCode, currentLeader }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function defaultUpdateRaftVoterResponseCurrentLeader(): Decoded<UpdateRaftVoterResponseCurrentLeader> {
  return { leaderId: -1, leaderEpoch: -1, host: '', port: 0 }
}

function isDefaultUpdateRaftVoterResponseCurrentLeader(m: UpdateRaftVoterResponseCurrentLeader): boolean {
  if (typeof m !== 'object' || m === null) return false
  return !((m.leaderId !== undefined && m.leaderId !== -1) || (m.leaderEpoch !== undefined && m.leaderEpoch !== -1) || (m.host !== '') || (m.port !== 0) || (m.unknownTags !== undefined && m.unknownTags?.size !== 0))
}
