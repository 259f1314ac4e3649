import type { Connection } from '../conn/connection.ts'
import type { Attempt } from './dialing/dial-attempt.ts'
import type { PoolNode } from './pool-node.ts'

/** What went wrong, and when. */
export interface Mishap {
  readonly error: unknown
  readonly at: Date
}

/** One kind of work with one broker: the connection for it, or what is being done to have one. */
export class Lane {
  readonly node: PoolNode
  readonly name: string
  connection: Connection | undefined = undefined
  attempt: Attempt | undefined = undefined
  /** When it was last handed out, on a clock that counts just that. */
  lastUse: number = 0
  /** Connections that became ready. */
  opened: number = 0
  lastError: Mishap | undefined = undefined

  constructor(node: PoolNode, name: string) {
    this.node = node
    this.name = name
  }

  fail(error: unknown): void {
    this.lastError = { error, at: new Date() }
    this.node.lastError = this.lastError
  }
}
