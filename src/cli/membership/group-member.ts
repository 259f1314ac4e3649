import { inMs } from '../../errors.ts'
import { type Cluster, errorCodes, errorFor, isKafkaError, throwIfError } from '../../index.ts'
import { Heartbeat } from '../../protocol/messages/heartbeat.ts'
import { JoinGroup, type JoinGroupResponse } from '../../protocol/messages/join-group.ts'
import { LeaveGroup } from '../../protocol/messages/leave-group.ts'
import { OffsetCommit } from '../../protocol/messages/offset-commit.ts'
import { SyncGroup } from '../../protocol/messages/sync-group.ts'
import { messageOf } from '../../type-checks.ts'
import { pause } from '../../waiting/pause.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { assignmentsOf, CONSUMER_PROTOCOL, protocolsOf, RANGE, readPartitions } from './member-protocol.ts'

const SESSION_TIMEOUT_MS = 45_000
const REBALANCE_TIMEOUT_MS = 60_000
const HEARTBEAT_MS = 3_000
const RETRY_MS = 100
const LAST_WORDS_MS = 5_000
const WITH_NAMES = 9 // later versions of OffsetCommit have ids of topics only

/** The codes that say that the coordinator goes on without this member. */
const LOST: readonly number[] = [errorCodes.UNKNOWN_MEMBER_ID, errorCodes.ILLEGAL_GENERATION, errorCodes.FENCED_INSTANCE_ID]

/** What a member has from one rebalance to the next. */
export interface Assignment {
  readonly partitions: readonly number[]
  /** Aborted when the group rebalances, or has gone on without the member: join again then. */
  readonly signal: AbortSignal
}

/** The options of a {@link GroupMember}. */
export interface MemberOptions {
  readonly cluster: Cluster
  readonly group: string
  readonly topic: string
  /** Ends {@link GroupMember.join}. */
  readonly signal: AbortSignal
  /** Tells the user what happened to the membership. */
  readonly note: (text: string) => void
}

/**
 * A member of a classic group with the assignor `range`: all brokers know this protocol,
 * and consumers in Java and librdkafka can be in the same group.
 */
export class GroupMember {
  readonly #options: MemberOptions
  #memberId = ''
  #generationId = -1
  #round = new AbortController()

  constructor(options: MemberOptions) {
    this.#options = options
  }

  /**
   * Joins the group, or joins it again, and resolves with the partitions of this member. Rejects
   * with a `CommandError` if the members of the group have no assignor in common with this one.
   */
  async join(): Promise<Assignment> {
    this.#round.abort()
    for (;;) {
      const joined = await this.#askToJoin()
      const partitions = joined === undefined ? undefined : await this.#synchronise(joined)
      if (joined === undefined || partitions === undefined) continue
      this.#round = new AbortController()
      void this.#beat(this.#round, joined.leader === this.#memberId)
      return { partitions, signal: this.#round.signal }
    }
  }

  /**
   * Commits the next offset of each partition. Returns false, and says why, if the group has gone
   * on without this member.
   */
  async commit(offsets: ReadonlyMap<number, bigint>): Promise<boolean> {
    const { cluster, group: groupId, topic: name } = this.#options
    const partitions = [...offsets].map(([partitionIndex, committedOffset]) => ({ partitionIndex, committedOffset }))
    const member = { groupId, memberId: this.#memberId, generationIdOrMemberEpoch: this.#generationId }
    const request = { ...member, topics: [{ name, partitions }] }
    const answer = await cluster.send(OffsetCommit, request, { maxVersion: WITH_NAMES, timeoutMs: LAST_WORDS_MS })
    const code = answer.topics.flatMap(each => each.partitions).find(({ errorCode }) => errorCode !== errorCodes.NONE)?.errorCode
    if (code === undefined) return true
    if (!LOST.includes(code) && code !== errorCodes.REBALANCE_IN_PROGRESS) throwIfError(answer)
    this.#lose(this.#round, code)
    return false
  }

  /** Leaves the group, so that the other members get the partitions at once. It does not reject. */
  async leave(): Promise<void> {
    this.#round.abort()
    const [memberId, { cluster, group: groupId, note }] = [this.#memberId, this.#options]
    if (memberId === '') return
    this.#memberId = ''
    try {
      await cluster.send(LeaveGroup, { groupId, members: [{ memberId }] }, { timeoutMs: LAST_WORDS_MS })
    } catch (error) {
      note(
        `the member could not leave group ${groupId}, whose other members get its partitions in ${inMs(SESSION_TIMEOUT_MS)}: ${messageOf(error)}`
      )
    }
  }

  // Undefined: ask again.
  async #askToJoin(): Promise<JoinGroupResponse | undefined> {
    const { cluster, group: groupId, topic, signal } = this.#options
    const limits = { sessionTimeoutMs: SESSION_TIMEOUT_MS, rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS }
    const request = { groupId, ...limits, memberId: this.#memberId, protocolType: CONSUMER_PROTOCOL, protocols: protocolsOf(topic) }
    const answer = await cluster.send(JoinGroup, request, { signal })
    const { errorCode } = answer
    if (errorCode === errorCodes.MEMBER_ID_REQUIRED) {
      this.#memberId = answer.memberId
      return undefined
    }
    if (LOST.includes(errorCode) || errorCode === errorCodes.REBALANCE_IN_PROGRESS) {
      if (LOST.includes(errorCode)) this.#memberId = ''
      await pause(RETRY_MS, signal)
      return undefined
    }
    if (errorCode === errorCodes.INCONSISTENT_GROUP_PROTOCOL)
      throw new CommandError(
        `the members of group ${groupId} do not all have the assignor ${RANGE}, which this command has: add it to their partition.assignment.strategy, or use another group`,
        exitCodes.BROKER_ERROR
      )
    throwIfError(answer)
    this.#memberId = answer.memberId
    this.#generationId = answer.generationId
    return answer
  }

  // Undefined: the group rebalances again.
  async #synchronise({ leader, members, protocolName }: JoinGroupResponse): Promise<readonly number[] | undefined> {
    const { cluster, group: groupId, topic, signal } = this.#options
    const assignments = leader === this.#memberId ? await assignmentsOf(cluster, members, signal) : []
    const member = { groupId, memberId: this.#memberId, generationId: this.#generationId }
    const request = { ...member, protocolType: CONSUMER_PROTOCOL, protocolName, assignments }
    const answer = await cluster.send(SyncGroup, request, { signal })
    if (answer.errorCode === errorCodes.REBALANCE_IN_PROGRESS) return undefined
    if (LOST.includes(answer.errorCode)) {
      this.#memberId = ''
      return undefined
    }
    return readPartitions(throwIfError(answer).assignment, topic)
  }

  // A leader also notices that the topic has got more partitions.
  async #beat(round: AbortController, isLeader: boolean): Promise<void> {
    const { cluster, group: groupId, topic } = this.#options
    const { signal } = round
    try {
      const count = isLeader ? (await cluster.topic(topic, { signal })).partitions.size : 0
      for (;;) {
        await pause(HEARTBEAT_MS, signal)
        const member = { groupId, memberId: this.#memberId, generationId: this.#generationId }
        const { errorCode } = await cluster.send(Heartbeat, member, { signal })
        if (signal.aborted) return
        if (errorCode === errorCodes.REBALANCE_IN_PROGRESS) return round.abort()
        if (errorCode !== errorCodes.NONE) return this.#lose(round, errorCode)
        if (isLeader && (await cluster.topic(topic, { signal })).partitions.size !== count) return round.abort()
      }
    } catch (error) {
      if (!signal.aborted) this.#lose(round, isKafkaError(error, 'KAFKA_BROKER') ? error.errorCode : error)
    }
  }

  #lose(round: AbortController, why: unknown): void {
    const { group, note } = this.#options
    const reason = typeof why === 'number' ? `${why} ${errorFor(why).name}` : messageOf(why)
    note(
      `group ${group} has gone on without this member (${reason}): records after its last commit are printed a second time, here or by another member`
    )
    round.abort()
  }
}
