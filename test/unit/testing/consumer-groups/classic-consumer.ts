import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  type Decoded,
  decodeVersioned,
  encodeVersioned,
  Heartbeat,
  JoinGroup,
  type JoinGroupRequest,
  type JoinGroupResponse,
  LeaveGroup,
  OffsetCommit,
  SyncGroup
} from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import type { RawClient } from '../../../support/brokers/raw-client.ts'

const SYNC_VERSION = 5
const COOPERATIVE_VERSION = 1 // the first version of a subscription with the partitions that the consumer has

/** A consumer of the group `g` that uses the classic protocol, and subscribes to topics by name. */
export class ClassicConsumer {
  readonly #client: RawClient
  readonly #instanceId: string | null
  memberId = ''
  generationId = -1

  constructor(client: RawClient, instanceId: string | null = null) {
    this.#client = client
    this.#instanceId = instanceId
  }

  /** Joins, and joins again with its id if the broker asks for it. `owned` are partitions of `a`. */
  async join(
    topics: readonly string[],
    owned: readonly number[] = [],
    fields: Partial<JoinGroupRequest> = {}
  ): Promise<Decoded<JoinGroupResponse>> {
    const ownedPartitions = owned.length === 0 ? [] : [{ topic: 'a', partitions: owned }]
    const metadata = encodeVersioned(ConsumerProtocolSubscription, COOPERATIVE_VERSION, { topics, userData: null, ownedPartitions })
    const answer = await this.#client.call(JoinGroup, 9, {
      ...{ groupId: 'g', memberId: this.memberId, groupInstanceId: this.#instanceId, protocolType: 'consumer' },
      ...{ sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 20_000, protocols: [{ name: 'cooperative-sticky', metadata }] },
      ...fields
    })
    this.memberId = answer.memberId
    if (answer.errorCode === errorCodes.MEMBER_ID_REQUIRED) return this.join(topics, owned, fields)
    this.generationId = answer.generationId
    return answer
  }

  /** Brings the assignment of partitions of `a`, by member id. Returns its own, or the error code. */
  async sync(assignments: Readonly<Record<string, readonly number[]>> = {}, userData: Uint8Array | null = null): Promise<string | number> {
    const list = Object.entries(assignments).map(([memberId, partitions]) => {
      const assignedPartitions = [{ topic: 'a', partitions }]
      return { memberId, assignment: encodeVersioned(ConsumerProtocolAssignment, 0, { assignedPartitions, userData }) }
    })
    const protocol = { protocolType: 'consumer', protocolName: 'cooperative-sticky' }
    const answer = await this.#client.call(SyncGroup, SYNC_VERSION, { ...this.#identity, ...protocol, assignments: list })
    if (answer.errorCode !== errorCodes.NONE) return answer.errorCode
    const { assignedPartitions } = decodeVersioned(ConsumerProtocolAssignment, answer.assignment).message
    return assignedPartitions.map(({ topic, partitions }) => `${topic}:${partitions}`).join(' ')
  }

  async heartbeat(): Promise<number> {
    return (await this.#client.call(Heartbeat, 4, this.#identity)).errorCode
  }

  /** Leaves, or removes a static member by its static id alone. */
  async leave(identity?: { memberId: string; groupInstanceId: string | null }): Promise<number | undefined> {
    const own = { memberId: this.memberId, groupInstanceId: this.#instanceId }
    const answer = await this.#client.call(LeaveGroup, 5, { groupId: 'g', members: [{ ...(identity ?? own), reason: null }] })
    return answer.members[0]?.errorCode
  }

  /** Commits an offset of a partition of `a`. Returns the error code. */
  async commit(partitionIndex: number, generation: number = this.generationId, version = 9): Promise<number | undefined> {
    const partitions = [{ partitionIndex, committedOffset: 5n, committedMetadata: null }]
    const identity = { groupId: 'g', memberId: this.memberId, generationIdOrMemberEpoch: generation }
    const answer = await this.#client.call(OffsetCommit, version, { ...identity, topics: [{ name: 'a', partitions }] })
    return answer.topics[0]?.partitions[0]?.errorCode
  }

  get #identity(): { groupId: string; memberId: string; groupInstanceId: string | null; generationId: number } {
    return { groupId: 'g', memberId: this.memberId, groupInstanceId: this.#instanceId, generationId: this.generationId }
  }
}
