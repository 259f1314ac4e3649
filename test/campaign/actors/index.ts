import type { Settings } from '../schedule/schedule.ts'
import type { ActorKind } from './actor.ts'
import { closing } from './clients/closing.ts'
import { connectionUser } from './clients/connection-user.ts'
import { manyCallers } from './clients/many-callers.ts'
import { poolUser } from './clients/pool-user.ts'
import { proxy } from './clients/proxy.ts'
import { commits } from './commits.ts'
import { connectionSenders } from './connection-senders.ts'
import { plainProducer, sequencedProducer } from './direct-producer.ts'
import { exampleProducer } from './example-producer.ts'
import { classicGroup } from './groups/classic-group.ts'
import { consumerGroup } from './groups/consumer-group.ts'
import { shareGroup } from './groups/share-group.ts'
import { oddRequests } from './odd-requests.ts'
import { acksLeader, acksNone, splitProducer } from './producing/acks.ts'
import { committedReader } from './readers/committed-reader.ts'
import { reader } from './readers/reader.ts'
import { sessionReader } from './readers/session-reader.ts'
import { admin } from './topics/admin.ts'
import { growingTopic } from './topics/growing-topic.ts'
import { metadata } from './topics/metadata.ts'
import { recreatedTopics } from './topics/recreated-topics.ts'
import { directTransactions, transactions } from './transactions.ts'

/** The kinds of actors by their names in schedules. */
export const actorKinds: Readonly<Record<string, ActorKind>> = {
  'plain-producer': plainProducer,
  'sequenced-producer': sequencedProducer,
  'example-producer': exampleProducer,
  'connection-senders': connectionSenders,
  commits,
  transactions,
  'direct-transactions': directTransactions,
  'classic-group': classicGroup,
  'consumer-group': consumerGroup,
  'share-group': shareGroup,
  reader,
  'session-reader': sessionReader,
  'committed-reader': committedReader,
  'split-producer': splitProducer,
  'acks-leader': acksLeader,
  'acks-none': acksNone,
  'recreated-topics': recreatedTopics,
  'connection-user': connectionUser,
  'pool-user': poolUser,
  closing,
  'many-callers': manyCallers,
  proxy,
  admin,
  'growing-topic': growingTopic,
  metadata,
  'odd-requests': oddRequests
}

/**
 * The actors whose ledgers take for granted that a member which is late by its own clock is late by
 * that of the broker. In real time, on a busy machine, the two differ by seconds.
 */
export const needsVirtualTime: readonly string[] = ['consumer-group']

/** The profiles with which an actor works, if it does not work with all. */
const profilesOf: Readonly<Record<string, readonly Settings['profile'][]>> = {
  'consumer-group': ['kafka-4.4'],
  'share-group': ['kafka-4.4']
}

/** The names of the actors that work with a kind of broker. */
export function actorsFor(profile: Settings['profile']): string[] {
  return Object.keys(actorKinds).filter(name => profilesOf[name]?.includes(profile) ?? true)
}
