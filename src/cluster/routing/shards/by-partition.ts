import { configurationError } from '../../../options.ts'
import type { Decoded } from '../../../protocol/api.ts'
import type { ClusterMap, TopicRef, TopicState } from '../../metadata/cluster-map.ts'
import type { Destination, Part, Shards, SiftContext, Split } from '../route.ts'
import { addTo, groupBy } from './collections.ts'
import { missingPartitions } from './gaps.ts'
import { mergePartitions } from './merge-partitions.ts'
import { hasLayout, type Layout } from './message-layout.ts'
import { type AnsweredPartition, siftPartitions } from './sift-partitions.ts'

/** A node's id, or the key of a coordinator. */
export type Place = number | string

/** How one API's requests are divided by partition. */
export interface PartitionKind<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition> {
  readonly api: string
  readonly request: Layout<Req, Topic, Partition>
  readonly response: Layout<Decoded<Res>, ResTopic, ResPartition>
  /** A long poll: what there is to hand out does not wait for the rest. */
  readonly isPoll?: boolean
  /** Whether `split` needs the leaders of the topics. */
  readonly needsTopics: boolean
  /** Where a partition is served, or undefined while nobody knows. */
  place(request: Req, ref: TopicRef, index: number, state: TopicState | undefined, map: ClusterMap): Place | undefined
  to(place: Place): Destination
  /** Why all of a request must go to one broker; undefined: it need not. */
  session?(request: Req): string | undefined
  /** The same for a request without partitions. Default: what `session` says. */
  emptySession?(request: Req): string | undefined
  /** Codes of a partition that say how old our routes are. */
  readonly healable: ReadonlySet<number>
  /** Whether what such an answer is about may have been done all the same. Needed where the code alone does not tell. */
  mayBeDone?(answer: ResPartition): boolean
  /** Whether sending it again may help after such an answer, and does no harm: always, unless this says otherwise. */
  mayRepeat?(request: Req, answer: ResPartition, partition: Partition, context: SiftContext): boolean
  /** Whether a complete answer may leave partitions out. */
  mayOmit?(request: Req, response: Decoded<Res>): boolean
  /** The answer that says an error code of each partition. */
  refuse?(request: Req, codeOf: (topic: TopicRef, partitionIndex: number) => number): Res
}

/** Divides requests whose partitions are served in several places. */
export function byPartition<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: PartitionKind<Req, Res, Topic, Partition, ResTopic, ResPartition>
): Shards<Req, Res> {
  const { request: layout } = kind
  return {
    isPoll: kind.isPoll === true,
    ...(kind.needsTopics && { topics: request => topicsOf(layout, request) }),
    split: (request, map) => split(kind, request, map),
    sift: (request, response, context) => siftPartitions(kind, request, response, context),
    gap: (request, response) =>
      kind.mayOmit?.(request, response) || !hasLayout(layout, request)
        ? undefined
        : missingPartitions(layout, kind.response, request, response),
    ...(kind.refuse !== undefined && { refuse: kind.refuse }),
    merge: (request, answers) => mergePartitions(kind.request, kind.response, request, answers)
  }
}

function topicsOf<Req, Topic, Partition>(layout: Layout<Req, Topic, Partition>, request: Req): TopicRef[] {
  return hasLayout(layout, request) ? layout.topics(request).map(topic => layout.ref(topic)) : []
}

type SplitKind<Req, Topic, Partition> = Pick<
  PartitionKind<Req, never, Topic, Partition, never, never>,
  'api' | 'request' | 'place' | 'to' | 'session' | 'emptySession'
>

function split<Req, Topic, Partition>(kind: SplitKind<Req, Topic, Partition>, request: Req, map: ClusterMap): Split<Req> {
  if (!hasLayout(kind.request, request)) return { parts: [{ to: 'any', request }], unrouted: undefined }
  const place = solePlace(kind, request, map)
  if (typeof place !== 'symbol') return { parts: [{ to: kind.to(place), request }], unrouted: undefined }
  if (place === NO_PARTITION) {
    const session = (kind.emptySession ?? kind.session)?.(request)
    if (session !== undefined) throw oneBrokerOnly(kind.api, session, 'the request names no partition that would tell which')
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

// The usual case, without an allocation.
function solePlace<Req, Topic, Partition>(
  kind: SplitKind<Req, Topic, Partition>,
  request: Req,
  map: ClusterMap
): Place | typeof NO_PARTITION | typeof SEVERAL {
  const layout = kind.request
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

function scatter<Req, Topic, Partition>(kind: SplitKind<Req, Topic, Partition>, request: Req, map: ClusterMap): Split<Req> {
  const layout = kind.request
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
