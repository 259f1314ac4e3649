import { again } from '../../work/again.ts'
import { becomeStable, type GroupMeans, type Seat } from '../../work/groups/seat.ts'
import { GroupLedger } from '../../work/ledgers/group-ledger.ts'
import type { Actor, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'

const PARTITIONS = 4

/** Begins a group with a topic of its own. It must be stable again after the last fault. */
export async function beginGroup(
  { cluster, observer, name, random }: Stage,
  seats: number,
  seatOf: (means: GroupMeans, index: number) => Seat
): Promise<Actor> {
  const topic = await createTopic(observer, `${name}-topic`, PARTITIONS)
  const { topicId } = await again(() => observer.topic(topic))
  const ledger = new GroupLedger()
  const means = { cluster, groupId: `${name}-group`, topic, topicId, partitions: PARTITIONS, ledger, random }
  const members = Array.from({ length: seats }, (_, index) => seatOf(means, index))
  for (const member of members) member.begin()
  return {
    stop: async () => {
      for (const member of members) member.calm()
      await becomeStable(members, means)
      await Promise.all(members.map(member => member.end()))
    },
    violations: () => Promise.resolve(ledger.broken.map(sentence => `${name}: ${sentence}`))
  }
}
