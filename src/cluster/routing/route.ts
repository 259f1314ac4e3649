import type { VersionRange } from '../../errors.ts'
import type { Decoded } from '../../protocol/api.ts'
import type { ClusterMap, LeaderHint, TopicRef } from '../metadata/cluster-map.ts'

/**
 * The broker that a request, or a part of it, has to reach: any broker, the controller, the broker
 * with a node id, or the coordinator of a group, of a transactional id, or of one partition of a
 * share group (`shareKey`).
 */
export type Destination =
  | 'any'
  | 'controller'
  | { readonly nodeId: number }
  | { readonly group: string }
  | { readonly transactionalId: string }
  | { readonly shareKey: string }

/** The part of a request that goes to one broker: a request with some of the entries. */
export interface Part<Req> {
  readonly to: Destination
  readonly request: Req
  /** Set for a request that could not be divided yet, because there was no metadata for it. */
  readonly isUndivided?: true
}

/** A request, divided by broker. */
export interface Split<Req> {
  readonly parts: readonly Part<Req>[]
  /** A request with the entries whose broker is not known. Undefined if there are none. */
  readonly unrouted: Req | undefined
}

/** A request, and the response of one broker to it. */
export interface Answer<Req, Res> {
  readonly request: Req
  readonly response: Decoded<Res>
}

/** An answer, divided into the entries to send again and the entries that are final. */
export interface Sifted<Req, Res> {
  /** A request with the entries that another attempt may heal. Undefined if there are none. */
  readonly again: Req | undefined
  /** The final entries, as a request and its answer. Undefined if there are none. */
  readonly settled: Answer<Req, Res> | undefined
  /**
   * The error codes of the answer that another attempt may heal, each once, also those of entries
   * that are not sent again.
   */
  readonly codes: readonly number[]
  /** The new leaders that the answer names (KIP-951). */
  readonly hints: readonly LeaderHint[]
  /**
   * Whether an entry of `again` may have been carried out in spite of its error code. Undefined:
   * the error code alone decides.
   */
  readonly mayBeDone?: boolean | undefined
}

/** The entries of a request that an answer leaves out. */
export interface Gap<Req> {
  /** A request with the entries that the answer leaves out. */
  readonly missing: Req
  /** A request with the entries that the answer has. Undefined if it has none of them. */
  readonly answered: Req | undefined
  /** The names of the missing entries for an error text, at most five and "… more". */
  readonly names: readonly string[]
}

/** What the meaning of an error code depends on, besides the request. */
export interface SiftContext {
  /**
   * Whether earlier requests for the same partitions were in flight when this one was sent. Without
   * a context, it is taken to be so.
   */
  readonly wasBehind: boolean
}

/**
 * How the requests of one API are divided among brokers, and their answers put together. The
 * dispatcher calls the functions in this order. Take a Fetch of orders-0, orders-1 and users-0:
 *
 * 1. `topics` returns orders and users. The dispatcher makes sure that their leaders are known.
 * 2. `split` returns one part with orders-0 and users-0 for broker 1, and one with orders-1 for
 *    broker 2. Each part is now sent, retried and settled without the other.
 * 3. `splitFurther` returns undefined: both brokers speak a version that can carry their part.
 * 4. Broker 1 answers. `gap` returns undefined: the answer has both partitions.
 * 5. `sift` finds NOT_LEADER_OR_FOLLOWER at users-0. It returns a request with users-0 as `again`,
 *    and orders-0 with its records as `settled`. The dispatcher goes back to 1 with users-0.
 * 6. `merge` puts the three answers together, in the order of the caller's request.
 *
 * No function throws because of what a broker answered. No function changes a request or an answer:
 * the results share the objects that stay the same.
 */
export interface Shards<Req, Res> {
  /**
   * Whether the request is a long poll: then the caller gets the records of those brokers that have
   * answered, and does not wait for partitions whose leader is not known.
   */
  readonly isPoll?: boolean

  /** Returns the topics whose leaders must be known before `split`. Default: none. */
  topics?(request: Req): readonly TopicRef[]

  /**
   * Divides a request by broker. An entry whose broker the map does not know goes into `unrouted`.
   * If one broker gets everything, the part holds the request object itself, without a copy. A
   * request that does not have the shape of its type goes to any broker as it is, and the encoder
   * refuses it. Throws `KAFKA_CONFIGURATION` if the request belongs to one broker, but names
   * partitions of more.
   */
  split(request: Req, map: ClusterMap): Split<Req>

  /**
   * Translates a request for a broker that speaks only the versions in `spoken`, if none of these
   * can carry the request as it is: into one or more requests of an older or a newer form. Their
   * answers go to `merge` like all others. Returns undefined if no translation is needed or
   * possible.
   */
  splitFurther?(request: Req, spoken: VersionRange): readonly Req[] | undefined

  /**
   * Divides an answer by its error codes: entries that another broker, or the same one later, may
   * answer without an error are sent again; all others are final. Returns undefined if the whole
   * answer is final. An entry is sent again only if nothing was done, or if it does no harm to do
   * it twice.
   */
  sift?(request: Req, response: Decoded<Res>, context?: SiftContext): Sifted<Req, Res> | undefined

  /**
   * Returns the entries of the request that the answer leaves out, or undefined if the answer is
   * complete. An answer with a gap becomes an error that names these entries.
   */
  gap?(request: Req, response: Decoded<Res>): Gap<Req> | undefined

  /**
   * Makes the answer that a broker would give if each partition of the request failed with the
   * error code that `codeOf` returns for it. It is for partitions that have no leader, and for long
   * polls.
   */
  errorAnswer?(request: Req, codeOf: CodeOf): Res

  /**
   * Combines the answers to all parts into one, with the entries in the order of the request. If
   * there is one answer only, it is returned as it is.
   */
  merge(request: Req, answers: readonly Answer<Req, Res>[]): Decoded<Res>
}

/** Returns the error code of one partition. */
export type CodeOf = (topic: TopicRef, partitionIndex: number) => number

/**
 * A row of the routing table: where the requests of one API go, and whether they may be repeated.
 */
export interface Route<Req = unknown, Res = unknown> {
  /** Whether the request may be sent again if the first copy may have reached the broker. */
  readonly safeToRepeat: boolean | ((request: Req) => boolean)
  /**
   * The first version in which the broker leaves it to the client to keep the throttle time that
   * the answer names (KIP-219). `Infinity`: answers of this API name no throttle time.
   */
  readonly throttledSince: number
  /**
   * Returns the destination of a request that is not divided. Undefined: only the caller knows it.
   */
  to?(request: Req): Destination | undefined
  /** For requests that may concern several brokers: how they are divided. It replaces `to`. */
  readonly shards?: Shards<Req, Res>
}

/** Whether a request may be sent again if the first copy may have reached the broker. */
export function isSafeToRepeat<Req, Res>({ safeToRepeat }: Pick<Route<Req, Res>, 'safeToRepeat'>, request: Req): boolean {
  return typeof safeToRepeat === 'boolean' ? safeToRepeat : safeToRepeat(request)
}
