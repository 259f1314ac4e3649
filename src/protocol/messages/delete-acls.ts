// @generated from schemas/DeleteAclsRequest.json and
// DeleteAclsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DeleteAcls. */
export interface DeleteAclsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each filter, in the order of the request. Type: []DeleteAclsFilterResult. */
  filterResults: readonly DeleteAclsResponseFilterResult[]
}

/** One element of `filterResults` in `DeleteAclsResponse`. */
export interface DeleteAclsResponseFilterResult extends UnknownTags {
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
  /** The ACLs that matched, each with its own result. Type: []DeleteAclsMatchingAcl. */
  matchingAcls: readonly DeleteAclsResponseMatchingAcl[]
}

/** One element of `matchingAcls` in `DeleteAclsResponseFilterResult`. */
export interface DeleteAclsResponseMatchingAcl extends UnknownTags {
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
  /**
   * What the ACL protects: one of `resourceTypes`, such as `resourceTypes.TOPIC` (2).
   *
   * Type: int8.
   */
  resourceType: number
  /**
   * The name of the resource; `*` is all resources of the type, and `kafka-cluster` is the cluster.
   *
   * Type: string.
   */
  resourceName: string
  /**
   * How the ACL names the resource (KIP-290): `patternTypes.LITERAL` (3) or `patternTypes.PREFIXED`
   * (4).
   *
   * Type: int8, v1+, default 3.
   */
  patternType?: number | undefined
  /**
   * The principal whom the ACL is about, such as `User:alice`, or `User:*` for everybody.
   *
   * Type: string.
   */
  principal: string
  /** The host from which the principal connects, or `*` for all hosts. Type: string. */
  host: string
  /**
   * What the ACL allows or denies: one of `aclOperations`, such as `aclOperations.READ` (3).
   *
   * Type: int8.
   */
  operation: number
  /**
   * Whether the ACL denies or allows: `aclPermissions.DENY` (2) or `aclPermissions.ALLOW` (3). A
   * denial is stronger.
   *
   * Type: int8.
   */
  permissionType: number
}

/**
 * The request of DeleteAcls. Deletes the ACLs that match filters (KIP-140). The controller answers,
 * or any broker of KRaft, which passes the request on.
 */
export interface DeleteAclsRequest extends UnknownTags {
  /** The filters: each ACL that matches one of them is deleted. Type: []DeleteAclsFilter. */
  filters: readonly DeleteAclsRequestFilter[]
}

/** One element of `filters` in `DeleteAclsRequest`. */
export interface DeleteAclsRequestFilter extends UnknownTags {
  /**
   * What the ACLs protect: one of `resourceTypes`; `resourceTypes.ANY` (1) is all of them.
   *
   * Type: int8.
   */
  resourceTypeFilter: number
  /** The name of the resource; null is every name. Type: string, nullable. */
  resourceNameFilter: string | null
  /**
   * How the ACLs name the resource (KIP-290): `patternTypes.LITERAL` (3), `patternTypes.PREFIXED`
   * (4), `patternTypes.MATCH` (2) for all that apply to the name, `patternTypes.ANY` (1) for both
   * kinds with exactly this name.
   *
   * Type: int8, v1+, default 3.
   */
  patternTypeFilter?: 1 | 2 | 3 | 4 | undefined
  /** The principal, such as `User:alice`; null is every principal. Type: string, nullable. */
  principalFilter: string | null
  /**
   * The host of the client, or `*` for ACLs of all hosts; null is every ACL.
   *
   * Type: string, nullable.
   */
  hostFilter: string | null
  /**
   * What the ACLs are about: one of `aclOperations`; `aclOperations.ANY` (1) is all of them.
   *
   * Type: int8.
   */
  operation: number
  /**
   * What the ACLs say: `aclPermissions.DENY` (2), `aclPermissions.ALLOW` (3), or
   * `aclPermissions.ANY` (1) for both.
   *
   * Type: int8.
   */
  permissionType: 1 | 2 | 3
}

/**
 * DeleteAcls: key 31, versions 0-3.
 *
 * Deletes the ACLs that match filters (KIP-140). The controller answers, or any broker of KRaft,
 * which passes the request on.
 */
export const DeleteAcls: Api<DeleteAclsRequest, DeleteAclsResponse> = {
  name: 'DeleteAcls', key: 31, minVersion: 0, maxVersion: 3, flexibleFrom: 2,
  encodeRequest: encodeDeleteAclsRequest,
  decodeRequest: decodeDeleteAclsRequest,
  encodeResponse: encodeDeleteAclsResponse,
  decodeResponse: decodeDeleteAclsResponse
}

function encodeDeleteAclsRequestFilter(w: Writer, m: DeleteAclsRequestFilter, v: number): void {
  checkStruct(m)
  w.int8(m.resourceTypeFilter, 'resourceTypeFilter')
  if (v >= 2) w.compactNullableString(m.resourceNameFilter, 'resourceNameFilter')
  else w.nullableString(m.resourceNameFilter, 'resourceNameFilter')
  if (v >= 1) w.int8(m.patternTypeFilter === undefined ? 3 : m.patternTypeFilter, 'patternTypeFilter')
  else if (m.patternTypeFilter !== undefined && m.patternTypeFilter !== 3) throw absent('patternTypeFilter', v, '1+')
  if (v >= 2) w.compactNullableString(m.principalFilter, 'principalFilter')
  else w.nullableString(m.principalFilter, 'principalFilter')
  if (v >= 2) w.compactNullableString(m.hostFilter, 'hostFilter')
  else w.nullableString(m.hostFilter, 'hostFilter')
  w.int8(m.operation, 'operation')
  w.int8(m.permissionType, 'permissionType')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteAclsRequestFilter(r: Reader, v: number): Decoded<DeleteAclsRequestFilter> {
  const resourceTypeFilter: number = r.int8()
  const resourceNameFilter: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const patternTypeFilter: 1 | 2 | 3 | 4 = v >= 1 ? r.int8() as 1 | 2 | 3 | 4 : 3
  const principalFilter: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const hostFilter: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const operation: number = r.int8()
  const permissionType: 1 | 2 | 3 = r.int8() as 1 | 2 | 3
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteAclsRequestFilter> = { resourceTypeFilter, resourceNameFilter, patternTypeFilter, principalFilter, hostFilter, operation, permissionType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteAclsRequest(w: Writer, m: DeleteAclsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.filters, 'filters', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteAclsRequestFilter(w, a[i] as DeleteAclsRequestFilter, v)
    } catch (error) {
      throw within(error, 'filters', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteAclsRequest(r: Reader, v: number): Decoded<DeleteAclsRequest> {
  let filters: Decoded<DeleteAclsRequestFilter>[]
  {
    const n = v >= 2 ? r.compactArrayLength(8) : r.arrayLength(9)
    const a = newArray<Decoded<DeleteAclsRequestFilter>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteAclsRequestFilter(r, v)
    filters = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteAclsRequest> = { filters }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteAclsResponseMatchingAcl(w: Writer, m: DeleteAclsResponseMatchingAcl, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  w.int8(m.resourceType, 'resourceType')
  if (v >= 2) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  if (v >= 1) w.int8(m.patternType === undefined ? 3 : m.patternType, 'patternType')
  else if (m.patternType !== undefined && m.patternType !== 3) throw absent('patternType', v, '1+')
  if (v >= 2) w.compactString(m.principal, 'principal')
  else w.string(m.principal, 'principal')
  if (v >= 2) w.compactString(m.host, 'host')
  else w.string(m.host, 'host')
  w.int8(m.operation, 'operation')
  w.int8(m.permissionType, 'permissionType')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteAclsResponseMatchingAcl(r: Reader, v: number): Decoded<DeleteAclsResponseMatchingAcl> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const resourceType: number = r.int8()
  const resourceName: string = v >= 2 ? r.compactString() : r.string()
  const patternType: number = v >= 1 ? r.int8() : 3
  const principal: string = v >= 2 ? r.compactString() : r.string()
  const host: string = v >= 2 ? r.compactString() : r.string()
  const operation: number = r.int8()
  const permissionType: number = r.int8()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteAclsResponseMatchingAcl> = { errorCode, errorMessage, resourceType, resourceName, patternType, principal, host, operation, permissionType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteAclsResponseFilterResult(w: Writer, m: DeleteAclsResponseFilterResult, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.matchingAcls, 'matchingAcls', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteAclsResponseMatchingAcl(w, a[i] as DeleteAclsResponseMatchingAcl, v)
    } catch (error) {
      throw within(error, 'matchingAcls', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteAclsResponseFilterResult(r: Reader, v: number): Decoded<DeleteAclsResponseFilterResult> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  let matchingAcls: Decoded<DeleteAclsResponseMatchingAcl>[]
  {
    const n = v >= 2 ? r.compactArrayLength(11) : r.arrayLength(13)
    const a = newArray<Decoded<DeleteAclsResponseMatchingAcl>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteAclsResponseMatchingAcl(r, v)
    matchingAcls = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteAclsResponseFilterResult> = { errorCode, errorMessage, matchingAcls }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteAclsResponse(w: Writer, m: DeleteAclsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.filterResults, 'filterResults', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteAclsResponseFilterResult(w, a[i] as DeleteAclsResponseFilterResult, v)
    } catch (error) {
      throw within(error, 'filterResults', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteAclsResponse(r: Reader, v: number): Decoded<DeleteAclsResponse> {
  const throttleTimeMs: number = r.int32()
  let filterResults: Decoded<DeleteAclsResponseFilterResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(5) : r.arrayLength(8)
    const a = newArray<Decoded<DeleteAclsResponseFilterResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteAclsResponseFilterResult(r, v)
    filterResults = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteAclsResponse> = { throttleTimeMs, filterResults }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
