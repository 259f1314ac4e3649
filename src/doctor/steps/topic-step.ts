import { absentValues, aclOperations, errorCodes, errorFor } from '../../index.ts'
import type { MetadataResponse, MetadataResponseTopic } from '../../protocol/messages/metadata.ts'
import type { Problem } from '../report.ts'
import type { Means } from './means.ts'
import type { CheckedServer } from './server-state.ts'

const SHOWN = 5

/** Looks at the topics that were asked for: their leaders, and what this user may do with them. */
export function checkTopics({ topics }: MetadataResponse, brokers: ReadonlyMap<number, CheckedServer>, means: Means): void {
  for (const name of means.options.topics) {
    const topic = topics.find(each => each.name === name)
    if (topic !== undefined) checkTopic(name, topic, brokers, means)
  }
}

function checkTopic(
  name: string,
  topic: MetadataResponseTopic,
  brokers: ReadonlyMap<number, CheckedServer>,
  { notebook, options }: Means
): void {
  const subject = `topic ${name}`
  const { errorCode, partitions } = topic
  if (errorCode === errorCodes.TOPIC_AUTHORIZATION_FAILED)
    return notebook.failed('authorization', subject, errorFor(errorCode).name, hiddenProblem(name))
  if (errorCode !== errorCodes.NONE) return notebook.failed('topic', subject, errorFor(errorCode).name, topicProblem(name, errorCode))
  const leaderless = partitions.filter(({ leaderId }) => leaderId === absentValues.NO_LEADER_ID)
  const list = (indexes: readonly { partitionIndex: number }[]): string =>
    `${indexes
      .slice(0, SHOWN)
      .map(({ partitionIndex }) => partitionIndex)
      .join(', ')}${indexes.length > SHOWN ? `, ${indexes.length - SHOWN} more` : ''}`
  if (leaderless.length > 0)
    return notebook.failed('topic', subject, `no leader: ${list(leaderless)}`, {
      cause: `${leaderless.length} of ${partitions.length} partitions of topic ${name} have no leader (${list(leaderless)}).`,
      remedy: `On the broker: start the brokers with their replicas (npx kafkawire topics describe ${name} --bootstrap HOST:PORT names them).`
    })
  const beyond = partitions.filter(({ leaderId }) => brokers.get(leaderId)?.place === undefined)
  if (beyond.length > 0)
    return notebook.failed('topic', subject, `leaders out of reach: ${list(beyond)}`, {
      cause: `${beyond.length} of ${partitions.length} partitions of topic ${name} have a leader that cannot be used from this machine (${list(beyond)}).`,
      remedy: 'On the broker: set advertised.listeners of these brokers to addresses that this machine can reach.'
    })
  notebook.ok(
    'topic',
    subject,
    `${partitions.length} ${partitions.length === 1 ? 'partition, which has' : 'partitions, all with'} a leader`
  )
  const operations = operationsIn(topic.topicAuthorizedOperations)
  if (operations === undefined) return notebook.skipped('authorization', subject, 'the broker does not say what this user may do')
  const missing = options.write === true ? ['READ', 'WRITE'].filter(each => !operations.includes(each)) : []
  if (missing.length === 0) return notebook.ok('authorization', subject, `this user may ${operations.join(', ') || 'do nothing'}`)
  notebook.failed('authorization', subject, `${missing.join(', ')} is not allowed`, {
    cause: `This user may not ${missing.join(' and ')} topic ${name}: it may ${operations.join(', ') || 'do nothing'}.`,
    remedy: aclRemedy(name, missing)
  })
}

/**
 * The names of the operations whose bits are set (KIP-430). Undefined if the broker did not say.
 */
function operationsIn(bits: number | undefined): string[] | undefined {
  if (bits === undefined || bits === absentValues.AUTHORIZED_OPERATIONS_OMITTED) return undefined
  return Object.entries(aclOperations)
    .filter(([, operation]) => (bits & (1 << operation)) !== 0)
    .map(([name]) => name)
}

// Kafka leaves such a topic out of lists, so that it looks as if it did not exist.
const hiddenProblem = (name: string): Problem => ({
  cause: `This user may not describe topic ${name}: an ACL is missing, so the topic looks as if it did not exist.`,
  remedy: aclRemedy(name, ['DESCRIBE', 'READ'])
})

function topicProblem(name: string, errorCode: number): Problem {
  if (errorCode === errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    return {
      cause: `Topic ${name} does not exist on this cluster, or the broker hides it from this user.`,
      remedy: `On the broker: create it (npx kafkawire topics create ${name} --bootstrap HOST:PORT), or allow this user to describe it. On this machine: check the spelling and the cluster.`
    }
  const { name: errorName, meaning } = errorFor(errorCode)
  return { cause: `Topic ${name} cannot be used (${errorName}).`, remedy: `On the broker: ${meaning}` }
}

function aclRemedy(name: string, operations: readonly string[]): string {
  const flags = operations.map(each => `--operation ${each[0]}${each.slice(1).toLowerCase()}`).join(' ')
  return `On the broker: kafka-acls --add --allow-principal User:NAME ${flags} --topic ${name}`
}
