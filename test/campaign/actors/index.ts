import type { ActorKind } from './actor.ts'
import { commits } from './commits.ts'
import { plainProducer, sequencedProducer } from './direct-producer.ts'
import { transactions } from './transactions.ts'

/** The kinds of actors by their names in schedules. */
export const actorKinds: Readonly<Record<string, ActorKind>> = {
  'plain-producer': plainProducer,
  'sequenced-producer': sequencedProducer,
  commits,
  transactions
}
