import type { Api, Decoded } from '../../protocol/api.ts'
import { decodeResponse, encodeResponse } from '../../protocol/message-codec.ts'
import type { ClusterMap, TopicRef } from '../metadata/cluster-map.ts'
import { leaderlessCode } from '../metadata/find-leader.ts'
import { isTopicId } from '../metadata/merge-metadata.ts'
import type { Route } from '../routing/routing.ts'
import type { CodeOf } from '../routing/shards/error-answers.ts'

const UNKNOWN_TOPIC_ID = 100
const LEADER_NOT_AVAILABLE = 5

/** An API, and how its requests are routed. */
export interface RoutedApi<Req, Res> {
  readonly api: Api<Req, Res>
  readonly route: Route<Req, Res>
}

/** What is to be said of partitions that no known broker leads. */
export interface Refusal<Res> {
  /** The error codes, each once. */
  readonly codes: readonly number[]
  /** The answer that brokers would give, made by the driver itself. */
  readonly response: Decoded<Res>
}

/**
 * Says of each partition of a request why there is no broker to send it to. No broker is asked for that: one that happens to lead a partition by now
 * would do what it is asked, out of its turn. Undefined for an API whose answers have no code for each partition.
 */
export function refuse<Req, Res>(call: RoutedApi<Req, Res>, request: Req, map: ClusterMap): Refusal<Res> | undefined {
  const codes = new Set<number>()
  const response = refuseWith(call, request, (topic, partitionIndex) => {
    const code = codeOf(map, topic, partitionIndex)
    codes.add(code)
    return code
  })
  return response === undefined ? undefined : { codes: [...codes], response }
}

/** The answer to a request that says an error code of each of its partitions. Undefined for an API whose answers have none. */
export function refuseWith<Req, Res>({ api, route }: RoutedApi<Req, Res>, request: Req, codeOf: CodeOf): Decoded<Res> | undefined {
  const made = route.shards?.refuse?.(request, codeOf)
  if (made === undefined) return undefined
  // Through the codec, which fills in all the fields that an answer has besides.
  const version = api.highestVersionFor?.(request) ?? api.maxVersion
  return decodeResponse(api, version, encodeResponse(api, version, made))
}

function codeOf(map: ClusterMap, ref: TopicRef, partitionIndex: number): number {
  const topic = map.topic(ref)
  if (topic === undefined && isTopicId(ref.topicId)) return UNKNOWN_TOPIC_ID
  const partition = topic?.partitions.get(partitionIndex)
  // A leader that is no broker of the cluster any more.
  if (topic?.errorCode === 0 && partition?.errorCode === 0) return LEADER_NOT_AVAILABLE
  return leaderlessCode(topic, partition)
}
