import { isKafkaError } from 'kafkawire'
import type { Schedule } from '../schedule/schedule.ts'
import type { History } from './history.ts'

/** How the partitions in the messages of one API are found. */
interface Layout {
  /** The field of the topics, and in a topic the field of the partitions, of the request. */
  readonly asked: readonly [topics: string, partitions: string]
  /** The same fields of the answer. */
  readonly answered: readonly [topics: string, partitions: string]
}

type Struct = Readonly<Record<string, unknown>>

const LAYOUTS: Readonly<Record<string, Layout>> = {
  Produce: { asked: ['topicData', 'partitionData'], answered: ['responses', 'partitionResponses'] },
  OffsetCommit: { asked: ['topics', 'partitions'], answered: ['topics', 'partitions'] },
  TxnOffsetCommit: { asked: ['topics', 'partitions'], answered: ['topics', 'partitions'] },
  ListOffsets: { asked: ['topics', 'partitions'], answered: ['topics', 'partitions'] }
}

/**
 * An answer that leaves out something that the request names is no success of a call of a cluster
 * (docs/delivery.md).
 */
export function answersAreComplete({ entries }: History): string[] {
  return entries.flatMap(({ actor, api, request, beganMs, answer, isDirect }) => {
    const layout = LAYOUTS[api]
    if (!isDirect || layout === undefined || answer === undefined || Array.isArray(answer)) return []
    const answered = new Set(partitionsOf(answer, layout.answered))
    const missing = partitionsOf(request, layout.asked).filter(name => !answered.has(name))
    if (missing.length === 0) return []
    return [`${actor}: ${api}, called at ${Math.round(beganMs)} ms, has an answer without ${missing.join(', ')}`]
  })
}

// Faults after which an answer may lack something, or may be another one.
const LACKING: readonly string[] = ['partition-left-out', 'corrupt', 'duplicate', 'wrong-correlation-id', 'answer-twice']
const SAYS_NOTHING = / says nothing about /

/**
 * No complete answer counts as one that leaves something out: a throttled Fetch has no partitions
 * (docs/delivery.md, "Answers that are incomplete").
 */
export function incompleteHasReasons({ entries }: History, { faults }: Pick<Schedule, 'faults'>): string[] {
  if (faults.some(({ fault }) => LACKING.includes(fault))) return []
  return entries.flatMap(({ actor, api, beganMs, error }) => {
    if (!isKafkaError(error, 'KAFKA_PROTOCOL') || !SAYS_NOTHING.test(error.message)) return []
    return [`${actor}: ${api}, called at ${Math.round(beganMs)} ms, has no answer that lacks something: ${error.message}`]
  })
}

// A topic is named by its name, or by its id alone.
function partitionsOf(message: unknown, [topics, partitions]: readonly [string, string]): string[] {
  return structsIn(message, topics).flatMap(topic =>
    structsIn(topic, partitions).map(each => `${topic['name'] || topic['topicId']}-${each['index'] ?? each['partitionIndex']}`)
  )
}

const structsIn = (struct: unknown, field: string): readonly Struct[] => (Object(struct) as Readonly<Record<string, Struct[]>>)[field] ?? []
