import { errorCodes } from 'kafkawire'
import { Metadata } from 'kafkawire/messages'
import { again } from '../../work/again.ts'
import { MetadataCalls } from '../../work/metadata-calls.ts'
import { placesOf } from '../../work/producing/places.ts'
import type { ActorKind } from '../actor.ts'
import { createTopic } from '../topics.ts'

const [TOPICS, PARTITIONS] = [2, 3]

/** Many calls at once that only ask. Topics that are not there must not be created by asking. */
export const metadata: ActorKind = async ({ cluster, observer, calls, name, random }) => {
  const topics = await Promise.all(Array.from({ length: TOPICS }, (_, i) => createTopic(observer, `${name}-topic-${i}`, PARTITIONS)))
  const places = await placesOf(observer, topics, PARTITIONS)
  const work = new MetadataCalls({ cluster, calls, random, name, places, partitions: PARTITIONS })
  return {
    stop: () => work.stop(),
    violations: async () => {
      const created = await Promise.all(work.absent.map(absent => isThere(absent)))
      const problems = work.absent.flatMap((absent, i) =>
        created[i] ? [`the topic ${absent} was created, and it was only asked for`] : []
      )
      return [...work.problems, ...problems].map(text => `${name}: ${text}`)
    }
  }

  async function isThere(topic: string): Promise<boolean> {
    const request = { topics: [{ name: topic }], allowAutoTopicCreation: false }
    const answer = await again(() => observer.send(Metadata, request, { maxAttempts: 1 }))
    return answer.topics[0]?.errorCode === errorCodes.NONE
  }
}
