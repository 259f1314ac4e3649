import { Streams } from '../work/streams.ts'
import type { Actor, ActorKind, Stage } from './actor.ts'
import { createTopic } from './topics.ts'
import { brokenPromises } from './violations.ts'

const PARTITIONS = 2
const MAX_PAUSE_MS = 400

/** Produces with several calls in flight for each partition, with sequence numbers or without. */
export const plainProducer: ActorKind = stage => begin(stage, false)
export const sequencedProducer: ActorKind = stage => begin(stage, true)

async function begin({ cluster, observer, name, random }: Stage, isSequenced: boolean): Promise<Actor> {
  const topic = await createTopic(observer, `${name}-records`, PARTITIONS)
  const streams = new Streams(cluster, random, { topics: [topic], partitions: PARTITIONS, isSequenced, maxPauseMs: MAX_PAUSE_MS })
  return {
    stop: () => streams.stop(),
    violations: async () => brokenPromises(name, (await streams.check(observer)).broken)
  }
}
