import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, throwIfError } from 'kafkawire'
import { OffsetCommit, OffsetFetch } from 'kafkawire/messages'
import { NextAfter } from '../next-after.ts'

/** The outcome of the commits. */
export interface CommitResult {
  readonly acknowledged: number
  /**
   * How often the group did not have the last offset of a burst whose commits were all
   * acknowledged.
   */
  readonly goneBack: number
}

const PAUSE_MS = 50
const BURST = 8

/**
 * Commits growing offsets for a group, many at once, none of which waits for the one before. So a
 * campaign can measure the loss of a coordinator.
 */
export class Commits implements Disposable {
  readonly next: NextAfter = new NextAfter()
  /** Errors of commits. */
  readonly errors: unknown[] = []
  readonly #cluster: Cluster
  readonly #group: string
  readonly #topic: string
  readonly #pauseMs: number
  readonly #work: Promise<void>
  #acknowledged = 0
  #goneBack = 0
  #isOver = false

  /** @param pauseMs the time between two bursts */
  constructor(cluster: Cluster, group: string, topic: string, pauseMs: number = PAUSE_MS) {
    this.#cluster = cluster
    this.#group = group
    this.#topic = topic
    this.#pauseMs = pauseMs
    this.#work = this.#commitOnAndOn()
  }

  /** Stops committing. */
  async stop(): Promise<CommitResult> {
    this.#isOver = true
    await this.#work
    return { acknowledged: this.#acknowledged, goneBack: this.#goneBack }
  }

  [Symbol.dispose](): void {
    this.#isOver = true
  }

  async #commitOnAndOn(): Promise<void> {
    for (let last = BURST; !this.#isOver; last += BURST) {
      const beganMs = performance.now()
      const offsets = Array.from({ length: BURST }, (_, i) => BigInt(last - BURST + 1 + i))
      const outcomes = await Promise.allSettled(offsets.map(offset => this.#commit(offset)))
      const failed = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
      this.errors.push(...failed)
      if (failed.length === 0) {
        this.#acknowledged += BURST
        this.next.happened(beganMs)
        await this.#check(BigInt(last))
      }
      await pause(this.#pauseMs)
    }
  }

  async #commit(committedOffset: bigint): Promise<void> {
    const partitions = [{ partitionIndex: 0, committedOffset, committedMetadata: null }]
    throwIfError(await this.#cluster.send(OffsetCommit, { groupId: this.#group, topics: [{ name: this.#topic, partitions }] }))
  }

  async #check(last: bigint): Promise<void> {
    try {
      const groups = [{ groupId: this.#group, topics: [{ name: this.#topic, partitionIndexes: [0] }] }]
      const answer = throwIfError(await this.#cluster.send(OffsetFetch, { groups, requireStable: true }))
      if (answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset !== last) this.#goneBack++
    } catch (error) {
      this.errors.push(error)
    }
  }
}
