import { isRecord } from '../../options.ts'
import { resourceTypes } from '../../protocol/codes/index.ts'
import { ZERO_UUID } from '../../protocol/primitives/reader.ts'
import { isBytes } from '../../type-checks.ts'
import { countRecords } from './count-records.ts'

/** A partition that a traced request names. */
export interface TracedPartition {
  readonly index: number
  /** Records that the request writes, or that the answer to a Fetch or ShareFetch brought. */
  recordCount?: number
  /** The size of their batches in bytes, as they are on the wire. */
  recordBytes?: number
  /**
   * The offset that the request names, such as the committed offset. For Produce: the offset that
   * the broker gave to the first record; it is known as soon as the answer is there.
   */
  offset?: bigint
  /** The error code in the answer, if it is not 0. */
  errorCode?: number
}

/** A topic that a traced request names: by its name, its id or both. */
export interface TracedTopic {
  name?: string
  topicId?: string
  /** The partitions that the request names. Empty if it is about the whole topic. */
  readonly partitions: readonly TracedPartition[]
}

interface Topic extends TracedTopic {
  readonly partitions: TracedPartition[]
}
type Struct = Readonly<Record<string, unknown>>

// The fields of messages with topics, with structs that have topics, and with partitions. A test
// reads a request of every API with them.
const TOPIC_FIELDS: ReadonlySet<string> = new Set([
  ...['topics', 'topicData', 'topicNames', 'topicPartitions', 'resources', 'v3AndBelowTopics', 'subscribedTopicNames'],
  ...['sourceTopics', 'repartitionSinkTopics', 'stateChangelogTopics', 'repartitionSourceTopics', 'sinkTopic'],
  ...['responses', 'results', 'topicResults', 'resultsByTopicV3AndBelow']
])
const OUTER_FIELDS: ReadonlySet<string> = new Set([
  ...['groups', 'transactions', 'dirs', 'directories', 'markers', 'resultsByTransaction'],
  ...['topology', 'subtopologies', 'topologyDescription', 'nodes', 'globalStores', 'source']
])
const PARTITION_LISTS = ['partitions', 'partitionData', 'partitionIndexes', 'partitionResponses', 'resultsByPartition'] as const

/** The topics that a request names, in order, each once. */
export class TracedTopics {
  readonly all: Topic[] = []
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()

  /** Adds the topics of a request, or what an answer says about them. */
  add(message: unknown): void {
    if (!isRecord(message)) return
    for (const [field, value] of Object.entries(message)) {
      const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
      if (TOPIC_FIELDS.has(field)) for (const entry of entries) this.#addTopic(entry)
      else if (OUTER_FIELDS.has(field)) for (const entry of entries) this.add(entry)
    }
  }

  /** The records of all partitions together. */
  records(): { readonly recordCount: number | undefined; readonly recordBytes: number | undefined } {
    let recordCount: number | undefined = 0
    let recordBytes: number | undefined
    for (const { partitions } of this.all) {
      for (const partition of partitions) {
        if (partition.recordBytes === undefined) continue
        recordBytes = (recordBytes ?? 0) + partition.recordBytes
        recordCount = partition.recordCount === undefined || recordCount === undefined ? undefined : recordCount + partition.recordCount
      }
    }
    return { recordCount: recordBytes === undefined ? undefined : recordCount, recordBytes }
  }

  #addTopic(entry: unknown): void {
    const topic = this.#topicOf(typeof entry === 'string' ? { name: entry } : entry)
    if (topic === undefined || !isRecord(entry)) return
    for (const field of PARTITION_LISTS) {
      const partitions = entry[field]
      if (!Array.isArray(partitions)) continue
      const isFirst = topic.partitions.length === 0
      for (const [i, partition] of partitions.entries()) addPartition(topic.partitions, partition, isFirst ? undefined : i)
    }
  }

  #topicOf(entry: unknown): Topic | undefined {
    const { name, topicId } = refOf(entry)
    if (name === undefined && topicId === undefined) return undefined
    const known = this.#byName.get(name ?? '') ?? this.#byId.get(topicId ?? '')
    const topic: Topic = known ?? { partitions: [] }
    if (known === undefined) this.all.push(topic)
    if (name !== undefined) this.#byName.set((topic.name = name), topic)
    if (topicId !== undefined) this.#byId.set((topic.topicId = topicId), topic)
    return topic
  }
}

// Fields that a version lacks are empty.
function refOf(entry: unknown): { readonly name?: string | undefined; readonly topicId?: string | undefined } {
  if (!isRecord(entry)) return {}
  if (typeof entry['resourceType'] === 'number' && entry['resourceType'] !== resourceTypes.TOPIC) return {}
  const name = textOf(entry['name']) ?? textOf(entry['topic']) ?? textOf(entry['topicName']) ?? textOf(entry['resourceName'])
  return { name, topicId: entry['topicId'] === ZERO_UUID ? undefined : textOf(entry['topicId']) }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

// `place`: where the partition is expected, if it may be there. Answers have the order of requests.
function addPartition(partitions: TracedPartition[], entry: unknown, place: number | undefined): void {
  const index = isRecord(entry) ? (entry['index'] ?? entry['partition'] ?? entry['partitionIndex']) : entry
  if (typeof index !== 'number') return
  let partition = place === undefined ? undefined : partitions[place]
  if (place !== undefined && partition?.index !== index) partition = partitions.find(each => each.index === index)
  if (partition === undefined) partitions.push((partition = { index }))
  if (isRecord(entry)) describePartition(partition, entry)
}

function describePartition(partition: TracedPartition, { records, ...entry }: Struct): void {
  if (isBytes(records)) {
    const count = countRecords(records)
    if (count !== undefined) partition.recordCount = count
    partition.recordBytes = records.length
  }
  const offset = entry['baseOffset'] ?? entry['committedOffset'] ?? entry['fetchOffset']
  if (typeof offset === 'bigint' && offset >= 0n) partition.offset ??= offset
  const errorCode = entry['errorCode'] || entry['partitionErrorCode'] || entry['acknowledgeErrorCode']
  if (typeof errorCode === 'number' && errorCode !== 0) partition.errorCode = errorCode
}
