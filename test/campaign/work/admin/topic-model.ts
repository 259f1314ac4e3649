import { type Cluster, configResourceTypes, errorCodes, specialTimestamps, throwIfError } from 'kafkawire'
import { DescribeConfigs, ListOffsets, Metadata } from 'kafkawire/messages'
import { again } from '../again.ts'

/** How a change has ended: it is in force, nothing was done, or nobody knows. */
export type Ending = 'done' | 'nothing' | 'open'

/** The configuration that the changes set. */
export const RETENTION = 'retention.ms'

/** What a topic may be like after all that was done to it. There is no other writer. */
export class TopicModel {
  readonly name: string
  #mayBeThere: readonly boolean[] = [false]
  #partitions: readonly number[] = []
  #retentions: readonly string[] = []
  /** The first offset of each partition: it only grows. */
  readonly #lowest = new Map<number, { readonly min: bigint; readonly max: bigint }>()

  constructor(name: string) {
    this.name = name
  }

  /** Whether it is known what the topic is like. After a change with an open end it is not. */
  get isCertain(): boolean {
    return [this.#mayBeThere, this.#partitions, this.#retentions].every(({ length }) => length <= 1)
  }

  get isThere(): boolean {
    return this.isCertain && this.#mayBeThere[0] === true
  }

  get partitions(): number {
    return this.#partitions.at(-1) ?? 0
  }

  created(ending: Ending, partitions: number, retention: string): void {
    this.#mayBeThere = ended(ending, this.#mayBeThere, true)
    this.#partitions = [partitions]
    this.#retentions = [retention]
  }

  deleted(ending: Ending): void {
    this.#mayBeThere = ended(ending, this.#mayBeThere, false)
  }

  grown(ending: Ending, partitions: number): void {
    this.#partitions = ended(ending, this.#partitions, partitions)
  }

  configured(ending: Ending, retention: string): void {
    this.#retentions = ended(ending, this.#retentions, retention)
  }

  truncated(ending: Ending, partition: number, offset: bigint): void {
    const { min, max } = this.lowestOf(partition)
    const most = offset > max ? offset : max
    if (ending === 'done') this.#lowest.set(partition, { min: most, max: most })
    else if (ending === 'open') this.#lowest.set(partition, { min, max: most })
  }

  /** The bounds of the first offset of a partition. */
  lowestOf(partition: number): { readonly min: bigint; readonly max: bigint } {
    return this.#lowest.get(partition) ?? { min: 0n, max: 0n }
  }

  /**
   * Compares the model with what the brokers say. Returns a sentence for each difference. A real node
   * that was killed may have forgotten a new beginning of a log.
   */
  async differences(cluster: Cluster, areRealNodes = false): Promise<string[]> {
    const request = { topics: [{ name: this.name }], allowAutoTopicCreation: false }
    const { topics } = await again(() => cluster.send(Metadata, request, { maxAttempts: 1 }))
    const [{ errorCode, partitions = [] } = { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }] = topics
    const isThere = errorCode === errorCodes.NONE
    if (!this.#mayBeThere.includes(isThere)) return [`the topic ${this.name} is ${isThere ? '' : 'not '}there`]
    if (!isThere) return []
    const count = partitions.length
    const wrong = this.#partitions.includes(count) ? [] : [`${this.name} has ${count} partitions, and not ${this.#partitions.join(' or ')}`]
    const retention = await this.#retention(cluster)
    if (!this.#retentions.includes(retention))
      wrong.push(`${this.name} has the ${RETENTION} ${retention}, and not ${this.#retentions.join(' or ')}`)
    for (const partition of this.#lowest.keys()) wrong.push(...(await this.#wrongOffset(cluster, partition, areRealNodes)))
    return wrong
  }

  async #retention(cluster: Cluster): Promise<string> {
    const resources = [{ resourceType: configResourceTypes.TOPIC, resourceName: this.name, configurationKeys: [RETENTION] }]
    const answer = throwIfError(await again(() => cluster.send(DescribeConfigs, { resources })))
    return answer.results[0]?.configs[0]?.value ?? ''
  }

  async #wrongOffset(cluster: Cluster, partitionIndex: number, areRealNodes: boolean): Promise<string[]> {
    const topics = [{ name: this.name, partitions: [{ partitionIndex, timestamp: specialTimestamps.EARLIEST }] }]
    const answer = throwIfError(await again(() => cluster.send(ListOffsets, { topics })))
    const offset = answer.topics[0]?.partitions[0]?.offset ?? 0n
    const { min: lowest, max } = this.lowestOf(partitionIndex)
    const min = areRealNodes ? 0n : lowest
    return offset >= min && offset <= max ? [] : [`${this.name}-${partitionIndex} begins at ${offset}, and not between ${min} and ${max}`]
  }
}

function ended<T>(ending: Ending, before: readonly T[], after: T): readonly T[] {
  if (ending === 'done') return [after]
  return ending === 'nothing' ? before : [...before, after]
}
