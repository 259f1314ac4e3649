import { isKafkaError } from '../errors.ts'
import type { ApiInfo } from '../protocol/api.ts'
import { apiKeys } from '../protocol/codes/index.ts'
import { Reader } from '../protocol/primitives/reader.ts'

const THROTTLE_TIME_BYTES = 4
const NO_TAGS = 0
const PRODUCE_IDS_FROM = 13
const PRODUCE_INT64S = 3 // baseOffset, logAppendTimeMs, logStartOffset
const NONE = Number.POSITIVE_INFINITY // no version has a throttle time, or at a place that can be found

// The first version whose answers begin with `throttleTimeMs`. It is 0 for all other APIs.
const BEGINS_FROM: ReadonlyMap<number, number> = new Map([
  ...allOf(
    1,
    apiKeys.DeleteTopics,
    apiKeys.DescribeGroups,
    apiKeys.Fetch,
    apiKeys.FindCoordinator,
    apiKeys.Heartbeat,
    apiKeys.LeaveGroup,
    apiKeys.ListGroups,
    apiKeys.SyncGroup
  ),
  ...allOf(2, apiKeys.CreateTopics, apiKeys.JoinGroup, apiKeys.ListOffsets, apiKeys.OffsetForLeaderEpoch),
  ...allOf(3, apiKeys.Metadata, apiKeys.OffsetCommit, apiKeys.OffsetFetch),
  ...allOf(
    NONE,
    apiKeys.ApiVersions, // tagged fields stand behind it
    apiKeys.BeginQuorumEpoch,
    apiKeys.ControlledShutdown,
    apiKeys.DeleteShareGroupState,
    apiKeys.DescribeQuorum,
    apiKeys.EndQuorumEpoch,
    apiKeys.Envelope,
    apiKeys.InitializeShareGroupState,
    apiKeys.LeaderAndIsr,
    apiKeys.OffsetDelete, // it is the second field
    apiKeys.ReadShareGroupState,
    apiKeys.ReadShareGroupStateSummary,
    apiKeys.SaslAuthenticate,
    apiKeys.SaslHandshake,
    apiKeys.StopReplica,
    apiKeys.UpdateMetadata,
    apiKeys.Vote,
    apiKeys.WriteShareGroupState,
    apiKeys.WriteTxnMarkers
  )
])

// Answers that end with `throttleTimeMs`, and with no tagged field that is known today.
const ENDS: ReadonlySet<number> = new Set([
  apiKeys.CreateDelegationToken,
  apiKeys.DescribeDelegationToken,
  apiKeys.ExpireDelegationToken,
  apiKeys.RenewDelegationToken
])
const LAST_KNOWN_KEY = Math.max(...Object.values(apiKeys))

/**
 * The throttle time in the body of an answer that is not decoded, in milliseconds. 0: there is
 * none, or it cannot be found without decoding: ApiVersions, OffsetDelete, and APIs that this
 * driver does not know.
 */
export function throttleTimeIn(body: Uint8Array, { key, flexibleFrom }: ApiInfo, version: number): number {
  const isFlexible = version >= flexibleFrom
  if (key === apiKeys.Produce) return isFlexible ? afterPartitions(body, version) : version === 0 ? 0 : throttleTimeAtEnd(body)
  if (ENDS.has(key)) return !isFlexible ? throttleTimeAtEnd(body) : body.at(-1) === NO_TAGS ? throttleTimeAtEnd(body, 1) : 0
  if (key > LAST_KNOWN_KEY || version < (BEGINS_FROM.get(key) ?? 0)) return 0
  return int32At(body, 0)
}

/** The throttle time of an answer that ends with it, or has so many bytes behind it. */
export const throttleTimeAtEnd = (body: Uint8Array, bytesBehind = 0): number =>
  int32At(body, body.byteLength - bytesBehind - THROTTLE_TIME_BYTES)

// The throttle time of Produce 9 and newer stands behind the partitions.
function afterPartitions(body: Uint8Array, version: number): number {
  const reader = new Reader(body)
  try {
    repeat(reader, () => {
      if (version >= PRODUCE_IDS_FROM) reader.uuid()
      else reader.compactString()
      repeat(reader, () => {
        reader.int32() // index
        reader.int16() // errorCode
        for (let i = 0; i < PRODUCE_INT64S; i++) reader.int64()
        repeat(reader, () => {
          reader.int32() // batchIndex
          reader.compactNullableString() // batchIndexErrorMessage
          reader.unknownTags()
        })
        reader.compactNullableString() // errorMessage
        reader.unknownTags()
      })
      reader.unknownTags()
    })
    return Math.max(reader.int32(), 0)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_PROTOCOL')) throw error
    return 0
  }
}

function repeat(reader: Reader, read: () => void): void {
  for (let left = reader.compactArrayLength(1); left > 0; left--) read()
}

function int32At({ buffer, byteOffset, byteLength }: Uint8Array, at: number): number {
  const hasBytes = at >= 0 && at + THROTTLE_TIME_BYTES <= byteLength
  return hasBytes ? Math.max(new DataView(buffer, byteOffset, byteLength).getInt32(at), 0) : 0
}

function allOf(from: number, ...keys: readonly number[]): [number, number][] {
  return keys.map(key => [key, from])
}
