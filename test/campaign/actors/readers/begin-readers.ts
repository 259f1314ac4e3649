import type { IsolationLevel } from 'kafkawire'
import { Positions } from '../../work/reading/positions.ts'
import { type Reading, readToEnd } from '../../work/reading/reading.ts'
import { Streams } from '../../work/streams.ts'
import type { Actor, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { brokenPromises } from '../violations.ts'

interface ReadersOptions {
  readonly readers: number
  readonly isolationLevel: IsolationLevel
}

const TOPICS = 2
const PARTITIONS = 2
const MAX_PAUSE_MS = 1_500

/**
 * Begins to produce to two topics, with sequence numbers, and readers of all that is produced. What
 * each reader got must be the log: each record once, in order, from its own topic.
 */
export async function beginReaders(
  { cluster, observer, name, random }: Stage,
  { readers, isolationLevel }: ReadersOptions,
  begin: (positions: Positions, index: number) => Reading
): Promise<Actor> {
  const topics = await Promise.all(Array.from({ length: TOPICS }, (_, i) => createTopic(observer, `${name}-records-${i}`, PARTITIONS)))
  const streams = new Streams(cluster, random, { topics, partitions: PARTITIONS, isSequenced: true, maxPauseMs: MAX_PAUSE_MS })
  const begun = await Promise.all(
    Array.from({ length: readers }, async (_, index) => {
      const positions = await Positions.begin(observer, topics, PARTITIONS, isolationLevel)
      return { positions, reading: begin(positions, index) }
    })
  )
  let missing: readonly string[] = []
  return {
    stop: async () => {
      await streams.stop()
      missing = (await Promise.all(begun.map(({ reading, positions }) => readToEnd(reading, positions, observer)))).flat()
    },
    violations: async () => {
      const { logs, broken } = await streams.check(observer)
      const differences = begun.flatMap(({ positions }) => [...logs].flatMap(([topic, log]) => positions.differences(topic, log)))
      const problems = begun.flatMap(({ positions }) => positions.problems)
      return [...brokenPromises(name, broken), ...[...missing, ...differences, ...problems].map(text => `${name}: ${text}`)]
    }
  }
}
