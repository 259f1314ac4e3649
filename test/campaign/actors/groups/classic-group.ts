import { ClassicSeat } from '../../work/groups/classic-seat.ts'
import type { ActorKind } from '../actor.ts'
import { beginGroup } from './begin-group.ts'

const SEATS = 3
// Each member waits in JoinGroup on a connection of its own. With fewer connections than this in the
// whole pool, they and the other actors would wait for each other.
const CONNECTIONS = 10

/**
 * Members of a group of the classic protocol, one of them perhaps with a static id. They join,
 * commit, leave, fall silent and are replaced.
 */
export const classicGroup: ActorKind = stage => {
  const { maxConnections = CONNECTIONS } = stage.clusterOptions.pool ?? {}
  return beginGroup(stage, maxConnections < CONNECTIONS ? 1 : SEATS, (means, index) => {
    const isStatic = index === 0 && means.random.once(2)
    return new ClassicSeat(means, index, isStatic ? `${stage.name}-static` : null)
  })
}
