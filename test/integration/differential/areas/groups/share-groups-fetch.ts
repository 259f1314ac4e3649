import { ShareAcknowledge, ShareFetch, type ShareFetchRequest, sessionEpochs, shareAcquireModes } from '../../../../../src/messages.ts'
import { type Draft, own, weighted } from '../../framework/later.ts'
import type { Plan } from '../../framework/plan.ts'
import { UNKNOWN_ID } from './group-offsets.ts'
import {
  acknowledgements,
  anyMember,
  connectionOf,
  GROUP,
  idOf,
  keepAcquired,
  type Member,
  memberIdOf,
  type State
} from './share-groups-members.ts'

/** How long a fetch waits if there is nothing to acquire. */
const WAIT_MS = 600
/** The first fetch finds records, but in Kafka the leader must read the state of the partition. */
const FIRST_WAIT_MS = 8_000
const RENEW_SINCE = 2
const LARGE = 1_000_000

function limits({ random }: Plan, { hasFetched }: State): Omit<Draft<ShareFetchRequest>, never> {
  return {
    groupId: GROUP,
    memberId: null,
    shareSessionEpoch: sessionEpochs.INITIAL,
    maxWaitMs: hasFetched ? WAIT_MS : FIRST_WAIT_MS,
    minBytes: 1,
    maxBytes: LARGE,
    maxRecords: random.pick([1, 2, 5, 100]),
    batchSize: random.pick([1, 2, 100]),
    shareAcquireMode: random.once(3) ? shareAcquireModes.RECORD_LIMIT : shareAcquireModes.BATCH_OPTIMIZED,
    isRenewAck: false,
    topics: [],
    forgottenTopicsData: []
  }
}

/** The epoch of the next request of a member's session. */
function nextEpoch(member: Member): number {
  return member.sessionEpoch++
}

// In Kafka records that a ShareFetch releases are written at the same time, so that this request
// may acquire them or not.

/** Kafka gives the records of a session back after it has answered, so nothing is fetched after it. */
function endSession(state: State, member: Member): void {
  member.sessionEpoch = 0
  state.isAltered = true
}

/** A member fetches. Its first request opens a session; then only changes are named. */
export function fetch(plan: Plan, state: State): void {
  const { random } = plan
  // The partitions have a state when a member has subscribed to their topic.
  if (state.isAltered || !state.topics.has('b')) return
  const member = anyMember(plan, state)
  if (random.once(10)) member.sessionEpoch = 0
  const isFirst = member.sessionEpoch === 0
  const isFinal = !isFirst && random.once(8)
  const version = plan.version(ShareFetch)
  const partitions = (indexes: readonly number[]) => indexes.map(partitionIndex => ({ partitionIndex, acknowledgementBatches: [] }))
  // The leader takes its time to read the state of a partition, so there is only one.
  const named = [{ topicId: idOf('b'), partitions: partitions([0]) }]
  const topics = isFirst
    ? named
    : weighted<Draft<ShareFetchRequest['topics']>>(random, [
        [4, []],
        [isFinal ? 0 : 1, named],
        [5, acknowledgements(plan, member, { mayRelease: false })]
      ])
  const forgotten = !isFirst && !isFinal && random.once(8) ? [{ topicId: idOf('b'), partitions: [0] }] : []
  const shareSessionEpoch = isFinal ? sessionEpochs.FINAL : nextEpoch(member)
  if (isFinal) endSession(state, member)
  plan.send(
    ShareFetch,
    { ...limits(plan, state), memberId: memberIdOf(member), shareSessionEpoch, topics, forgottenTopicsData: forgotten },
    { version, connection: connectionOf(member), keep: keepAcquired(member) }
  )
  state.hasFetched = true
}

/** A ShareFetch that is refused. */
export function wrongFetch(plan: Plan, state: State): void {
  const { random } = plan
  if (state.isAltered) return
  const member = anyMember(plan, state)
  const topics = [{ topicId: idOf('b'), partitions: [{ partitionIndex: 0, acknowledgementBatches: [] }] }]
  const wrong = random.pick<Partial<Draft<ShareFetchRequest>>>([
    { memberId: null },
    { memberId: '' },
    { memberId: 'm'.repeat(37) },
    { groupId: null },
    { memberId: 'nobody', shareSessionEpoch: 1 },
    { shareSessionEpoch: 99 },
    { memberId: own('other'), shareSessionEpoch: sessionEpochs.FINAL },
    { isRenewAck: true, shareSessionEpoch: 99 }
  ])
  plan.send(
    ShareFetch,
    { ...limits(plan, state), memberId: memberIdOf(member), shareSessionEpoch: 98, topics, ...wrong },
    { version: plan.version(ShareFetch, 'isRenewAck' in wrong ? RENEW_SINCE : 0), connection: connectionOf(member) }
  )
}

/** A member acknowledges what it has acquired, in its session. */
export function acknowledge(plan: Plan, state: State): void {
  const { random } = plan
  const member = anyMember(plan, state)
  if (state.isAltered || member.sessionEpoch === 0) return
  const version = plan.version(ShareAcknowledge)
  const isRenewAck = version >= RENEW_SINCE && random.once(3)
  const topics = acknowledgements(plan, member, { mayRenew: isRenewAck })
  const isFinal = random.once(10)
  const shareSessionEpoch = isFinal ? sessionEpochs.FINAL : nextEpoch(member)
  if (isFinal) endSession(state, member)
  const request = { groupId: GROUP, memberId: memberIdOf(member), shareSessionEpoch, isRenewAck, topics }
  plan.send(ShareAcknowledge, request, { version, connection: connectionOf(member) })
}

/** A ShareAcknowledge that is refused, as a whole or in a partition. */
export function wrongAcknowledge(plan: Plan, state: State): void {
  const { random } = plan
  const member = anyMember(plan, state)
  if (state.isAltered) return
  const [first, last] = random.pick([
    [0n, 0n],
    [0n, 2n],
    [2n, 1n],
    [90n, 91n]
  ] as const)
  const batch = { firstOffset: first, lastOffset: last, acknowledgeTypes: random.pick([[1], [9 as 4], [1, 2, 1], [2], []] as const) }
  const batches = random.once(4) ? [batch, batch] : [batch]
  const topicId = random.once(8) ? UNKNOWN_ID : idOf(random.pick(['a', 'a', 'b']))
  const topics = [{ topicId, partitions: [{ partitionIndex: random.pick([0, 1, 7]), acknowledgementBatches: batches }] }]
  const wrong = random.pick([
    {},
    {},
    { memberId: 'nobody' },
    { memberId: null },
    { groupId: null },
    { shareSessionEpoch: 99 },
    { shareSessionEpoch: 0 }
  ])
  const isAccepted = Object.keys(wrong).length === 0 && member.sessionEpoch > 0
  const shareSessionEpoch = isAccepted ? nextEpoch(member) : 97
  const request = { groupId: GROUP, memberId: memberIdOf(member), shareSessionEpoch, isRenewAck: false, topics, ...wrong }
  plan.send(ShareAcknowledge, request, { connection: connectionOf(member) })
}
