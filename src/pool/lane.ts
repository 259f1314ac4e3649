import type { Connection } from '../conn/connection.ts'
import type { BrokerAddress } from '../errors.ts'
import type { Breaker } from './dialing/breaker.ts'
import type { WaitingCallers } from './dialing/waiting-callers.ts'

/** An error, and the time at which it happened. */
export interface LastFailure {
  readonly error: unknown
  readonly at: Date
}

/** One dial that has begun. */
export interface BegunDial {
  /** The breaker's period in which the dial began: see {@link Breaker.period}. */
  readonly period: number
  /**
   * True if the broker's last dial failed, so that this dial alone finds out whether it is back.
   */
  readonly isProbe: boolean
  /** The begin of the dial on the monotonic clock. */
  readonly beganMs: number
}

/**
 * The broker of a lane, as far as the lane's dials and its connection use it. `PoolNode` implements
 * it.
 */
export interface LaneNode extends BrokerAddress {
  readonly nodeId: number
  /** True once the broker was removed from the pool. */
  readonly isGone: boolean
  readonly breaker: Breaker
  /** The last failure on any lane of this broker. */
  lastError: LastFailure | undefined
  /** Resolves when a dial may begin. Rejects with the signal's reason. */
  waitUntilDialAllowed(signal: AbortSignal): Promise<void>
  /** Begins a dial; undefined if none may begin now. */
  beginDial(): BegunDial | undefined
  endDial(dial: BegunDial): void
  /** Removes the lane. A later lane of the same name stays. */
  forgetLane(lane: Lane): void
}

/**
 * The attempt to get a lane its connection, as far as the lane shows it. `DialAttempt` implements
 * it.
 */
export interface LaneAttempt {
  readonly callers: WaitingCallers
  /** Makes the attempt start again from the beginning, or end if nothing is left to do. */
  interrupt(): void
}

/** One kind of work with one broker. It has a connection, or an attempt to get one, or neither. */
export class Lane {
  readonly node: LaneNode
  readonly name: string
  connection: Connection | undefined = undefined
  attempt: LaneAttempt | undefined = undefined
  /**
   * Orders lanes by their last use: the pool's count of uses when the connection was handed out.
   */
  lastUse: number = 0
  /** Connections of this lane that became ready, since the pool was made. */
  openedCount: number = 0
  lastError: LastFailure | undefined = undefined

  constructor(node: LaneNode, name: string) {
    this.node = node
    this.name = name
  }

  noteLastError(error: unknown): void {
    this.lastError = { error, at: new Date() }
    this.node.lastError = this.lastError
  }
}
