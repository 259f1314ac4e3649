// @generated from schemas/UpdateFeaturesRequest.json and
// UpdateFeaturesResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of UpdateFeatures. */
export interface UpdateFeaturesResponse extends UnknownTags {
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
  /**
   * The result for each feature, in versions 0 and 1. Later versions have one code for all.
   *
   * Type: []UpdatableFeatureResult, v0-1.
   */
  results?: readonly UpdateFeaturesResponseUpdatableFeatureResult[] | undefined
}

/** One element of `results` in `UpdateFeaturesResponse`. */
export interface UpdateFeaturesResponseUpdatableFeatureResult extends UnknownTags {
  /** The name of the feature, such as `metadata.version`. Type: string. */
  feature: string
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
 * The request of UpdateFeatures. Changes the levels of features of the whole cluster, such as
 * `metadata.version` (KIP-584). The controller answers, or any broker of KRaft, which passes the
 * request on.
 */
export interface UpdateFeaturesRequest extends UnknownTags {
  /**
   * How long, in milliseconds, the request may wait for the controller. When it is over, the answer
   * is REQUEST_TIMED_OUT.
   *
   * Type: int32, default 60000.
   */
  timeoutMs?: number | undefined
  /**
   * The features that change. Since version 2 either all of them change or none.
   *
   * Type: []FeatureUpdateKey.
   */
  featureUpdates: readonly UpdateFeaturesRequestFeatureUpdateKey[]
  /** Whether to check only, and change nothing. Type: bool, v1+, default false. */
  validateOnly?: boolean | undefined
}

/** One element of `featureUpdates` in `UpdateFeaturesRequest`. */
export interface UpdateFeaturesRequestFeatureUpdateKey extends UnknownTags {
  /** The name of the feature, such as `metadata.version`. Type: string. */
  feature: string
  /** The new level; 0 turns the feature off. Type: int16. */
  maxVersionLevel: number
  /**
   * Whether the level may go down, in version 0. Later versions have `upgradeType`.
   *
   * Type: bool, v0.
   */
  allowDowngrade?: boolean | undefined
  /**
   * Which way the level may go (KIP-778): `upgradeTypes.UPGRADE` (1), `upgradeTypes.SAFE_DOWNGRADE`
   * (2) without loss of metadata, `upgradeTypes.UNSAFE_DOWNGRADE` (3) with it.
   *
   * Type: int8, v1+, default 1.
   */
  upgradeType?: 1 | 2 | 3 | undefined
}

/**
 * UpdateFeatures: key 57, versions 0-2.
 *
 * Changes the levels of features of the whole cluster, such as `metadata.version` (KIP-584). The
 * controller answers, or any broker of KRaft, which passes the request on.
 */
export const UpdateFeatures: Api<UpdateFeaturesRequest, UpdateFeaturesResponse> = {
  name: 'UpdateFeatures', key: 57, minVersion: 0, maxVersion: 2, flexibleFrom: 0,
  highestVersionFor: highestUpdateFeaturesRequest,
  encodeRequest: encodeUpdateFeaturesRequest,
  decodeRequest: decodeUpdateFeaturesRequest,
  encodeResponse: encodeUpdateFeaturesResponse,
  decodeResponse: decodeUpdateFeaturesResponse
}

function encodeUpdateFeaturesRequestFeatureUpdateKey(w: Writer, m: UpdateFeaturesRequestFeatureUpdateKey, v: number): void {
  checkStruct(m)
  w.compactString(m.feature, 'feature')
  w.int16(m.maxVersionLevel, 'maxVersionLevel')
  if (v <= 0) w.bool(m.allowDowngrade === undefined ? false : m.allowDowngrade, 'allowDowngrade')
  else if (m.allowDowngrade !== undefined && m.allowDowngrade !== false) throw absent('allowDowngrade', v, '0')
  if (v >= 1) w.int8(m.upgradeType === undefined ? 1 : m.upgradeType, 'upgradeType')
  else if (m.upgradeType !== undefined && m.upgradeType !== 1) throw absent('upgradeType', v, '1+')
  w.unknownTags(m.unknownTags)
}

function decodeUpdateFeaturesRequestFeatureUpdateKey(r: Reader, v: number): Decoded<UpdateFeaturesRequestFeatureUpdateKey> {
  const feature: string = r.compactString()
  const maxVersionLevel: number = r.int16()
  const allowDowngrade: boolean = v <= 0 ? r.bool() : false
  const upgradeType: 1 | 2 | 3 = v >= 1 ? r.int8() as 1 | 2 | 3 : 1
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateFeaturesRequestFeatureUpdateKey> = { feature, maxVersionLevel, allowDowngrade, upgradeType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateFeaturesRequest(w: Writer, m: UpdateFeaturesRequest, v: number): void {
  checkStruct(m)
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  {
    const a = w.array(m.featureUpdates, 'featureUpdates', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateFeaturesRequestFeatureUpdateKey(w, a[i] as UpdateFeaturesRequestFeatureUpdateKey, v)
    } catch (error) {
      throw within(error, 'featureUpdates', i)
    }
  }
  if (v >= 1) w.bool(m.validateOnly === undefined ? false : m.validateOnly, 'validateOnly')
  else if (m.validateOnly !== undefined && m.validateOnly !== false) throw absent('validateOnly', v, '1+')
  w.unknownTags(m.unknownTags)
}

function decodeUpdateFeaturesRequest(r: Reader, v: number): Decoded<UpdateFeaturesRequest> {
  const timeoutMs: number = r.int32()
  let featureUpdates: Decoded<UpdateFeaturesRequestFeatureUpdateKey>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<UpdateFeaturesRequestFeatureUpdateKey>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateFeaturesRequestFeatureUpdateKey(r, v)
    featureUpdates = a
  }
  const validateOnly: boolean = v >= 1 ? r.bool() : false
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateFeaturesRequest> = { timeoutMs, featureUpdates, validateOnly }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateFeaturesResponseUpdatableFeatureResult(w: Writer, m: UpdateFeaturesResponseUpdatableFeatureResult, _v: number): void {
  checkStruct(m)
  w.compactString(m.feature, 'feature')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeUpdateFeaturesResponseUpdatableFeatureResult(r: Reader, _v: number): Decoded<UpdateFeaturesResponseUpdatableFeatureResult> {
  const feature: string = r.compactString()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateFeaturesResponseUpdatableFeatureResult> = { feature, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateFeaturesResponse(w: Writer, m: UpdateFeaturesResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  if (v <= 1) {
    const a = w.array(m.results === undefined ? [] : m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateFeaturesResponseUpdatableFeatureResult(w, a[i] as UpdateFeaturesResponseUpdatableFeatureResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeUpdateFeaturesResponse(r: Reader, v: number): Decoded<UpdateFeaturesResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let results: Decoded<UpdateFeaturesResponseUpdatableFeatureResult>[] = []
  if (v <= 1) {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<UpdateFeaturesResponseUpdatableFeatureResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateFeaturesResponseUpdatableFeatureResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<UpdateFeaturesResponse> = { throttleTimeMs, errorCode, errorMessage, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestUpdateFeaturesRequest(m: UpdateFeaturesRequest): number {
  let highest = 2
  if (typeof m !== 'object' || m === null) return highest
  for (const e0 of elements(m.featureUpdates)) {
    if (e0.allowDowngrade !== undefined && e0.allowDowngrade !== false && highest > 0) highest = 0
  }
  return highest
}
