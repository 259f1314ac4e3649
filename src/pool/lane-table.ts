import { apiInfos } from '../protocol/messages/infos.ts'

/** The names of the APIs of each lane, by the lane's name. APIs in no lane use the lane `other`. */
export type LaneTable = Readonly<Record<string, readonly string[]>>

/** The lane of all APIs that no other lane names. */
export const OTHER_LANE = 'other'

/**
 * The lanes of a pool whose option `lanes` is not given.
 *
 * Brokers answer a connection in order and process one request at a time (head-of-line blocking).
 * So requests that must be quick have a lane apart from those that a broker may hold for long:
 *
 * - Fetch waits for records, for seconds: lane `fetch`.
 * - JoinGroup and SyncGroup wait for all members, for minutes: lane `other`.
 * - Admin requests wait until their work is done: lane `other`.
 * - Heartbeat, Metadata, commits and transactions must be quick: lane `coordination`.
 */
export const DEFAULT_LANES: LaneTable = {
  produce: ['Produce'],
  fetch: ['Fetch', 'ShareFetch', 'ShareAcknowledge'],
  coordination: [
    'ApiVersions',
    'Metadata',
    'DescribeCluster',
    'DescribeTopicPartitions',
    'FindCoordinator',
    'Heartbeat',
    'LeaveGroup',
    'OffsetCommit',
    'OffsetFetch',
    'ConsumerGroupHeartbeat',
    'ShareGroupHeartbeat',
    'StreamsGroupHeartbeat',
    'ListOffsets',
    'OffsetForLeaderEpoch',
    'InitProducerId',
    'AddPartitionsToTxn',
    'AddOffsetsToTxn',
    'TxnOffsetCommit',
    'EndTxn',
    'GetTelemetrySubscriptions',
    'PushTelemetry'
  ]
}

/** The names of all lanes of a table, and `other`. */
export function laneNames(table: LaneTable): string[] {
  return [...new Set([...Object.keys(table), OTHER_LANE])]
}

/** The name of the lane of each API: the index is the API key. */
export function lanesByKey(table: LaneTable): readonly string[] {
  const lanes: string[] = apiInfos.reduce<string[]>((all, { key }) => {
    all[key] = OTHER_LANE
    return all
  }, [])
  for (const [lane, names] of Object.entries(table)) {
    for (const { name, key } of apiInfos) if (names.includes(name)) lanes[key] = lane
  }
  return lanes
}

/** The problems of a table: names that are not the name of an API, and APIs in two lanes. */
export function laneProblems(table: Readonly<Record<string, unknown>>): string[] {
  const seen = new Map<unknown, string>()
  return Object.entries(table).flatMap(([lane, names]) => {
    if (lane === '') return ['lanes has a lane whose name is empty']
    if (!Array.isArray(names)) return [`lanes.${lane} must be a list of API names`]
    return (names as readonly unknown[]).flatMap(name => {
      const other = seen.get(name)
      seen.set(name, lane)
      if (!apiInfos.some(api => api.name === name))
        return [`lanes.${lane} has ${typeof name === 'string' ? `${name}, which` : 'what'} is not an API`]
      return other === undefined ? [] : [`lanes.${lane} has ${String(name)}, which lanes.${other} has too`]
    })
  })
}
