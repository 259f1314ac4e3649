import type { VersionRange } from '../../errors.ts'
import type { Decoded } from '../../protocol/api.ts'
import type { ClusterMap, LeaderHint, TopicRef } from '../metadata/cluster-map.ts'

/** Which broker a request goes to. */
export type Destination =
  | 'any'
  | 'controller'
  | { readonly nodeId: number }
  | { readonly group: string }
  | { readonly transactionalId: string }
  | { readonly shareKey: string }

/** What one broker gets of a request. */
export interface Part<Req> {
  readonly to: Destination
  readonly request: Req
}

/** A request, part by part. */
export interface Split<Req> {
  readonly parts: readonly Part<Req>[]
  /** The entries whose broker is not known now, as one request. */
  readonly unrouted: Req | undefined
}

/** What was asked, and what a broker said to it. */
export interface Answer<Req, Res> {
  readonly request: Req
  readonly response: Decoded<Res>
}

/** An answer in two: what another broker, or the same one later, may yet do, and what is final. */
export interface Sifted<Req, Res> {
  readonly again: Req | undefined
  readonly settled: Answer<Req, Res> | undefined
  /** Codes found that say how old our routes are, each once; also those that only the caller can do something about. */
  readonly codes: readonly number[]
  /** The new leaders that the answer names (KIP-951). */
  readonly hints: readonly LeaderHint[]
  /** Whether something of `again` may have been done in spite of its error code. Undefined where the code alone tells. */
  readonly mayBeDone?: boolean | undefined
}

/** What of a request an answer says nothing about, and what it does answer. */
export interface Gap<Req> {
  readonly missing: Req
  /** Undefined where the answer has nothing that was asked for. */
  readonly answered: Req | undefined
  /** What is missing, in words. */
  readonly names: readonly string[]
}

/** What the judgement of an answer depends on, besides the request. Where nothing is known of it, the request is taken to have been behind. */
export interface SiftContext {
  /** Whether earlier requests for the same partitions were under way when this one was sent. */
  readonly wasBehind: boolean
}

/** How the requests of one API are divided among brokers, and their answers put together. */
export interface Shards<Req, Res> {
  /** A long poll: what there is to hand out does not wait for partitions that have yet to be found. */
  readonly isPoll?: boolean
  /** Topics whose leaders must be known before `split`. */
  topics?(request: Req): readonly TopicRef[]
  /** One part with the very same request where nothing needs dividing. */
  split(request: Req, map: ClusterMap): Split<Req>
  /**
   * The same as one request or several for a broker that speaks only these versions, where none of them carries the request as it is; undefined where one does.
   * The answers go into `merge` like any other.
   */
  splitFurther?(request: Req, spoken: VersionRange): readonly Req[] | undefined
  /** Undefined where the answer is final as it stands. */
  sift?(request: Req, response: Decoded<Res>, context?: SiftContext): Sifted<Req, Res> | undefined
  /** What an answer leaves out. Undefined where it is complete. */
  gap?(request: Req, response: Decoded<Res>): Gap<Req> | undefined
  /** The answer that says this error code of each partition, for partitions that cannot be asked for. */
  refuse?(request: Req, codeOf: (topic: TopicRef, partitionIndex: number) => number): Res
  /** One answer to the whole, in the order of the request; where there is but one, that very object. */
  merge(request: Req, answers: readonly Answer<Req, Res>[]): Decoded<Res>
}

/** Where the requests of one API go, and how they may be repeated. */
export interface Route<Req = unknown, Res = unknown> {
  /** Whether the request may be sent again when the first may have arrived. */
  readonly safeToRepeat: boolean | ((request: Req) => boolean)
  /** The first version after whose answers the client itself must keep the throttle time (KIP-219); `Infinity` where answers tell none. */
  readonly throttledSince: number
  /** Undefined: only the caller can know. */
  to?(request: Req): Destination | undefined
  /** For requests that may concern several brokers. */
  readonly shards?: Shards<Req, Res>
}
