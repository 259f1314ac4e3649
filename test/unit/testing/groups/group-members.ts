import {
  ConsumerProtocolSubscription,
  encodeVersioned,
  Heartbeat,
  JoinGroup,
  type JoinGroupRequest,
  type JoinGroupResponse,
  SyncGroup,
  type SyncGroupResponse
} from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'

export const GROUP = 'readers'
export const SESSION_MS = 10_000
export const REBALANCE_MS = 60_000

/** What a consumer says of itself: the topics to which it subscribes. */
export function subscription(...topics: string[]): Uint8Array {
  return encodeVersioned(ConsumerProtocolSubscription, 0, { topics, userData: null })
}

/** The fields of JoinGroup of a consumer of the topic 't'. */
export function joining(fields: Partial<JoinGroupRequest> = {}): JoinGroupRequest {
  return {
    groupId: GROUP,
    sessionTimeoutMs: SESSION_MS,
    rebalanceTimeoutMs: REBALANCE_MS,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription('t') }],
    ...fields
  }
}

/** A member of a group, on a connection of its own. */
export class GroupMember implements Disposable {
  readonly client: Awaited<ReturnType<typeof connectRaw>>
  readonly fields: Partial<JoinGroupRequest>
  memberId = ''
  generationId = -1

  constructor(client: Awaited<ReturnType<typeof connectRaw>>, fields: Partial<JoinGroupRequest>) {
    this.client = client
    this.fields = fields
  }

  static async connect(port: number, fields: Partial<JoinGroupRequest> = {}): Promise<GroupMember> {
    return new GroupMember(await connectRaw(port), fields)
  }

  /** Joins, and joins again with its id if the broker asks for it. */
  async join(version = 9, fields: Partial<JoinGroupRequest> = {}): Promise<JoinGroupResponse> {
    const request = joining({ ...this.fields, ...fields, memberId: this.memberId })
    const answer = await this.client.call(JoinGroup, version, request)
    this.memberId = answer.memberId
    if (answer.errorCode === errorCodes.MEMBER_ID_REQUIRED) return this.join(version, fields)
    this.generationId = answer.generationId
    return answer
  }

  /** Brings the assignments, by member id. */
  sync(assignments: Record<string, string> = {}): Promise<SyncGroupResponse> {
    const { memberId, generationId } = this
    const list = Object.entries(assignments).map(([id, text]) => ({ memberId: id, assignment: Buffer.from(text) }))
    return this.client.call(SyncGroup, 3, { ...this.#identity, generationId, memberId, assignments: list })
  }

  /** The error code of a heartbeat. */
  async heartbeat(): Promise<number> {
    const { memberId, generationId } = this
    return (await this.client.call(Heartbeat, 4, { ...this.#identity, generationId, memberId })).errorCode
  }

  [Symbol.dispose](): void {
    this.client[Symbol.dispose]()
  }

  get #identity(): { groupId: string; groupInstanceId: string | null } {
    return { groupId: this.fields.groupId ?? GROUP, groupInstanceId: this.fields.groupInstanceId ?? null }
  }
}

/** The text of an assignment. */
export const textOf = ({ assignment }: SyncGroupResponse): string => Buffer.from(assignment).toString()
