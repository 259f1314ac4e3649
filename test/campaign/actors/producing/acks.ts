import { type Acks, acks } from 'kafkawire'
import { Ledger } from '../../work/ledgers/ledger.ts'
import { type Place, placesOf, seeAll } from '../../work/producing/places.ts'
import { Posts } from '../../work/producing/posts.ts'
import { SplitProducer } from '../../work/producing/split-producer.ts'
import type { Actor, ActorKind, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { brokenPromises } from '../violations.ts'

const [TOPICS, PARTITIONS, MAX_CALLERS] = [2, 3, 3]

/** Produce for many partitions in one call, with acks all. */
export const splitProducer: ActorKind = stage => beginSplit(stage, acks.ALL)

/** The same with acks 1: the next leader may lack what the last one acknowledged. */
export const acksLeader: ActorKind = stage => beginSplit(stage, acks.LEADER)

/** Produce with acks 0. */
export const acksNone: ActorKind = async ({ cluster, observer, calls, name, random }) => {
  const places = await placesOf(observer, await createTopics({ observer, name }), PARTITIONS)
  const ledger = new Ledger({ isOrdered: false })
  const posts = new Posts({ cluster, calls, ledger, places, random, lane: name })
  return {
    stop: () => posts.stop(),
    violations: async () => {
      const logs = new Map<Place, number[]>(places.map(place => [place, []]))
      await seeAll(observer, places, (mark, offset) => {
        if (mark === undefined) return ledger.seeDamaged()
        ledger.see(mark.stream, mark.sequence, offset)
        const place = places[mark.stream]
        if (place !== undefined) logs.get(place)?.push(mark.sequence)
      })
      return [...brokenPromises(name, ledger.verdict.broken), ...posts.outOfOrder(logs).map(text => `${name}: ${text}`)]
    }
  }
}

async function beginSplit({ cluster, observer, name, random }: Stage, acksOfAll: Acks): Promise<Actor> {
  const places = await placesOf(observer, await createTopics({ observer, name }), PARTITIONS)
  const callers = 1 + random.below(MAX_CALLERS)
  const ledger = new Ledger({ isOrdered: callers === 1 })
  const producer = new SplitProducer(cluster, ledger, { places, acks: acksOfAll, callers, random })
  return {
    stop: () => producer.stop(),
    violations: async () => {
      await seeAll(observer, places, (mark, offset) => {
        if (mark === undefined) ledger.seeDamaged()
        else ledger.see(mark.stream, mark.sequence, offset)
      })
      const { lost, damaged, ...broken } = ledger.verdict.broken
      const ofAll = acksOfAll === acks.ALL ? { lost, damaged, ...broken } : broken
      return [...brokenPromises(name, ofAll), ...producer.problems.map(text => `${name}: ${text}`)]
    }
  }
}

const createTopics = ({ observer, name }: Pick<Stage, 'observer' | 'name'>): Promise<string[]> =>
  Promise.all(Array.from({ length: TOPICS }, (_, i) => createTopic(observer, `${name}-records-${i}`, PARTITIONS)))
