import type { BrokerAddress } from '../../errors.ts'
import { isRecord } from '../../options.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { apiKeys, errorCodes } from '../../protocol/codes/index.ts'
import { errorCodeIn } from '../../protocol/throw-if-error.ts'
import type { Broker } from '../broker.ts'
import { type TracedTopic, TracedTopics } from './traced-topics.ts'

const READS: ReadonlySet<number> = new Set([apiKeys.Fetch, apiKeys.ShareFetch])

/** What is known of a request that is traced when it is queued. */
export interface EncodedRequest {
  readonly api: ApiInfo
  readonly version: number
  readonly correlationId: number
  readonly sizeBytes: number
}

interface Details {
  readonly topics: readonly TracedTopic[] | undefined
  readonly groupId: string | undefined
  readonly recordCount: number | undefined
  readonly recordBytes: number | undefined
}

/**
 * A request with its answer, as subscribers of the channel see it: the `RequestTrace` of the
 * interface. It reads the details from both when a subscriber asks, and again if the answer has
 * come since. After {@link release} only the details that were read are there, so that a subscriber
 * that keeps traces keeps no records alive.
 */
export class TracedExchange {
  readonly api: string
  readonly apiVersion: number
  readonly broker: BrokerAddress
  readonly clientId: string
  declare readonly clusterId?: string
  readonly correlationId: number
  readonly requestBytes: number
  declare responseBytes?: number
  declare queueMs?: number
  declare writeMs?: number
  declare waitMs?: number
  declare readMs?: number
  declare error?: unknown
  readonly #isRead: boolean // whether the answer brings records
  #request: unknown
  #answer: unknown
  #details: Details | undefined
  #errorCode: number | undefined // 0 if there is none, so that the answer is searched once

  constructor({ api, version, correlationId, sizeBytes }: EncodedRequest, broker: Broker, clientId: string, request: unknown) {
    this.api = api.name
    this.apiVersion = version
    this.broker = broker
    this.clientId = clientId
    if (broker.clusterId !== undefined) this.clusterId = broker.clusterId
    this.correlationId = correlationId
    this.requestBytes = sizeBytes
    this.#isRead = READS.has(api.key)
    this.#request = request
  }

  get topics(): readonly TracedTopic[] | undefined {
    return this.#read()?.topics
  }

  get groupId(): string | undefined {
    return this.#read()?.groupId
  }

  get recordCount(): number | undefined {
    return this.#read()?.recordCount
  }

  get recordBytes(): number | undefined {
    return this.#read()?.recordBytes
  }

  get errorCode(): number | undefined {
    if (this.#answer !== undefined) this.#errorCode ??= errorCodeIn(this.#answer) ?? errorCodes.NONE
    return this.#errorCode || undefined
  }

  /** Takes the answer. Details that were read before are read again. */
  set answer(answer: unknown) {
    this.#answer = answer
    if (answer !== undefined) this.#details = undefined
  }

  /** Lets go of the request and the answer. */
  release(): void {
    this.#request = undefined
    this.#answer = undefined
  }

  /** The trace as a plain object, for `JSON.stringify`: offsets are texts. */
  toJSON(): object {
    const { topics, ...details } = this.#known()
    const texts = topics?.map(topic => ({ ...topic, partitions: topic.partitions.map(withOffsetAsText) }))
    return { ...this, ...details, ...(texts === undefined ? {} : { topics: texts }) }
  }

  /** The trace as a plain object, for `console.log`. */
  show(): object {
    return { ...this, ...this.#known() }
  }

  #known(): Partial<Details> {
    const { errorCode } = this
    return Object.fromEntries(Object.entries({ ...this.#read(), errorCode }).filter(([, value]) => value !== undefined))
  }

  #read(): Details | undefined {
    if (this.#details !== undefined || this.#request === undefined) return this.#details
    const topics = new TracedTopics()
    topics.add(this.#request)
    const namesPartitions = topics.all.some(({ partitions }) => partitions.length > 0)
    if (this.#isRead || namesPartitions) topics.add(this.#answer)
    this.#details = {
      topics: topics.all.length === 0 ? undefined : topics.all,
      groupId: groupOf(this.#request),
      ...topics.records()
    }
    return this.#details
  }
}

// `isolatedDeclarations` takes no computed names.
Object.defineProperty(TracedExchange.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: TracedExchange.prototype.show })

function groupOf(request: unknown): string | undefined {
  if (!isRecord(request)) return undefined
  const { groupId, groups } = request
  if (typeof groupId === 'string' && groupId !== '') return groupId
  if (!Array.isArray(groups) || groups.length !== 1) return undefined
  const [group] = groups
  if (typeof group === 'string') return group
  return isRecord(group) && typeof group['groupId'] === 'string' ? group['groupId'] : undefined
}

const withOffsetAsText = ({ offset, ...partition }: TracedTopic['partitions'][number]): object =>
  offset === undefined ? partition : { ...partition, offset: String(offset) }
