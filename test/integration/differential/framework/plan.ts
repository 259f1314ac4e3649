import type { VersionRange } from '../../../../src/errors.ts'
import type { Api, Decoded } from '../../../../src/messages.ts'
import type { Random } from '../../../support/vectors/random.ts'
import { fit } from './fit.ts'
import type { Draft } from './later.ts'

/** One request of a sequence. */
export interface Step {
  readonly api: Api<unknown, unknown>
  readonly version: number
  readonly request: unknown
  /** The connection that sends it, from 0. */
  readonly connection: number
  /** Whether the next steps do not wait for its answer. */
  readonly isDetached: boolean
  /** Whether there is no answer (acks 0). */
  readonly isOneWay: boolean
  /** Connections whose answer must have come before this step is sent. */
  readonly after: readonly number[]
  /** What must be seen before the next step. */
  readonly until: Evidence | undefined
  /** What later steps use of the answer, by name. */
  readonly keep: Readonly<Record<string, (answer: never) => unknown>>
}

/** A request that is repeated until its answer shows what the broker does after another answer. */
export interface Evidence {
  readonly api: Api<unknown, unknown>
  readonly version: number
  readonly request: unknown
  /**
   * Whether the answer shows it. `answer` is the one after which the broker does it, and `before` is
   * what the same request showed before the step.
   */
  isSeen(seen: never, answer: never, before: never): boolean
}

/** How a step is sent. Each field may be left out. */
export interface StepOptions<Res> {
  /** The version. Default: one that both brokers have. */
  readonly version?: number | undefined
  /**
   * The connection that sends the request. Requests of one connection are sent one after the other.
   * Default: 0.
   */
  readonly connection?: number
  /**
   * Whether the next steps are sent before the answer has come, as for a JoinGroup that waits for
   * another member. The answer is collected before the next step of the connection, before a step
   * that names the connection in `after`, and at the end. Default: false.
   */
  readonly isDetached?: boolean
  /** Whether there is no answer, as for Produce with acks 0. Default: false. */
  readonly isOneWay?: boolean
  /** Connections whose detached answer must have come before this step is sent. Default: none. */
  readonly after?: readonly number[]
  /**
   * What must be seen before the next step, because the broker does it after it has answered.
   * Default: nothing.
   */
  readonly until?: Evidence | undefined
  /**
   * Values of the answer for later steps, which name them with `kept`. A function that throws or
   * returns undefined keeps nothing.
   */
  readonly keep?: Readonly<Record<string, (answer: Decoded<Res>) => unknown>>
}

/** The steps of one sequence while an area generates them. */
export class Plan {
  readonly steps: Step[] = []
  readonly random: Random
  /** The release that the sequence runs on, such as `4.4.0`. */
  readonly release: string
  readonly #versions: ReadonlyMap<number, VersionRange>

  constructor(random: Random, release: string, versions: ReadonlyMap<number, VersionRange>) {
    this.random = random
    this.release = release
    this.#versions = versions
  }

  /** Whether both brokers have an API. */
  has(api: Api<never, never> | Api<unknown, unknown> | { readonly key: number }): boolean {
    return this.#versions.has(api.key)
  }

  /** The versions of an API that both brokers have. */
  range(api: { readonly key: number; readonly name: string }): VersionRange {
    const range = this.#versions.get(api.key)
    if (range === undefined) throw new Error(`${api.name} is not an API of both brokers: ask has() first`)
    return range
  }

  /** A version that both brokers have. The oldest and the newest come more often. */
  version(api: { readonly key: number; readonly name: string }, min = 0): number {
    const range = this.range(api)
    const from = Math.max(min, range.min)
    if (this.random.once(4)) return from
    if (this.random.once(3)) return range.max
    return from + this.random.below(range.max - from + 1)
  }

  /**
   * Adds a request. It is built for a version; fields that the version does not have are left out.
   * An API that one of the brokers does not have is skipped.
   */
  send<Req, Res>(api: Api<Req, Res>, build: Draft<Req> | ((version: number) => Draft<Req>), options: StepOptions<Res> = {}): void {
    if (!this.has(api)) return
    const { version = this.version(api), connection = 0, isDetached = false, isOneWay = false, after = [], until, keep = {} } = options
    const draft = typeof build === 'function' ? (build as (version: number) => Draft<Req>)(version) : build
    const request = fit(api.name, version, draft)
    this.steps.push({
      api: api as Api<unknown, unknown>,
      version,
      request,
      connection,
      isDetached,
      isOneWay,
      after,
      until,
      keep: keep as Step['keep']
    })
  }
}

/** What a request must show before the next step is sent. See {@link StepOptions.until}. */
export function evidence<Req, Res, Answer>(
  api: Api<Req, Res>,
  version: number,
  request: Draft<Req>,
  isSeen: (seen: Decoded<Res>, answer: Answer, before: Decoded<Res>) => boolean
): Evidence {
  return { api: api as Api<unknown, unknown>, version, request: fit(api.name, version, request), isSeen: isSeen as Evidence['isSeen'] }
}

/** A part of the protocol from which sequences are generated. */
export interface Area {
  readonly name: string
  /** Its share of the sequences of a run, relative to the other areas. */
  readonly weight: number
  /** The releases that have what the area is about. Default: all. */
  readonly releases?: readonly string[]
  /**
   * Whether sequences delete topics. They run first, with no sequence of another area: when any
   * topic is deleted, Kafka 3.9 removes all groups that have neither members nor offsets.
   */
  readonly deletesTopics?: boolean
  /** Adds the steps of one sequence. All choices come from `plan.random`. */
  generate(plan: Plan): void
}
