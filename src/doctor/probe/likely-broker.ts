import { apiKeys } from '../../index.ts'
import type { ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'
import { apiInfos } from '../../protocol/messages/infos.ts'

type Ranges = ReadonlyMap<number, readonly [min: number, max: number]>

/** The ranges of an answer to ApiVersions by API key. */
export const rangesIn = ({ apiKeys: listed }: ApiVersionsResponse): Ranges =>
  new Map(listed.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion]]))

/** The ranges by the name of the API. An API that this driver does not know has its number. */
export function namedRanges(ranges: Ranges): Record<string, readonly [min: number, max: number]> {
  return Object.fromEntries([...ranges].map(([key, range]) => [apiInfos.findLast(info => info.key === key)?.name ?? `API ${key}`, range]))
}

// What is new in each release, newest first: an API in this version. From the message definitions
// of the releases. 3.3 and 3.4 have the same versions.
const MARKS: readonly (readonly [release: string, key: number, version: number])[] = [
  ['4.4', apiKeys.ApiVersions, 5],
  ['4.3', apiKeys.DescribeLogDirs, 5],
  ['4.2', apiKeys.ListOffsets, 11],
  ['4.1', apiKeys.Fetch, 18],
  ['4.0', apiKeys.Produce, 12],
  ['3.9', apiKeys.Fetch, 17],
  ['3.8', apiKeys.Produce, 11],
  ['3.7', apiKeys.Fetch, 16],
  ['3.6', apiKeys.AddPartitionsToTxn, 4],
  ['3.5', apiKeys.Fetch, 15],
  ['3.3 or 3.4', apiKeys.DescribeLogDirs, 4],
  ['3.2', apiKeys.JoinGroup, 9],
  ['3.1', apiKeys.Fetch, 13],
  ['3.0', apiKeys.OffsetFetch, 8],
  ['2.8', apiKeys.DescribeCluster, 0]
]
// APIs that every cluster of Apache Kafka from 2.8 on has. Services that speak its protocol leave
// some of them out.
const OF_KAFKA = [apiKeys.DescribeLogDirs, apiKeys.ElectLeaders, apiKeys.AlterReplicaLogDirs, apiKeys.WriteTxnMarkers]

/** The kind of broker and its release, as far as the ranges show them. */
export function likelyBroker(ranges: Ranges): string {
  const has = (key: number, version: number): boolean => (ranges.get(key)?.[1] ?? -1) >= version
  const release = MARKS.find(([, key, version]) => has(key, version))?.[0]
  if (release === undefined) return 'Apache Kafka older than 2.8, or another broker with its protocol'
  return OF_KAFKA.every(key => ranges.has(key))
    ? `Apache Kafka ${release}`
    : `a broker other than Apache Kafka, with the protocol of ${release}`
}
