import { Incarnations } from '../../work/recreating/incarnations.ts'
import { Wanderer } from '../../work/recreating/wanderer.ts'
import type { ActorKind } from '../actor.ts'

/**
 * A topic is deleted and created again with the same name, while records are produced to it and
 * fetched from it, by its name and by its ids. No record may show up in another topic than its own.
 */
export const recreatedTopics: ActorKind = async ({ cluster, observer, name, random }) => {
  const topic = `${name}-records`
  const topics = await Incarnations.begin(observer, topic, random)
  const wanderer = new Wanderer(cluster, topic, topics, random)
  let isOver = false
  const work = (async () => {
    while (!isOver) await topics.next()
  })()
  return {
    stop: async () => {
      isOver = true
      await work
      await wanderer.stop()
    },
    violations: async () => {
      await topics.look()
      wanderer.check()
      return [...topics.problems, ...wanderer.problems].map(text => `${name}: ${text}`)
    }
  }
}
