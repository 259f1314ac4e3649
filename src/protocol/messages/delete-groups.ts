// @generated from schemas/DeleteGroupsRequest.json and
// DeleteGroupsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DeleteGroups. */
export interface DeleteGroupsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each group. Type: []DeletableGroupResult. */
  results: readonly DeleteGroupsResponseDeletableGroupResult[]
}

/** One element of `results` in `DeleteGroupsResponse`. */
export interface DeleteGroupsResponseDeletableGroupResult extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
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
   * Type: string, v3+, nullable, default null.
   */
  errorMessage?: string | null | undefined
}

/**
 * The request of DeleteGroups. Deletes groups without members, with their committed offsets
 * (KIP-229). Each group's coordinator answers.
 */
export interface DeleteGroupsRequest extends UnknownTags {
  /** The ids of the groups to delete. Type: []string. */
  groupsNames: readonly string[]
}

/**
 * DeleteGroups: key 42, versions 0-3.
 *
 * Deletes groups without members, with their committed offsets (KIP-229). Each group's coordinator
 * answers.
 */
export const DeleteGroups: Api<DeleteGroupsRequest, DeleteGroupsResponse> = {
  name: 'DeleteGroups', key: 42, minVersion: 0, maxVersion: 3, flexibleFrom: 2,
  encodeRequest: encodeDeleteGroupsRequest,
  decodeRequest: decodeDeleteGroupsRequest,
  encodeResponse: encodeDeleteGroupsResponse,
  decodeResponse: decodeDeleteGroupsResponse
}

function encodeDeleteGroupsRequest(w: Writer, m: DeleteGroupsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.groupsNames, 'groupsNames', v >= 2)
    let i = 0
    try {
      if (v >= 2) for (; i < a.length; i++) w.compactString(a[i] as string, '')
      else for (; i < a.length; i++) w.string(a[i] as string, '')
    } catch (error) {
      throw within(error, 'groupsNames', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteGroupsRequest(r: Reader, v: number): Decoded<DeleteGroupsRequest> {
  let groupsNames: string[]
  {
    const n = v >= 2 ? r.compactArrayLength(1) : r.arrayLength(2)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = v >= 2 ? r.compactString() : r.string()
    groupsNames = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteGroupsRequest> = { groupsNames }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteGroupsResponseDeletableGroupResult(w: Writer, m: DeleteGroupsResponseDeletableGroupResult, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 3) w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteGroupsResponseDeletableGroupResult(r: Reader, v: number): Decoded<DeleteGroupsResponseDeletableGroupResult> {
  const groupId: string = v >= 2 ? r.compactString() : r.string()
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 3 ? r.compactNullableString() : null
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteGroupsResponseDeletableGroupResult> = { groupId, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteGroupsResponse(w: Writer, m: DeleteGroupsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.results, 'results', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteGroupsResponseDeletableGroupResult(w, a[i] as DeleteGroupsResponseDeletableGroupResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteGroupsResponse(r: Reader, v: number): Decoded<DeleteGroupsResponse> {
  const throttleTimeMs: number = r.int32()
  let results: Decoded<DeleteGroupsResponseDeletableGroupResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<Decoded<DeleteGroupsResponseDeletableGroupResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteGroupsResponseDeletableGroupResult(r, v)
    results = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteGroupsResponse> = { throttleTimeMs, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
