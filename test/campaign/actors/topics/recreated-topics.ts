import { again } from '../../work/again.ts'
import { Incarnations } from '../../work/recreating/incarnations.ts'
import { Wanderer } from '../../work/recreating/wanderer.ts'
import type { ActorKind } from '../actor.ts'

/**
 * A topic is deleted and created again with the same name, while records are produced to it and
 * fetched from it, by its name and by its ids. No record may show up in another topic than its own,
 * and at the end the driver knows the partitions of the last topic, and no others.
 */
export const recreatedTopics: ActorKind = async ({ cluster, observer, name, random, areRealNodes }) => {
  const topic = `${name}-records`
  const topics = await Incarnations.begin(observer, topic, random, areRealNodes)
  const wanderer = new Wanderer(cluster, topic, topics, random)
  let isOver = false
  let partitions = 0
  const work = (async () => {
    while (!isOver) await topics.next()
  })()
  return {
    stop: async () => {
      isOver = true
      await work
      await wanderer.stop()
      partitions = await again(async () => {
        await cluster.refresh()
        return (await cluster.topic(topic)).partitions.size
      })
    },
    violations: async () => {
      await topics.look()
      wanderer.check()
      const isStale = partitions !== topics.last.partitions
      const stale = isStale ? [`the driver knows ${partitions} partitions of the last topic, which has ${topics.last.partitions}`] : []
      return [...topics.problems, ...wanderer.problems, ...stale].map(text => `${name}: ${text}`)
    }
  }
}
