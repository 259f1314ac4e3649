// @generated from schemas/ListGroupsRequest.json and
// ListGroupsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ListGroups. */
export interface ListGroupsResponse extends UnknownTags {
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
   * Type: int16.
   */
  errorCode: number
  /** The groups that were found. Type: []ListedGroup. */
  groups: readonly ListGroupsResponseListedGroup[]
}

/** One element of `groups` in `ListGroupsResponse`. */
export interface ListGroupsResponseListedGroup extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * What kind of group it is, such as `consumer`, `share` or `connect`; empty if it commits offsets
   * only.
   *
   * Type: string.
   */
  protocolType: string
  /** The state of the group, such as `Stable` or `Empty` (KIP-518). Type: string, v4+. */
  groupState?: string | undefined
  /**
   * The type of the group: `classic`, `consumer`, `share` or `streams` (KIP-848).
   *
   * Type: string, v5+.
   */
  groupType?: string | undefined
}

/**
 * The request of ListGroups. Lists the groups of which a broker is the coordinator. Every broker
 * answers for its own; `cluster.send` asks them all.
 */
export interface ListGroupsRequest extends UnknownTags {
  /**
   * The states to list, such as `Stable` or `Empty` (KIP-518). `[]` is all states.
   *
   * Type: []string, v4+.
   */
  statesFilter?: readonly string[] | undefined
  /**
   * The types to list, such as `classic`, `consumer`, `share` or `streams` (KIP-848). `[]` is all
   * types.
   *
   * Type: []string, v5+.
   */
  typesFilter?: readonly string[] | undefined
}

/**
 * ListGroups: key 16, versions 0-5.
 *
 * Lists the groups of which a broker is the coordinator. Every broker answers for its own;
 * `cluster.send` asks them all.
 */
export const ListGroups: Api<ListGroupsRequest, ListGroupsResponse> = {
  name: 'ListGroups', key: 16, minVersion: 0, maxVersion: 5, flexibleFrom: 3,
  encodeRequest: encodeListGroupsRequest,
  decodeRequest: decodeListGroupsRequest,
  encodeResponse: encodeListGroupsResponse,
  decodeResponse: decodeListGroupsResponse
}

function encodeListGroupsRequest(w: Writer, m: ListGroupsRequest, v: number): void {
  checkStruct(m)
  if (v >= 4) {
    const a = w.array(m.statesFilter === undefined ? [] : m.statesFilter, 'statesFilter', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'statesFilter', i)
    }
  } else if (m.statesFilter !== undefined && m.statesFilter?.length !== 0) throw absent('statesFilter', v, '4+')
  if (v >= 5) {
    const a = w.array(m.typesFilter === undefined ? [] : m.typesFilter, 'typesFilter', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'typesFilter', i)
    }
  } else if (m.typesFilter !== undefined && m.typesFilter?.length !== 0) throw absent('typesFilter', v, '5+')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeListGroupsRequest(r: Reader, v: number): Decoded<ListGroupsRequest> {
  let statesFilter: string[] = []
  if (v >= 4) {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    statesFilter = a
  }
  let typesFilter: string[] = []
  if (v >= 5) {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    typesFilter = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ListGroupsRequest> = { statesFilter, typesFilter }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListGroupsResponseListedGroup(w: Writer, m: ListGroupsResponseListedGroup, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  if (v >= 3) w.compactString(m.protocolType, 'protocolType')
  else w.string(m.protocolType, 'protocolType')
  if (v >= 4) w.compactString(m.groupState === undefined ? '' : m.groupState, 'groupState')
  if (v >= 5) w.compactString(m.groupType === undefined ? '' : m.groupType, 'groupType')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeListGroupsResponseListedGroup(r: Reader, v: number): Decoded<ListGroupsResponseListedGroup> {
  const groupId: string = v >= 3 ? r.compactString() : r.string()
  const protocolType: string = v >= 3 ? r.compactString() : r.string()
  const groupState: string = v >= 4 ? r.compactString() : ''
  const groupType: string = v >= 5 ? r.compactString() : ''
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ListGroupsResponseListedGroup> = { groupId, protocolType, groupState, groupType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListGroupsResponse(w: Writer, m: ListGroupsResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.groups, 'groups', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListGroupsResponseListedGroup(w, a[i] as ListGroupsResponseListedGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeListGroupsResponse(r: Reader, v: number): Decoded<ListGroupsResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  const errorCode: number = r.int16()
  let groups: Decoded<ListGroupsResponseListedGroup>[]
  {
    const n = v >= 3 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<ListGroupsResponseListedGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListGroupsResponseListedGroup(r, v)
    groups = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ListGroupsResponse> = { throttleTimeMs, errorCode, groups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
