// @generated from schemas/CreateAclsRequest.json and
// CreateAclsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of CreateAcls. */
export interface CreateAclsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each ACL, in the order of the request. Type: []AclCreationResult. */
  results: readonly CreateAclsResponseAclCreationResult[]
}

/** One element of `results` in `CreateAclsResponse`. */
export interface CreateAclsResponseAclCreationResult extends UnknownTags {
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
 * The request of CreateAcls. Adds ACLs (KIP-140). The controller answers, or any broker of KRaft,
 * which passes the request on.
 */
export interface CreateAclsRequest extends UnknownTags {
  /** The ACLs to add. One that exists already is no error. Type: []AclCreation. */
  creations: readonly CreateAclsRequestAclCreation[]
}

/** One element of `creations` in `CreateAclsRequest`. */
export interface CreateAclsRequestAclCreation extends UnknownTags {
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
   * How the ACL names the resource (KIP-290): `patternTypes.LITERAL` (3) is exactly this name,
   * `patternTypes.PREFIXED` (4) is all names that begin so.
   *
   * Type: int8, v1+, default 3.
   */
  resourcePatternType?: 3 | 4 | undefined
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
  permissionType: 2 | 3
}

/**
 * CreateAcls: key 30, versions 0-3.
 *
 * Adds ACLs (KIP-140). The controller answers, or any broker of KRaft, which passes the request on.
 */
export const CreateAcls: Api<CreateAclsRequest, CreateAclsResponse> = {
  name: 'CreateAcls', key: 30, minVersion: 0, maxVersion: 3, flexibleFrom: 2,
  encodeRequest: encodeCreateAclsRequest,
  decodeRequest: decodeCreateAclsRequest,
  encodeResponse: encodeCreateAclsResponse,
  decodeResponse: decodeCreateAclsResponse
}

function encodeCreateAclsRequestAclCreation(w: Writer, m: CreateAclsRequestAclCreation, v: number): void {
  checkStruct(m)
  w.int8(m.resourceType, 'resourceType')
  if (v >= 2) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  if (v >= 1) w.int8(m.resourcePatternType === undefined ? 3 : m.resourcePatternType, 'resourcePatternType')
  else if (m.resourcePatternType !== undefined && m.resourcePatternType !== 3) throw absent('resourcePatternType', v, '1+')
  if (v >= 2) w.compactString(m.principal, 'principal')
  else w.string(m.principal, 'principal')
  if (v >= 2) w.compactString(m.host, 'host')
  else w.string(m.host, 'host')
  w.int8(m.operation, 'operation')
  w.int8(m.permissionType, 'permissionType')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreateAclsRequestAclCreation(r: Reader, v: number): Decoded<CreateAclsRequestAclCreation> {
  const resourceType: number = r.int8()
  const resourceName: string = v >= 2 ? r.compactString() : r.string()
  const resourcePatternType: 3 | 4 = v >= 1 ? r.int8() as 3 | 4 : 3
  const principal: string = v >= 2 ? r.compactString() : r.string()
  const host: string = v >= 2 ? r.compactString() : r.string()
  const operation: number = r.int8()
  const permissionType: 2 | 3 = r.int8() as 2 | 3
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreateAclsRequestAclCreation> = { resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateAclsRequest(w: Writer, m: CreateAclsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.creations, 'creations', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateAclsRequestAclCreation(w, a[i] as CreateAclsRequestAclCreation, v)
    } catch (error) {
      throw within(error, 'creations', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreateAclsRequest(r: Reader, v: number): Decoded<CreateAclsRequest> {
  let creations: Decoded<CreateAclsRequestAclCreation>[]
  {
    const n = v >= 2 ? r.compactArrayLength(8) : r.arrayLength(9)
    const a = newArray<Decoded<CreateAclsRequestAclCreation>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreateAclsRequestAclCreation(r, v)
    creations = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreateAclsRequest> = { creations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateAclsResponseAclCreationResult(w: Writer, m: CreateAclsResponseAclCreationResult, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreateAclsResponseAclCreationResult(r: Reader, v: number): Decoded<CreateAclsResponseAclCreationResult> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreateAclsResponseAclCreationResult> = { errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateAclsResponse(w: Writer, m: CreateAclsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.results, 'results', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateAclsResponseAclCreationResult(w, a[i] as CreateAclsResponseAclCreationResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreateAclsResponse(r: Reader, v: number): Decoded<CreateAclsResponse> {
  const throttleTimeMs: number = r.int32()
  let results: Decoded<CreateAclsResponseAclCreationResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<Decoded<CreateAclsResponseAclCreationResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreateAclsResponseAclCreationResult(r, v)
    results = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreateAclsResponse> = { throttleTimeMs, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
