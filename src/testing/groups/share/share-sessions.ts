import { sessionEpochs } from '../../../protocol/codes/index.ts'

/** A partition of a share session. */
export interface SessionPartition {
  readonly topicId: string
  readonly partitionIndex: number
  /** Whether the topic existed when the partition was added. */
  readonly isKnown: boolean
  /** Whether the next answer must contain the partition, even without records or an error. */
  isDue: boolean
}

/** The partitions that a member fetches from one broker, so that requests name only changes. */
export interface ShareSession {
  readonly groupId: string
  readonly memberId: string
  /** The connection that has opened the session. The session ends with it. */
  readonly connection: object
  /** The epoch of the next request. */
  epoch: number
  readonly partitions: Map<string, SessionPartition>
}

/** A name of a partition for maps. */
export const partitionKey = (topicId: string, partitionIndex: number): string => `${topicId}:${partitionIndex}`

const MAX_EPOCH = 0x7fff_ffff

/** The share sessions of all brokers (KIP-932). A member has one at each broker. */
export class ShareSessions {
  readonly #byKey = new Map<string, ShareSession>()

  find(nodeId: number, groupId: string, memberId: string): ShareSession | undefined {
    return this.#byKey.get(keyOf(nodeId, groupId, memberId))
  }

  /** Opens a session. One that the member had before is forgotten; its records stay acquired. */
  open(nodeId: number, groupId: string, memberId: string, connection: object): ShareSession {
    const session = { groupId, memberId, connection, epoch: sessionEpochs.INITIAL, partitions: new Map() }
    advance(session)
    this.#byKey.set(keyOf(nodeId, groupId, memberId), session)
    return session
  }

  /** Ends a session, unless the member has opened another one since. Returns whether it did. */
  close(nodeId: number, session: ShareSession): boolean {
    const key = keyOf(nodeId, session.groupId, session.memberId)
    return this.#byKey.get(key) === session && this.#byKey.delete(key)
  }

  /** Ends all sessions. */
  clear(): void {
    this.#byKey.clear()
  }

  /** Whether a member of the group has a session at this broker. */
  has(nodeId: number, groupId: string): boolean {
    const prefix = keyOf(nodeId, groupId, '')
    return [...this.#byKey].some(([key, session]) => session.groupId === groupId && key.startsWith(prefix))
  }
}

/** Takes the session to the epoch of its next request. After the largest one comes 1. */
export function advance(session: ShareSession): void {
  session.epoch = session.epoch === MAX_EPOCH ? 1 : session.epoch + 1
}

function keyOf(nodeId: number, groupId: string, memberId: string): string {
  return JSON.stringify([nodeId, groupId, memberId]).slice(0, memberId === '' ? -3 : undefined)
}

/**
 * Whether an answer contains a partition: it has news, or it is due. After an error it is due once
 * more.
 */
export function isTaken(partition: SessionPartition, hasNews: boolean, hasError: boolean): boolean {
  const isTaken = hasNews || hasError || partition.isDue
  partition.isDue = hasError
  return isTaken
}
