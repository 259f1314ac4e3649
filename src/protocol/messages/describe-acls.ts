// @generated from schemas/DescribeAclsRequest.json and
// DescribeAclsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeAcls. */
export interface DescribeAclsResponse extends UnknownTags {
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
  /** The resources that have matching ACLs. Type: []DescribeAclsResource. */
  resources: readonly DescribeAclsResponseResource[]
}

/** One element of `resources` in `DescribeAclsResponse`. */
export interface DescribeAclsResponseResource extends UnknownTags {
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
  /** The matching ACLs of the resource. Type: []AclDescription. */
  acls: readonly DescribeAclsResponseAclDescription[]
}

/** One element of `acls` in `DescribeAclsResponseResource`. */
export interface DescribeAclsResponseAclDescription extends UnknownTags {
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
 * The request of DescribeAcls. Lists the ACLs that match a filter (KIP-140). Any broker answers.
 */
export interface DescribeAclsRequest extends UnknownTags {
  /**
   * What the ACLs protect: one of `resourceTypes`; `resourceTypes.ANY` (1) is all of them.
   *
   * Type: int8.
   */
  resourceTypeFilter: number
  /**
   * The name of the resource; null is every name.
   *
   * Type: string, nullable, default in this driver null.
   */
  resourceNameFilter?: string | null | undefined
  /**
   * How the ACLs name the resource (KIP-290): `patternTypes.LITERAL` (3), `patternTypes.PREFIXED`
   * (4), `patternTypes.MATCH` (2) for all that apply to the name, `patternTypes.ANY` (1) for both
   * kinds with exactly this name.
   *
   * Type: int8, v1+, default 3.
   */
  patternTypeFilter?: 1 | 2 | 3 | 4 | undefined
  /**
   * The principal, such as `User:alice`; null is every principal.
   *
   * Type: string, nullable, default in this driver null.
   */
  principalFilter?: string | null | undefined
  /**
   * The host of the client, or `*` for ACLs of all hosts; null is every ACL.
   *
   * Type: string, nullable, default in this driver null.
   */
  hostFilter?: string | null | undefined
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
 * DescribeAcls: key 29, versions 0-3.
 *
 * Lists the ACLs that match a filter (KIP-140). Any broker answers.
 */
export const DescribeAcls: Api<DescribeAclsRequest, DescribeAclsResponse> = {
  name: 'DescribeAcls', key: 29, minVersion: 0, maxVersion: 3, flexibleFrom: 2,
  encodeRequest: encodeDescribeAclsRequest,
  decodeRequest: decodeDescribeAclsRequest,
  encodeResponse: encodeDescribeAclsResponse,
  decodeResponse: decodeDescribeAclsResponse
}

function encodeDescribeAclsRequest(w: Writer, m: DescribeAclsRequest, v: number): void {
  checkStruct(m)
  w.int8(m.resourceTypeFilter, 'resourceTypeFilter')
  if (v >= 2) w.compactNullableString(m.resourceNameFilter === undefined ? null : m.resourceNameFilter, 'resourceNameFilter')
  else w.nullableString(m.resourceNameFilter === undefined ? null : m.resourceNameFilter, 'resourceNameFilter')
  if (v >= 1) w.int8(m.patternTypeFilter === undefined ? 3 : m.patternTypeFilter, 'patternTypeFilter')
  else if (m.patternTypeFilter !== undefined && m.patternTypeFilter !== 3) throw absent('patternTypeFilter', v, '1+')
  if (v >= 2) w.compactNullableString(m.principalFilter === undefined ? null : m.principalFilter, 'principalFilter')
  else w.nullableString(m.principalFilter === undefined ? null : m.principalFilter, 'principalFilter')
  if (v >= 2) w.compactNullableString(m.hostFilter === undefined ? null : m.hostFilter, 'hostFilter')
  else w.nullableString(m.hostFilter === undefined ? null : m.hostFilter, 'hostFilter')
  w.int8(m.operation, 'operation')
  w.int8(m.permissionType, 'permissionType')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeAclsRequest(r: Reader, v: number): Decoded<DescribeAclsRequest> {
  const resourceTypeFilter: number = r.int8()
  const resourceNameFilter: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const patternTypeFilter: 1 | 2 | 3 | 4 = v >= 1 ? r.int8() as 1 | 2 | 3 | 4 : 3
  const principalFilter: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const hostFilter: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const operation: number = r.int8()
  const permissionType: 1 | 2 | 3 = r.int8() as 1 | 2 | 3
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeAclsRequest> = { resourceTypeFilter, resourceNameFilter, patternTypeFilter, principalFilter, hostFilter, operation, permissionType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeAclsResponseAclDescription(w: Writer, m: DescribeAclsResponseAclDescription, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.principal, 'principal')
  else w.string(m.principal, 'principal')
  if (v >= 2) w.compactString(m.host, 'host')
  else w.string(m.host, 'host')
  w.int8(m.operation, 'operation')
  w.int8(m.permissionType, 'permissionType')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeAclsResponseAclDescription(r: Reader, v: number): Decoded<DescribeAclsResponseAclDescription> {
  const principal: string = v >= 2 ? r.compactString() : r.string()
  const host: string = v >= 2 ? r.compactString() : r.string()
  const operation: number = r.int8()
  const permissionType: number = r.int8()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeAclsResponseAclDescription> = { principal, host, operation, permissionType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeAclsResponseResource(w: Writer, m: DescribeAclsResponseResource, v: number): void {
  checkStruct(m)
  w.int8(m.resourceType, 'resourceType')
  if (v >= 2) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  if (v >= 1) w.int8(m.patternType === undefined ? 3 : m.patternType, 'patternType')
  else if (m.patternType !== undefined && m.patternType !== 3) throw absent('patternType', v, '1+')
  {
    const a = w.array(m.acls, 'acls', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeAclsResponseAclDescription(w, a[i] as DescribeAclsResponseAclDescription, v)
    } catch (error) {
      throw within(error, 'acls', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeAclsResponseResource(r: Reader, v: number): Decoded<DescribeAclsResponseResource> {
  const resourceType: number = r.int8()
  const resourceName: string = v >= 2 ? r.compactString() : r.string()
  const patternType: number = v >= 1 ? r.int8() : 3
  let acls: Decoded<DescribeAclsResponseAclDescription>[]
  {
    const n = v >= 2 ? r.compactArrayLength(5) : r.arrayLength(6)
    const a = newArray<Decoded<DescribeAclsResponseAclDescription>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeAclsResponseAclDescription(r, v)
    acls = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeAclsResponseResource> = { resourceType, resourceName, patternType, acls }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeAclsResponse(w: Writer, m: DescribeAclsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.resources, 'resources', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeAclsResponseResource(w, a[i] as DescribeAclsResponseResource, v)
    } catch (error) {
      throw within(error, 'resources', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeAclsResponse(r: Reader, v: number): Decoded<DescribeAclsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  let resources: Decoded<DescribeAclsResponseResource>[]
  {
    const n = v >= 2 ? r.compactArrayLength(5) : r.arrayLength(7)
    const a = newArray<Decoded<DescribeAclsResponseResource>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeAclsResponseResource(r, v)
    resources = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeAclsResponse> = { throttleTimeMs, errorCode, errorMessage, resources }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
