// @generated from schemas/ApiVersionsRequest.json and
// ApiVersionsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct, checkTags } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ApiVersions. */
export interface ApiVersionsResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The APIs that the broker speaks, each with its versions. Type: []ApiVersion. */
  apiKeys: readonly ApiVersionsResponseApiVersion[]
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v1+.
   */
  throttleTimeMs?: number | undefined
  /**
   * The features that the broker knows, each with its levels (KIP-584).
   *
   * Type: []SupportedFeatureKey, v3+, tag 0.
   */
  supportedFeatures?: readonly ApiVersionsResponseSupportedFeatureKey[] | undefined
  /**
   * The epoch of `finalizedFeatures`: it grows with each change. -1 if the broker does not know
   * them.
   *
   * Type: int64, v3+, tag 1, default -1.
   */
  finalizedFeaturesEpoch?: bigint | undefined
  /**
   * The features that are on in the whole cluster, each with its level (KIP-584).
   *
   * Type: []FinalizedFeatureKey, v3+, tag 2.
   */
  finalizedFeatures?: readonly ApiVersionsResponseFinalizedFeatureKey[] | undefined
  /**
   * Whether the controller is ready to take over from ZooKeeper (KIP-866). Only controllers set it.
   *
   * Type: bool, v3+, tag 3, default false.
   */
  zkMigrationReady?: boolean | undefined
}

/** One element of `finalizedFeatures` in `ApiVersionsResponse`. */
export interface ApiVersionsResponseFinalizedFeatureKey extends UnknownTags {
  /** The name of the feature, such as `metadata.version` or `transaction.version`. Type: string. */
  name: string
  /** The level that is on in the whole cluster. Type: int16. */
  maxVersionLevel: number
  /**
   * The lowest level that is allowed. Kafka of today sets it equal to `maxVersionLevel`.
   *
   * Type: int16.
   */
  minVersionLevel: number
}

/** One element of `supportedFeatures` in `ApiVersionsResponse`. */
export interface ApiVersionsResponseSupportedFeatureKey extends UnknownTags {
  /** The name of the feature, such as `metadata.version` or `transaction.version`. Type: string. */
  name: string
  /** The lowest level of the feature that the broker knows. Type: int16. */
  minVersion: number
  /** The highest level of the feature that the broker knows. Type: int16. */
  maxVersion: number
}

/** One element of `apiKeys` in `ApiVersionsResponse`. */
export interface ApiVersionsResponseApiVersion extends UnknownTags {
  /** The number of the API: one of `apiKeys`. Type: int16. */
  apiKey: number
  /** The oldest version of the API that the broker speaks. Type: int16. */
  minVersion: number
  /** The newest version of the API that the broker speaks. Type: int16. */
  maxVersion: number
}

/**
 * The request of ApiVersions. Tells which APIs and versions the broker speaks, and which features
 * are on (KIP-35, KIP-584). The broker that is asked answers; the driver asks it by itself when it
 * connects.
 */
export interface ApiVersionsRequest extends UnknownTags {
  /**
   * The name of the client's library, such as `kafkawire`, for the broker's metrics (KIP-511):
   * letters, digits, `.` and `-`.
   *
   * Type: string, v3+.
   */
  clientSoftwareName?: string | undefined
  /** The version of the client's library, for the broker's metrics (KIP-511). Type: string, v3+. */
  clientSoftwareVersion?: string | undefined
  /**
   * The id of the cluster that the client means to reach: another one answers with an error
   * (KIP-1242). Null is no check.
   *
   * Type: string, v5+, nullable, default null.
   */
  clusterId?: string | null | undefined
  /**
   * The node id that the client means to reach: another one answers with an error (KIP-1242). -1 is
   * no check.
   *
   * Type: int32, v5+, default -1.
   */
  nodeId?: number | undefined
}

/**
 * ApiVersions: key 18, versions 0-5.
 *
 * Tells which APIs and versions the broker speaks, and which features are on (KIP-35, KIP-584). The
 * broker that is asked answers; the driver asks it by itself when it connects.
 */
export const ApiVersions: Api<ApiVersionsRequest, ApiVersionsResponse> = {
  name: 'ApiVersions', key: 18, minVersion: 0, maxVersion: 5, flexibleFrom: 3,
  encodeRequest: encodeApiVersionsRequest,
  decodeRequest: decodeApiVersionsRequest,
  encodeResponse: encodeApiVersionsResponse,
  decodeResponse: decodeApiVersionsResponse
}

function encodeApiVersionsRequest(w: Writer, m: ApiVersionsRequest, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.clientSoftwareName === undefined ? '' : m.clientSoftwareName, 'clientSoftwareName')
  if (v >= 3) w.compactString(m.clientSoftwareVersion === undefined ? '' : m.clientSoftwareVersion, 'clientSoftwareVersion')
  if (v >= 5) w.compactNullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
  if (v >= 5) w.int32(m.nodeId === undefined ? -1 : m.nodeId, 'nodeId')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeApiVersionsRequest(r: Reader, v: number): Decoded<ApiVersionsRequest> {
  const clientSoftwareName: string = v >= 3 ? r.compactString() : ''
  const clientSoftwareVersion: string = v >= 3 ? r.compactString() : ''
  const clusterId: string | null = v >= 5 ? r.compactNullableString() : null
  const nodeId: number = v >= 5 ? r.int32() : -1
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ApiVersionsRequest> = { clientSoftwareName, clientSoftwareVersion, clusterId, nodeId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeApiVersionsResponseApiVersion(w: Writer, m: ApiVersionsResponseApiVersion, v: number): void {
  checkStruct(m)
  w.int16(m.apiKey, 'apiKey')
  w.int16(m.minVersion, 'minVersion')
  w.int16(m.maxVersion, 'maxVersion')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeApiVersionsResponseApiVersion(r: Reader, v: number): Decoded<ApiVersionsResponseApiVersion> {
  const apiKey: number = r.int16()
  const minVersion: number = r.int16()
  const maxVersion: number = r.int16()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ApiVersionsResponseApiVersion> = { apiKey, minVersion, maxVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeApiVersionsResponseSupportedFeatureKey(w: Writer, m: ApiVersionsResponseSupportedFeatureKey, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int16(m.minVersion, 'minVersion')
  w.int16(m.maxVersion, 'maxVersion')
  w.unknownTags(m.unknownTags)
}

function decodeApiVersionsResponseSupportedFeatureKey(r: Reader, _v: number): Decoded<ApiVersionsResponseSupportedFeatureKey> {
  const name: string = r.compactString()
  const minVersion: number = r.int16()
  const maxVersion: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<ApiVersionsResponseSupportedFeatureKey> = { name, minVersion, maxVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeApiVersionsResponseFinalizedFeatureKey(w: Writer, m: ApiVersionsResponseFinalizedFeatureKey, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int16(m.maxVersionLevel, 'maxVersionLevel')
  w.int16(m.minVersionLevel, 'minVersionLevel')
  w.unknownTags(m.unknownTags)
}

function decodeApiVersionsResponseFinalizedFeatureKey(r: Reader, _v: number): Decoded<ApiVersionsResponseFinalizedFeatureKey> {
  const name: string = r.compactString()
  const maxVersionLevel: number = r.int16()
  const minVersionLevel: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<ApiVersionsResponseFinalizedFeatureKey> = { name, maxVersionLevel, minVersionLevel }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeApiVersionsResponse(w: Writer, m: ApiVersionsResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.apiKeys, 'apiKeys', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeApiVersionsResponseApiVersion(w, a[i] as ApiVersionsResponseApiVersion, v)
    } catch (error) {
      throw within(error, 'apiKeys', i)
    }
  }
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 3) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0, 1, 2, 3])
    const supportedFeatures = m.supportedFeatures
    const has_supportedFeatures = supportedFeatures !== undefined && supportedFeatures?.length !== 0
    if (has_supportedFeatures) tags++
    const finalizedFeaturesEpoch = m.finalizedFeaturesEpoch
    const has_finalizedFeaturesEpoch = finalizedFeaturesEpoch !== undefined && finalizedFeaturesEpoch !== -1n
    if (has_finalizedFeaturesEpoch) tags++
    const finalizedFeatures = m.finalizedFeatures
    const has_finalizedFeatures = finalizedFeatures !== undefined && finalizedFeatures?.length !== 0
    if (has_finalizedFeatures) tags++
    const zkMigrationReady = m.zkMigrationReady
    const has_zkMigrationReady = zkMigrationReady !== undefined && zkMigrationReady !== false
    if (has_zkMigrationReady) tags++
    w.unsignedVarint(tags)
    if (has_supportedFeatures) {
      const t = w.beginTag()
      {
        const a = t.array(supportedFeatures, 'supportedFeatures', true)
        let i = 0
        try {
          for (; i < a.length; i++) encodeApiVersionsResponseSupportedFeatureKey(t, a[i] as ApiVersionsResponseSupportedFeatureKey, v)
        } catch (error) {
          throw within(error, 'supportedFeatures', i)
        }
      }
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 1)
    if (has_finalizedFeaturesEpoch) {
      const t = w.beginTag()
      t.int64(finalizedFeaturesEpoch, 'finalizedFeaturesEpoch')
      w.endTag(1, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 1, 2)
    if (has_finalizedFeatures) {
      const t = w.beginTag()
      {
        const a = t.array(finalizedFeatures, 'finalizedFeatures', true)
        let i = 0
        try {
          for (; i < a.length; i++) encodeApiVersionsResponseFinalizedFeatureKey(t, a[i] as ApiVersionsResponseFinalizedFeatureKey, v)
        } catch (error) {
          throw within(error, 'finalizedFeatures', i)
        }
      }
      w.endTag(2, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 2, 3)
    if (has_zkMigrationReady) {
      const t = w.beginTag()
      t.bool(zkMigrationReady, 'zkMigrationReady')
      w.endTag(3, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 3, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '3+')
}

function decodeApiVersionsResponse(r: Reader, v: number): Decoded<ApiVersionsResponse> {
  const errorCode: number = r.int16()
  let apiKeys: Decoded<ApiVersionsResponseApiVersion>[]
  {
    const n = v >= 3 ? r.compactArrayLength(7) : r.arrayLength(6)
    const a = newArray<Decoded<ApiVersionsResponseApiVersion>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeApiVersionsResponseApiVersion(r, v)
    apiKeys = a
  }
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  let supportedFeatures: Decoded<ApiVersionsResponseSupportedFeatureKey>[] = []
  let finalizedFeaturesEpoch: bigint = -1n
  let finalizedFeatures: Decoded<ApiVersionsResponseFinalizedFeatureKey>[] = []
  let zkMigrationReady: boolean = false
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 3) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0) {
        const beyond = r.enterTag()
        {
          const n = r.compactArrayLength(6)
          const a = newArray<Decoded<ApiVersionsResponseSupportedFeatureKey>>(n)
          for (let i = 0; i < n; i++) a[i] = decodeApiVersionsResponseSupportedFeatureKey(r, v)
          supportedFeatures = a
        }
        r.leaveTag(beyond)
      } else if (tag === 1) {
        const beyond = r.enterTag()
        finalizedFeaturesEpoch = r.int64()
        r.leaveTag(beyond)
      } else if (tag === 2) {
        const beyond = r.enterTag()
        {
          const n = r.compactArrayLength(6)
          const a = newArray<Decoded<ApiVersionsResponseFinalizedFeatureKey>>(n)
          for (let i = 0; i < n; i++) a[i] = decodeApiVersionsResponseFinalizedFeatureKey(r, v)
          finalizedFeatures = a
        }
        r.leaveTag(beyond)
      } else if (tag === 3) {
        const beyond = r.enterTag()
        zkMigrationReady = r.bool()
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<ApiVersionsResponse> = { errorCode, apiKeys, throttleTimeMs, supportedFeatures, finalizedFeaturesEpoch, finalizedFeatures, zkMigrationReady }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
