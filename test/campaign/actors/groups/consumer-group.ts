import { OffsetCommit } from 'kafkawire/messages'
import { again } from '../../work/again.ts'
import { ConsumerSeat } from '../../work/groups/consumer-seat.ts'
import { type ActorKind, idle } from '../actor.ts'
import { beginGroup } from './begin-group.ts'

const SEATS = 3
const COMMITS_BY_TOPIC_ID = 10

/**
 * Members of a consumer group (KIP-848), which join, commit, leave and fall silent. With brokers of
 * Kafka 3.9 and older it does nothing.
 */
export const consumerGroup: ActorKind = async stage => {
  const commits = await again(() => stage.observer.versions(OffsetCommit))
  if ((commits?.max ?? 0) < COMMITS_BY_TOPIC_ID) return idle
  return await beginGroup(stage, SEATS, means => new ConsumerSeat(means))
}
