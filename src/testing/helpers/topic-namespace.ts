import { randomBytes } from 'node:crypto'
import { describeName, mismatch, refuseIfAny } from '../../options.ts'
import { isLegalName } from '../storage/topics.ts'

/** Names for the topics, groups and transactional ids of one test. */
export interface TopicNamespace {
  /** What all names of this namespace begin with. */
  readonly prefix: string
  /** The name of a topic. The same `name` gives the same result. Throws `KAFKA_CONFIGURATION`. */
  topic(name: string): string
  /** The id of a group. The same `name` gives the same result. */
  group(name: string): string
  /** A transactional id. The same `name` gives the same result. */
  transactionalId(name: string): string
}

const RANDOM_BYTES = 6

/** A namespace whose names begin with `prefix` and a random part. */
export function topicNamespace(prefix: string): TopicNamespace {
  refuseIfAny(
    'namespace',
    typeof prefix === 'string' && isLegalName(prefix)
      ? []
      : [mismatch('prefix', 'letters, digits, dots, underscores and hyphens', prefix, describeName)]
  )
  const start = `${prefix}-${randomBytes(RANDOM_BYTES).toString('hex')}-`
  return {
    prefix: start,
    topic(name) {
      const problem = `topic ${start}${String(name)} is not a legal name: 1 to 249 letters, digits, dots, underscores and hyphens`
      refuseIfAny('namespace', typeof name === 'string' && isLegalName(`${start}${name}`) ? [] : [problem])
      return `${start}${name}`
    },
    group: name => `${start}${name}`,
    transactionalId: name => `${start}${name}`
  }
}
