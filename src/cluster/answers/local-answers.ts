import type { Api, Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { decodeResponse, encodeResponse } from '../../protocol/message-codec.ts'
import type { ClusterMap, TopicRef } from '../metadata/cluster-map.ts'
import { leaderlessCode } from '../metadata/find-leader.ts'
import { isTopicId } from '../metadata/merge-metadata.ts'
import type { CodeOf, Route } from '../routing/route.ts'

/** An API with the route of its requests. */
export interface RoutedApi<Req, Res> {
  readonly api: Api<Req, Res>
  readonly route: Route<Req, Res>
}

/** An answer for partitions that no known broker leads, made by the driver itself. */
export interface LeaderlessAnswer<Res> {
  /** The error codes in the answer, each once. */
  readonly codes: readonly number[]
  /** The answer that brokers would give. */
  readonly response: Decoded<Res>
}

/**
 * Makes an answer with an error code for each partition of a request, which says why there is no
 * broker to send it to. No broker is asked for these codes: a broker that leads a partition by now
 * would do what it is asked to do, before earlier requests for that partition. Undefined for an API
 * whose answers have no code per partition.
 */
export function answerLeaderless<Req, Res>(call: RoutedApi<Req, Res>, request: Req, map: ClusterMap): LeaderlessAnswer<Res> | undefined {
  const codes = new Set<number>()
  const response = answerWithCodes(call, request, (topic, partitionIndex) => {
    const code = codeOf(map, topic, partitionIndex)
    codes.add(code)
    return code
  })
  return response === undefined ? undefined : { codes: [...codes], response }
}

/**
 * Makes an answer with an error code for each partition of a request. Undefined for an API whose
 * answers have no code per partition.
 */
export function answerWithCodes<Req, Res>({ api, route }: RoutedApi<Req, Res>, request: Req, codeOf: CodeOf): Decoded<Res> | undefined {
  const made = route.shards?.errorAnswer?.(request, codeOf)
  if (made === undefined) return undefined
  // The codec fills in all other fields of the answer.
  const version = api.highestVersionFor?.(request) ?? api.maxVersion
  return decodeResponse(api, version, encodeResponse(api, version, made))
}

function codeOf(map: ClusterMap, ref: TopicRef, partitionIndex: number): number {
  const topic = map.topic(ref)
  if (topic === undefined && isTopicId(ref.topicId)) return errorCodes.UNKNOWN_TOPIC_ID
  const partition = topic?.partitions.get(partitionIndex)
  // The partition has a leader, which is not a broker of the cluster any more.
  if (topic?.errorCode === errorCodes.NONE && partition?.errorCode === errorCodes.NONE) return errorCodes.LEADER_NOT_AVAILABLE
  return leaderlessCode(topic, partition)
}
