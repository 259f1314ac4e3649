import { isolationLevels } from 'kafkawire'
import { again } from '../../work/again.ts'
import { readAll } from '../../work/read-all.ts'
import { PlainReading } from '../../work/reading/plain-reading.ts'
import { Positions } from '../../work/reading/positions.ts'
import { readToEnd } from '../../work/reading/reading.ts'
import { Transactions, type TransactionsResult } from '../../work/transactions.ts'
import type { ActorKind } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { brokenPromises } from '../violations.ts'

const [PARTITIONS, PRODUCERS, PAUSE_MS] = [2, 1, 200]

/**
 * Long polls with READ_COMMITTED while transactions run. What was read must be the committed records
 * of the log: each once, in order, and none of a transaction that was aborted or that was open.
 */
export const committedReader: ActorKind = async ({ cluster, observer, name, random, mayRunOutOfTime }) => {
  const topic = await createTopic(observer, `${name}-records`, PARTITIONS)
  const rate = { producers: PRODUCERS, pauseMs: PAUSE_MS }
  const work = new Transactions(cluster, { topic, partitions: PARTITIONS, ...rate, mayRunOutOfTime })
  const positions = await Positions.begin(observer, [topic], PARTITIONS, isolationLevels.READ_COMMITTED)
  const reading = new PlainReading(cluster, positions, random, { byId: random.once(2), lane: name })
  let result: TransactionsResult | undefined
  let missing: readonly string[] = []
  return {
    stop: async () => {
      result = await work.stop()
      missing = await readToEnd(reading, positions, observer)
    },
    violations: async () => {
      const log = await again(() => readAll(observer, topic, PARTITIONS, isolationLevels.READ_COMMITTED))
      const problems = [...missing, ...positions.differences(topic, log), ...positions.problems, ...work.errors.map(String)]
      return [...brokenPromises(name, result?.verdict.broken ?? {}), ...problems.map(text => `${name}: ${text}`)]
    }
  }
}
