import { setTimeout as pause } from 'node:timers/promises'
import { type Decoded, errorCodes, isKafkaError, memberEpochs, throwIfError } from 'kafkawire'
import { ConsumerGroupHeartbeat, type ConsumerGroupHeartbeatRequest, type ConsumerGroupHeartbeatResponse } from 'kafkawire/messages'
import { Seat, type Standing } from './seat.ts'

const REBALANCE_MS = 5_000
const MAX_TICK_MS = 500
const SILENT_MS = 3_000
const MORE_SILENT_MS = 6_000
const MEMBER_ID_BYTES = 16
// What happens to a member, once in so many of its turns.
const LEAVES = 12
const FALLS_SILENT = 25
const COMMITS_LATE = 6

const FENCED: readonly number[] = [errorCodes.UNKNOWN_MEMBER_ID, errorCodes.FENCED_MEMBER_EPOCH, errorCodes.GROUP_ID_NOT_FOUND]

/** A place in a consumer group (KIP-848): the broker assigns the partitions. */
export class ConsumerSeat extends Seat {
  #memberId = ''
  #epoch = 0
  #owned: readonly number[] = []
  /** What the member had to give up last. */
  #revoked: Standing | undefined
  /** When the broker first asked for it. Undefined: the member has given up all that it had to. */
  #revokedMs: number | undefined
  #heartbeatMs = 0
  #nextMs = 0
  /** Whether the next heartbeat says everything, because an answer was lost. */
  #isFull = false

  protected override get topicOfCommits(): { readonly topicId: string } {
    return { topicId: this.means.topicId }
  }

  protected override async live(): Promise<void> {
    const { random, ledger } = this.means
    this.#memberId = random.bytes(MEMBER_ID_BYTES).toString('base64url')
    this.#owned = []
    this.#revoked = undefined
    this.#revokedMs = undefined
    this.#epoch = memberEpochs.JOIN_GROUP
    this.isDoubtful = false
    this.#isFull = true
    try {
      while (await this.#stay()) await pause(random.below(MAX_TICK_MS))
    } finally {
      ledger.release(this.#memberId)
    }
  }

  // The broker may give the partitions to another member before this one hears that it has left.
  protected override leave({ memberId }: Standing): Promise<unknown> {
    this.means.ledger.release(memberId)
    const request = { groupId: this.means.groupId, memberId, memberEpoch: memberEpochs.LEAVE_GROUP }
    return this.means.cluster.send(ConsumerGroupHeartbeat, request)
  }

  // Does one of the things that members do. Returns false if the member is not in the group any more.
  async #stay(): Promise<boolean> {
    const { random } = this.means
    const { standing } = this
    if (standing !== undefined && (this.isOver || (!this.isCalm && random.once(LEAVES)))) {
      await this.commitAndLeave(standing)
      return false
    }
    if (standing === undefined && this.isOver) return false
    if (!this.isCalm && random.once(FALLS_SILENT)) await pause(SILENT_MS + random.below(MORE_SILENT_MS))
    try {
      if (performance.now() >= this.#nextMs || this.#isFull) await this.#heartbeat()
      if (this.standing !== undefined && random.once(2)) await this.commit(this.standing)
      if (this.#revoked !== undefined && random.once(COMMITS_LATE)) await this.commit(this.#revoked)
      return true
    } catch (error) {
      if (!isKafkaError(error)) throw error
      if (isKafkaError(error, 'KAFKA_BROKER') && FENCED.includes(error.errorCode)) return false
      this.isDoubtful ||= error.delivery === 'maybe-sent'
      this.#isFull = true
      // A member that does not know whether it has joined joins with another id.
      return this.#epoch !== memberEpochs.JOIN_GROUP
    }
  }

  async #heartbeat(): Promise<void> {
    const { cluster, groupId, topic } = this.means
    const sentMs = performance.now()
    const everything = { rebalanceTimeoutMs: REBALANCE_MS, subscribedTopicNames: [topic], topicPartitions: this.#topicPartitions }
    const member = { groupId, memberId: this.#memberId, memberEpoch: this.#epoch }
    const request: ConsumerGroupHeartbeatRequest = this.#isFull ? { ...member, ...everything } : member
    const answer = throwIfError(await cluster.send(ConsumerGroupHeartbeat, request))
    this.#isFull = false
    this.#epoch = answer.memberEpoch
    this.#heartbeatMs = answer.heartbeatIntervalMs
    this.#nextMs = sentMs + this.#heartbeatMs
    this.provenMs = sentMs
    await this.#take(answer, sentMs)
  }

  // Gives up first what the member must give up, and says so. The broker gives it to another member
  // only after that, or after the rebalance timeout.
  async #take({ assignment }: Decoded<ConsumerGroupHeartbeatResponse>, sentMs: number): Promise<void> {
    const { ledger, topicId } = this.means
    const target = assignment?.topicPartitions.flatMap(topic => (topic.topicId === topicId ? topic.partitions : [])) ?? this.#owned
    const revoked = this.#owned.filter(partition => !target.includes(partition))
    const gained = target.filter(partition => !this.#owned.includes(partition))
    // The rebalance timeout begins when the broker asks for the first time.
    this.#revokedMs = revoked.length > 0 ? (this.#revokedMs ?? sentMs) : undefined
    if (revoked.length > 0 && this.standing !== undefined) {
      this.#revoked = { ...this.standing, partitions: revoked }
      await this.commit(this.#revoked)
    }
    this.#owned = target
    const standing = { owner: this.#memberId, epoch: this.#epoch, partitions: target, memberId: this.#memberId, groupInstanceId: null }
    ledger.assign(standing)
    if (this.isDoubtful) ledger.release(this.#memberId)
    else ledger.hold(this.#memberId, target, (this.#revokedMs ?? sentMs) + REBALANCE_MS)
    if (revoked.length + gained.length > 0) this.#isFull = true
    if (gained.length > 0) await this.readOffsets({ ...standing, partitions: gained })
    this.standing = standing
  }

  get #topicPartitions(): { readonly topicId: string; readonly partitions: readonly number[] }[] {
    return this.#owned.length === 0 ? [] : [{ topicId: this.means.topicId, partitions: this.#owned }]
  }
}
