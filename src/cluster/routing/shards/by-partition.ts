import { configurationError } from '../../../options.ts'
import type { Decoded } from '../../../protocol/api.ts'
import type { ClusterMap, TopicRef, TopicState } from '../../metadata/cluster-map.ts'
import type { CodeOf, Destination, Part, Shards, SiftContext, Split } from '../route.ts'
import { addTo, groupBy } from './collections.ts'
import { missingPartitions } from './gaps.ts'
import { mergePartitions } from './merge-partitions.ts'
import { hasLayout, type PartitionLayout } from './message-layout.ts'
import { type AnsweredPartition, siftPartitions } from './sift-partitions.ts'

/** Where a partition is served: the node id of a broker, or the key of a share coordinator. */
export type Place = number | string

/** How {@link byPartition} divides the requests of one API. */
export interface PartitionKind<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition> {
  /** The name of the API, for error texts. */
  readonly api: string
  readonly requestLayout: PartitionLayout<Req, Topic, Partition>
  readonly responseLayout: PartitionLayout<Decoded<Res>, ResTopic, ResPartition>
  /** See `Shards.isPoll`. */
  readonly isPoll?: boolean
  /** Whether `split` needs the leaders of the topics. */
  readonly needsTopics: boolean
  /** Where a partition is served. Undefined: it is not known now. */
  place(request: Req, ref: TopicRef, index: number, state: TopicState | undefined, map: ClusterMap): Place | undefined
  /** The destination of the partitions with one place. */
  to(place: Place): Destination
  /**
   * The session that a request belongs to, as a phrase for an error text. Such a request must go to
   * one broker as a whole. Undefined: it belongs to none, and may be divided.
   */
  session?(request: Req): string | undefined
  /** The session of a request that names no partitions. Default: what `session` returns. */
  emptySession?(request: Req): string | undefined
  /** The error codes after which a partition is sent again. */
  readonly healable: ReadonlySet<number>
  /**
   * Whether the request may have been carried out for a partition that has one of these codes. It
   * is for APIs where the error code alone does not decide that.
   */
  mayBeDone?(answer: ResPartition): boolean
  /** Whether a partition with one of these codes may be sent again without harm. Default: yes. */
  mayRepeat?(request: Req, answer: ResPartition, partition: Partition, context: SiftContext): boolean
  /** Whether a complete answer may leave partitions out. Default: no. */
  mayOmit?(request: Req, response: Decoded<Res>): boolean
  /** See `Shards.errorAnswer`. */
  errorAnswer?(request: Req, codeOf: CodeOf): Res
}

/**
 * For requests with topics and partitions. See `by-leader.ts` for those whose partitions are served
 * by their leaders. The functions of the result call those of `kind` for each partition.
 */
export function byPartition<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: PartitionKind<Req, Res, Topic, Partition, ResTopic, ResPartition>
): Shards<Req, Res> {
  const { requestLayout: layout } = kind
  return {
    isPoll: kind.isPoll === true,
    ...(kind.needsTopics && { topics: request => topicsOf(layout, request) }),
    split: (request, map) => split(kind, request, map),
    sift: (request, response, context) => siftPartitions(kind, request, response, context),
    gap: (request, response) =>
      kind.mayOmit?.(request, response) || !hasLayout(layout, request)
        ? undefined
        : missingPartitions(layout, kind.responseLayout, request, response),
    ...(kind.errorAnswer !== undefined && { errorAnswer: kind.errorAnswer }),
    merge: (request, answers) => mergePartitions(kind.requestLayout, kind.responseLayout, request, answers)
  }
}

function topicsOf<Req, Topic, Partition>(layout: PartitionLayout<Req, Topic, Partition>, request: Req): TopicRef[] {
  return hasLayout(layout, request) ? layout.topics(request).map(topic => layout.ref(topic)) : []
}

type SplitKind<Req, Topic, Partition> = Pick<
  PartitionKind<Req, never, Topic, Partition, never, never>,
  'api' | 'requestLayout' | 'place' | 'to' | 'session' | 'emptySession'
>

function split<Req, Topic, Partition>(kind: SplitKind<Req, Topic, Partition>, request: Req, map: ClusterMap): Split<Req> {
  if (!hasLayout(kind.requestLayout, request)) return { parts: [{ to: 'any', request }], unrouted: undefined }
  const place = solePlace(kind, request, map)
  if (typeof place !== 'symbol') return { parts: [{ to: kind.to(place), request }], unrouted: undefined }
  if (place === NO_PARTITION) {
    const session = (kind.emptySession ?? kind.session)?.(request)
    if (session !== undefined) throw oneBrokerOnly(kind.api, session, 'the request names no partition that would lead to it')
    return { parts: [{ to: 'any', request }], unrouted: undefined }
  }
  const session = kind.session?.(request)
  const scattered = scatter(kind, request, map)
  if (session === undefined) return scattered
  if (scattered.unrouted !== undefined) return { parts: [], unrouted: request }
  throw oneBrokerOnly(kind.api, session, `these partitions are led by ${scattered.parts.length} brokers`)
}

const NO_PARTITION = Symbol('no partition')
const SEVERAL = Symbol('several places, or unknown ones')

// Finds the one place that serves all partitions, which is the usual case, without an allocation.
function solePlace<Req, Topic, Partition>(
  kind: SplitKind<Req, Topic, Partition>,
  request: Req,
  map: ClusterMap
): Place | typeof NO_PARTITION | typeof SEVERAL {
  const layout = kind.requestLayout
  let sole: Place | undefined
  for (const topic of layout.topics(request)) {
    const ref = layout.ref(topic)
    const state = map.topic(ref)
    for (const partition of layout.partitions(topic)) {
      const place = kind.place(request, ref, layout.index(partition), state, map)
      if (place === undefined || (sole !== undefined && sole !== place)) return SEVERAL
      sole = place
    }
  }
  return sole ?? NO_PARTITION
}

// Divides the partitions by place, if there are several places, or unknown ones.
function scatter<Req, Topic, Partition>(kind: SplitKind<Req, Topic, Partition>, request: Req, map: ClusterMap): Split<Req> {
  const layout = kind.requestLayout
  const topicsAt = new Map<Place | undefined, Topic[]>()
  for (const topic of layout.topics(request)) {
    const ref = layout.ref(topic)
    const state = map.topic(ref)
    const all = layout.partitions(topic)
    for (const [place, partitions] of groupBy(all, partition => kind.place(request, ref, layout.index(partition), state, map))) {
      const share = partitions.length === all.length ? topic : layout.withPartitions(topic, partitions)
      addTo(topicsAt, place, share)
    }
  }
  const parts: Part<Req>[] = []
  let unrouted: Req | undefined
  for (const [place, topics] of topicsAt) {
    const share = place === undefined && topicsAt.size === 1 ? request : layout.withTopics(request, topics)
    if (place === undefined) unrouted = share
    else parts.push({ to: kind.to(place), request: share })
  }
  return { parts, unrouted }
}

function oneBrokerOnly(api: string, session: string, why: string): Error {
  return configurationError(api, [`${session} belongs to one broker, but ${why}: send one request to each broker, with { to: { nodeId } }`])
}
