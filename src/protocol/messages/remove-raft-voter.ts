// @generated from schemas/RemoveRaftVoterRequest.json and
// RemoveRaftVoterResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of RemoveRaftVoter. */
export interface RemoveRaftVoterResponse extends UnknownTags {
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
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable.
   */
  errorMessage: string | null
}

/** The request of RemoveRaftVoter. */
export interface RemoveRaftVoterRequest extends UnknownTags {
  /** Type: string, nullable. */
  clusterId: string | null
  /** Type: int32. */
  voterId: number
  /** Type: uuid. */
  voterDirectoryId: string
}

/**
 * RemoveRaftVoter: key 81, versions 0.
 *
 * Removes a controller from the voters of the quorum (KIP-853).
 */
export const RemoveRaftVoter: Api<RemoveRaftVoterRequest, RemoveRaftVoterResponse> = {
  name: 'RemoveRaftVoter', key: 81, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeRemoveRaftVoterRequest,
  decodeRequest: decodeRemoveRaftVoterRequest,
  encodeResponse: encodeRemoveRaftVoterResponse,
  decodeResponse: decodeRemoveRaftVoterResponse
}

function encodeRemoveRaftVoterRequest(w: Writer, m: RemoveRaftVoterRequest, _v: number): void {
  checkStruct(m)
  w.compactNullableString(m.clusterId, 'clusterId')
  w.int32(m.voterId, 'voterId')
  w.uuid(m.voterDirectoryId, 'voterDirectoryId')
  w.unknownTags(m.unknownTags)
}

function decodeRemoveRaftVoterRequest(r: Reader, _v: number): Decoded<RemoveRaftVoterRequest> {
  const clusterId: string | null = r.compactNullableString()
  const voterId: number = r.int32()
  const voterDirectoryId: string = r.uuid()
  const unknownTags = r.unknownTags()
  const m: Decoded<RemoveRaftVoterRequest> = { clusterId, voterId, voterDirectoryId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeRemoveRaftVoterResponse(w: Writer, m: RemoveRaftVoterResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeRemoveRaftVoterResponse(r: Reader, _v: number): Decoded<RemoveRaftVoterResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<RemoveRaftVoterResponse> = { throttleTimeMs, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
