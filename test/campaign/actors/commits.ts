import { Commits } from '../work/ledgers/commits.ts'
import type { ActorKind } from './actor.ts'
import { createTopic } from './topics.ts'

const PAUSE_MS = 150

/** Commits growing offsets of one group, eight calls at once. */
export const commits: ActorKind = async ({ cluster, observer, name }) => {
  const topic = await createTopic(observer, `${name}-topic`, 1)
  const work = new Commits(cluster, `${name}-group`, topic, PAUSE_MS)
  let goneBack = 0
  return {
    stop: async () => {
      goneBack = (await work.stop()).goneBack
    },
    violations: async () => (goneBack === 0 ? [] : [`${name}: the committed offset went back ${goneBack} times`])
  }
}
