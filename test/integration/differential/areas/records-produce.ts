import { absentValues, acks, Produce, type ProduceRequest } from '../../../../src/messages.ts'
import { batchBuilder, type Compression } from '../../../../src/records/index.ts'
import { type Draft, fromNow, kept, Later, resolve, weighted } from '../framework/later.ts'
import type { Plan } from '../framework/plan.ts'
import { anyPartition, anyTopic, HOUR_MS, nameOrId, PRODUCERS, type State, type TopicName } from './records-names.ts'

export function produce(plan: Plan, state: State): void {
  const { random } = plan
  const wanted = weighted(random, [
    [10, acks.ALL],
    [8, acks.LEADER],
    [2, acks.NONE],
    [1, 2 as 1] // no number of acknowledgments that Kafka knows
  ])
  const parts = random.once(5) ? 2 : 1
  plan.send(
    Produce,
    (version): Draft<ProduceRequest> => {
      const topics = new Map<TopicName, Map<number, Draft<Uint8Array | null>>>()
      for (let i = 0; i < parts; i++) {
        const topic = anyTopic(plan)
        const partitions = topics.get(topic) ?? new Map()
        topics.set(topic, partitions)
        const index = anyPartition(plan, topic)
        if (!partitions.has(index)) partitions.set(index, anyBatches(plan, state, topic, index))
      }
      return {
        acks: wanted,
        timeoutMs: 5_000,
        topicData: [...topics].map(([topic, partitions]) => ({
          ...nameOrId(plan, topic, 'name', version),
          partitionData: [...partitions].map(([index, bytes]) => ({ index, records: bytes }))
        }))
      }
    },
    { isOneWay: wanted === acks.NONE }
  )
}

/** Mostly one good batch. */
function anyBatches(plan: Plan, state: State, topic: TopicName, index: number): Draft<Uint8Array | null> {
  const { random } = plan
  return weighted<() => Draft<Uint8Array | null>>(random, [
    [20, () => batch(plan, {})],
    [16, () => sequenced(plan, state, topic, index)],
    [2, () => batch(plan, { large: true })],
    [1, () => batch(plan, { magic: 1 })],
    [1, () => batch(plan, { magic: 0 })],
    [1, () => batch(plan, { spoil: 'checksum' })],
    [1, () => batch(plan, { spoil: 'cut' })],
    [1, () => batch(plan, { fields: { baseOffset: 5n } })],
    [1, () => joined(batch(plan, {}), batch(plan, {}))],
    [1, () => batch(plan, { fields: { isTransactional: true, producerId: 7n, producerEpoch: 0, baseSequence: 0 } })],
    [1, () => batch(plan, { fields: { isControl: true } })],
    [1, () => batch(plan, { fields: { partitionLeaderEpoch: 5 } })],
    [1, () => batch(plan, { fields: { timestampType: 'LogAppendTime', maxTimestamp: fromNow(-5_000) } })],
    [1, () => new Uint8Array(0)]
  ])()
}

function sequenced(plan: Plan, state: State, topic: TopicName, index: number): Later<Uint8Array> {
  const { random } = plan
  const producer = random.below(PRODUCERS)
  const key = `${producer} ${topic} ${index}`
  const count = 1 + random.below(3)
  const next = state.sequences.get(key) ?? 0
  const baseSequence = weighted(random, [
    [14, next],
    [3, Math.max(0, next - count)], // the last batch once more
    [1, next + 1],
    [1, next + 5],
    [1, 0]
  ])
  if (baseSequence === next) state.sequences.set(key, next + count)
  const epochShift = weighted(random, [
    [14, 0],
    [1, 1]
  ])
  const epoch = kept(`epoch ${producer}`, 0)
  return batch(plan, {
    count,
    fields: {
      producerId: kept(`producer ${producer}`, 1_000_000n),
      producerEpoch: epochShift === 0 ? epoch : new Later(`${epoch.label}+${epochShift}`, bindings => epoch.resolve(bindings) + epochShift),
      baseSequence
    }
  })
}

interface BatchPlan {
  readonly count?: number
  readonly magic?: 0 | 1
  readonly large?: boolean
  readonly spoil?: 'checksum' | 'cut'
  readonly fields?: Readonly<Record<string, unknown>>
}

/** A batch that is built when it is sent. */
function batch(plan: Plan, { count = 1 + plan.random.below(3), magic, large = false, spoil, fields = {} }: BatchPlan): Later<Uint8Array> {
  const { random } = plan
  const compression = weighted<Compression>(random, [
    [10, 'none'],
    [1, 'gzip'],
    [1, 'lz4'],
    [1, 'snappy']
  ])
  const at = weighted(random, [
    [10, -5_000],
    [2, -10_000],
    [2, -3 * HOUR_MS],
    [1, 2 * HOUR_MS],
    [1, undefined]
  ])
  const drafts = Array.from({ length: count }, (_, index) => ({
    key: random.once(4) ? null : `key ${random.below(3)}`,
    value: random.once(8) ? null : large ? 'x'.repeat(1_100_000 / count) : `value ${random.below(1_000)}`,
    ...(magic === undefined && random.once(6) && { headers: [['header', 'content']] as [string, string][] }),
    timestamp: at === undefined ? absentValues.NO_TIMESTAMP : fromNow(at + index * random.below(50))
  }))
  const form = [magic === undefined ? '' : `magic ${magic}`, compression, spoil, large ? 'large' : ''].filter(Boolean).join(', ')
  return new Later(`‹batch of ${count}: ${form}›`, bindings => {
    const builder = batchBuilder({ compression, maxBytes: 2_000_000, ...(magic !== undefined && { magic }) })
    for (const draft of drafts) builder.append(resolve(draft, bindings) as typeof draft & { timestamp: bigint })
    const bytes = Buffer.from(builder.build(resolve(fields, bindings) as object))
    if (spoil === 'checksum') bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    return spoil === 'cut' ? bytes.subarray(0, bytes.length - 3) : bytes
  })
}

function joined(...parts: readonly Later<Uint8Array>[]): Later<Uint8Array> {
  return new Later('‹two batches›', bindings => Buffer.concat(parts.map(part => part.resolve(bindings))))
}
