import { setTimeout as pause } from 'node:timers/promises'
import { type Decoded, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  decodeVersioned,
  encodeVersioned,
  Heartbeat,
  JoinGroup,
  type JoinGroupResponse,
  LeaveGroup,
  SyncGroup
} from 'kafkawire/messages'
import { type GroupMeans, Seat, type Standing } from './seat.ts'

const SESSION_MS = 6_000 // the shortest that brokers take by default
const REBALANCE_MS = 3_000
const TICK_MS = 300
const MORE_TICK_MS = 400
const SILENT_MS = 6_500
const MORE_SILENT_MS = 2_000
// What happens to a member, once in so many of its heartbeats.
const LEAVES = 14
const FALLS_SILENT = 30
const IS_REPLACED = 12
const JOINS_AGAIN = 25
const COMMITS_LATE = 2

const PROTOCOL = { protocolType: 'consumer', protocolName: 'range' }
// The member begins again without its id.
const LOST: readonly number[] = [errorCodes.UNKNOWN_MEMBER_ID, errorCodes.FENCED_INSTANCE_ID]

/** A place in a group of the classic protocol. With a static id, its members replace each other. */
export class ClassicSeat extends Seat {
  readonly #lane: string
  readonly #groupInstanceId: string | null
  #memberId = ''
  #previous: Standing | undefined

  constructor(means: GroupMeans, index: number, groupInstanceId: string | null) {
    super(means)
    this.#lane = `${means.groupId}-${index}`
    this.#groupInstanceId = groupInstanceId
  }

  // A member keeps its id when it joins again.
  protected override async live(): Promise<void> {
    await pause(this.means.random.below(TICK_MS))
    try {
      const standing = await this.#sync(await this.#join())
      await this.readOffsets(standing)
      await this.#commitLate(standing)
      while (await this.#stay(standing)) await pause(TICK_MS + this.means.random.below(MORE_TICK_MS))
    } catch (error) {
      if (isKafkaError(error, 'KAFKA_BROKER') && LOST.includes(error.errorCode)) this.#memberId = ''
      throw error
    }
  }

  protected override leave({ memberId, groupInstanceId }: Standing): Promise<unknown> {
    this.#memberId = ''
    return this.means.cluster.send(LeaveGroup, { groupId: this.means.groupId, members: [{ memberId, groupInstanceId }] })
  }

  // Does one of the things that members do. Returns false if the member must join again.
  async #stay(standing: Standing): Promise<boolean> {
    const { random } = this.means
    if (this.isOver || (!this.isCalm && random.once(LEAVES))) {
      await this.commitAndLeave(standing)
      return false
    }
    if (!this.isCalm && random.once(FALLS_SILENT)) await pause(SILENT_MS + random.below(MORE_SILENT_MS))
    if (!this.isCalm && this.#groupInstanceId !== null && random.once(IS_REPLACED)) return this.#replace(standing)
    if (!this.isCalm && random.once(JOINS_AGAIN)) return false
    const commits = [this.commit(standing), ...(random.once(2) ? [this.commit(standing)] : [])]
    await Promise.all([...commits, this.#heartbeat(standing)])
    if (commits.length > 1) await this.readOffsets(standing)
    return true
  }

  // A part of the program is late, and commits in the generation before.
  async #commitLate(standing: Standing): Promise<void> {
    const previous = this.#previous
    this.#previous = standing
    if (previous?.memberId !== standing.memberId || previous.epoch === standing.epoch) return
    if (this.means.random.once(COMMITS_LATE)) await this.commit(previous, true)
  }

  async #heartbeat({ epoch: generationId, memberId, groupInstanceId }: Standing): Promise<void> {
    const beganMs = performance.now()
    throwIfError(await this.means.cluster.send(Heartbeat, { groupId: this.means.groupId, generationId, memberId, groupInstanceId }))
    this.provenMs = beganMs
  }

  // Another process takes the static id. The first one still commits.
  async #replace(standing: Standing): Promise<false> {
    this.#memberId = ''
    const joined = await this.#join()
    if (joined.memberId !== standing.memberId) await this.commit(standing, true)
    return false
  }

  async #join(): Promise<Decoded<JoinGroupResponse>> {
    const { cluster, groupId, topic } = this.means
    const metadata = encodeVersioned(ConsumerProtocolSubscription, 0, { topics: [topic], userData: null })
    const protocols = [{ name: PROTOCOL.protocolName, metadata }]
    const timeouts = { sessionTimeoutMs: SESSION_MS, rebalanceTimeoutMs: REBALANCE_MS }
    const request = { groupId, ...timeouts, groupInstanceId: this.#groupInstanceId, protocolType: PROTOCOL.protocolType, protocols }
    if (this.#memberId === '') this.isDoubtful = false
    let joined = await cluster.send(JoinGroup, { ...request, memberId: this.#memberId }, { lane: this.#lane })
    if (joined.errorCode === errorCodes.MEMBER_ID_REQUIRED)
      joined = await cluster.send(JoinGroup, { ...request, memberId: joined.memberId }, { lane: this.#lane })
    throwIfError(joined)
    this.#memberId = joined.memberId
    return joined
  }

  async #sync({ generationId, memberId, leader, skipAssignment, members }: Decoded<JoinGroupResponse>): Promise<Standing> {
    const { cluster, groupId, ledger } = this.means
    const assignments = leader === memberId && !skipAssignment ? this.#assign(members.map(each => each.memberId)) : []
    const member = { groupId, generationId, memberId, groupInstanceId: this.#groupInstanceId }
    const { assignment } = throwIfError(await cluster.send(SyncGroup, { ...member, ...PROTOCOL, assignments }, { lane: this.#lane }))
    const { message } = decodeVersioned(ConsumerProtocolAssignment, assignment)
    const partitions = message.assignedPartitions.flatMap(topic => topic.partitions)
    const owner = this.#groupInstanceId ?? memberId
    this.standing = { owner, epoch: generationId, partitions, memberId, groupInstanceId: this.#groupInstanceId }
    ledger.assign(this.standing)
    return this.standing
  }

  // The members get the partitions in turn.
  #assign(memberIds: readonly string[]): { readonly memberId: string; readonly assignment: Uint8Array }[] {
    const all = Array.from({ length: this.means.partitions }, (_, partition) => partition)
    return [...memberIds].sort().map((memberId, index) => {
      const partitions = all.filter(partition => partition % memberIds.length === index)
      const assignedPartitions = [{ topic: this.means.topic, partitions }]
      return { memberId, assignment: encodeVersioned(ConsumerProtocolAssignment, 0, { assignedPartitions, userData: null }) }
    })
  }
}
