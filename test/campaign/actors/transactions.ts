import { Transactions, type TransactionsResult } from '../work/transactions.ts'
import type { ActorKind } from './actor.ts'
import { createTopic } from './topics.ts'
import { brokenPromises } from './violations.ts'

const PARTITIONS = 2

/** Transactions of two producers, each with records for two partitions and an offset of a group. */
export const transactions: ActorKind = async ({ cluster, observer, name, wasHeldUp }) => {
  const topic = await createTopic(observer, `${name}-records`, PARTITIONS)
  const work = new Transactions(cluster, { topic, partitions: PARTITIONS, producers: 2, wasHeldUp })
  let result: TransactionsResult | undefined
  return {
    stop: async () => {
      result = await work.stop()
    },
    violations: async () =>
      brokenPromises(name, { ...result?.verdict.broken, wrongOffsets: result?.wrongOffsets ?? 0, readerErrors: work.errors.length }).concat(
        work.errors.map(String)
      )
  }
}
