import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, throwIfError } from 'kafkawire'
import { OffsetCommit, OffsetFetch } from 'kafkawire/messages'
import { NextAfter } from './next-after.ts'

const PAUSE_MS = 50

/** Commits ever larger offsets for a group, so that there is a coordinator to lose. */
export class Commits implements Disposable {
  readonly next: NextAfter = new NextAfter()
  /** What went wrong, if anything did. */
  readonly errors: unknown[] = []
  readonly #cluster: Cluster
  readonly #group: string
  readonly #topic: string
  readonly #work: Promise<void>
  #acknowledged = 0n
  #isOver = false

  constructor(cluster: Cluster, group: string, topic: string) {
    this.#cluster = cluster
    this.#group = group
    this.#topic = topic
    this.#work = this.#commit()
  }

  /** Commits no more, and resolves with the last offset that was acknowledged and the one that the group has. */
  async stop(): Promise<{ readonly acknowledged: bigint; readonly found: bigint | undefined }> {
    this.#isOver = true
    await this.#work
    const groups = [{ groupId: this.#group, topics: [{ name: this.#topic, partitionIndexes: [0] }] }]
    const answer = throwIfError(await this.#cluster.send(OffsetFetch, { groups, requireStable: true }))
    return { acknowledged: this.#acknowledged, found: answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset }
  }

  [Symbol.dispose](): void {
    this.#isOver = true
  }

  async #commit(): Promise<void> {
    for (let committedOffset = 1n; !this.#isOver; committedOffset++) {
      const beganMs = performance.now()
      try {
        const partitions = [{ partitionIndex: 0, committedOffset, committedMetadata: null }]
        throwIfError(await this.#cluster.send(OffsetCommit, { groupId: this.#group, topics: [{ name: this.#topic, partitions }] }))
        this.#acknowledged = committedOffset
        this.next.happened(beganMs)
      } catch (error) {
        this.errors.push(error)
      }
      await pause(PAUSE_MS)
    }
  }
}
