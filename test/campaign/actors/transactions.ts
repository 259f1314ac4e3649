import type { Cluster } from 'kafkawire'
import { byConnections } from '../work/callers/by-connections.ts'
import { Transactions, type TransactionsResult } from '../work/transactions.ts'
import type { Actor, ActorKind, Stage } from './actor.ts'
import { createTopic } from './topics.ts'
import { brokenPromises } from './violations.ts'

const PARTITIONS = 2
const PAUSE_MS = 150
// Each request is preceded by one that finds its broker.
const DIRECT_PAUSE_MS = 200

/** Transactions of two producers, each with records for two partitions and an offset of a group. */
export const transactions: ActorKind = stage => beginTransactions(stage, stage.cluster, { producers: 2, pauseMs: PAUSE_MS })

/** The same by connections of the pool: the program finds leaders and coordinators itself. */
export const directTransactions: ActorKind = stage =>
  beginTransactions(stage, byConnections(stage.cluster, stage.calls, stage.name), { producers: 1, pauseMs: DIRECT_PAUSE_MS })

async function beginTransactions(
  { observer, name, mayRunOutOfTime }: Stage,
  cluster: Cluster,
  rate: { readonly producers: number; readonly pauseMs: number }
): Promise<Actor> {
  const topic = await createTopic(observer, `${name}-records`, PARTITIONS)
  const work = new Transactions(cluster, { topic, partitions: PARTITIONS, ...rate, mayRunOutOfTime })
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
