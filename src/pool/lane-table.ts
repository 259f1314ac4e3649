import { apiInfos } from '../protocol/messages/infos.ts'

/** Which APIs have connections of their own. What is in no lane goes in `other`. */
export type LaneTable = Readonly<Record<string, readonly string[]>>

/** The lane of all that is in no other. */
export const OTHER_LANE = 'other'

/**
 * Brokers answer a connection in order, one request at a time, so what they keep for long gets lanes apart from what must be quick: Fetch may be parked
 * for seconds, a group's JoinGroup and SyncGroup for minutes, and admin requests until all is done, while Heartbeat and Metadata are never to wait behind
 * them. Of the slow ones, Fetch has a lane; the rest is in `other`.
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
    'EndTxn'
  ]
}

/** The names of all lanes, `other` among them. */
export function laneNames(table: LaneTable): string[] {
  return [...new Set([...Object.keys(table), OTHER_LANE])]
}

/** The lanes by the keys of the APIs. */
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

/** What is wrong with a table: names that are no API's, and APIs in two lanes. */
export function laneProblems(table: Readonly<Record<string, unknown>>): string[] {
  const seen = new Map<unknown, string>()
  return Object.entries(table).flatMap(([lane, names]) => {
    if (lane === '') return ['lanes has a lane without a name']
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
