import { AdminWork } from '../../work/admin/admin-work.ts'
import type { ActorKind } from '../actor.ts'

/** Calls that change topics. Afterwards there must be what they say. */
export const admin: ActorKind = async ({ cluster, observer, name, random, areRealNodes }) => {
  const work = new AdminWork({ cluster, observer, name, random, areRealNodes })
  return {
    stop: () => work.stop(),
    violations: async () => {
      await work.check()
      return work.problems.map(text => `${name}: ${text}`)
    }
  }
}
