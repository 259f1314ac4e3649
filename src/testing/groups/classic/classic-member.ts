import type { JoinGroupRequestProtocol, JoinGroupResponse } from '../../../protocol/messages/join-group.ts'
import type { SyncGroupResponse } from '../../../protocol/messages/sync-group.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import { WaitingAnswer } from './waiting-answer.ts'

/** What a member says of itself when it joins. */
export interface Membership {
  readonly rebalanceTimeoutMs: number
  readonly sessionTimeoutMs: number
  /** The assignment strategies that the member supports, the best first. */
  readonly protocols: readonly JoinGroupRequestProtocol[]
}

/** What does not change while a member belongs to its group. */
export interface MemberIdentity {
  readonly memberId: string
  /** The static id of the member (KIP-345), or null. */
  readonly groupInstanceId: string | null
  readonly clientId: string
  /** The address of the client as Kafka writes it, such as `/127.0.0.1`. */
  readonly clientHost: string
}

/** A member of a classic group. */
export class ClassicMember {
  readonly identity: MemberIdentity
  readonly join: WaitingAnswer<JoinGroupResponse> = new WaitingAnswer<JoinGroupResponse>()
  readonly sync: WaitingAnswer<SyncGroupResponse> = new WaitingAnswer<SyncGroupResponse>()
  membership: Membership
  assignment: Uint8Array
  /** Whether no rebalance has ended since the member joined. */
  isNew: boolean
  /** Cancels the timer of the session. */
  cancelSession: () => void = () => {}

  constructor(identity: MemberIdentity, membership: Membership, assignment: Uint8Array = EMPTY, isNew = false) {
    this.identity = identity
    this.membership = membership
    this.assignment = assignment
    this.isNew = isNew
  }

  get memberId(): string {
    return this.identity.memberId
  }

  get isStatic(): boolean {
    return this.identity.groupInstanceId !== null
  }

  /** Whether the member needs no heartbeat now, because the group owes it an answer. */
  get isWaiting(): boolean {
    return !this.isNew && (this.join.isAwaited || this.sync.isAwaited)
  }

  supports(protocol: string): boolean {
    return this.membership.protocols.some(({ name }) => name === protocol)
  }

  /** What the member said to this strategy; empty if it does not support it. */
  metadata(protocol: string | undefined): Uint8Array {
    return this.membership.protocols.find(({ name }) => name === protocol)?.metadata ?? EMPTY
  }

  /** Whether the member supports the same strategies, in the same order and with the same data. */
  matches(protocols: readonly JoinGroupRequestProtocol[]): boolean {
    const own = this.membership.protocols
    return (
      own.length === protocols.length &&
      own.every(({ name, metadata }, index) => {
        const other = protocols[index]
        return name === other?.name && Buffer.compare(metadata, other.metadata) === 0
      })
    )
  }
}
