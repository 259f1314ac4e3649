import { setTimeout as pause } from 'node:timers/promises'
import { isKafkaError, memberEpochs, throwIfError } from 'kafkawire'
import { ShareGroupHeartbeat } from 'kafkawire/messages'
import { type ShareMeans, ShareSession } from './share-session.ts'

const MAX_PAUSE_MS = 600
const MEMBER_ID_BYTES = 16
const LOOK_MS = 2_000
const CALL_MS = 5_000
const LEAVES = 25

/** A place in a share group, which one member after the other takes. */
export class ShareSeat {
  readonly #means: ShareMeans
  readonly #lane: string
  readonly #work: Promise<void>
  #isCalm = false
  #isOver = false

  constructor(means: ShareMeans, index: number) {
    this.#means = means
    this.#lane = `${means.groupId}-${index}`
    this.#work = this.#run()
  }

  /** The member stays from now on, and accepts everything. */
  calm(): void {
    this.#isCalm = true
  }

  /** The member leaves. Resolves when all calls have settled. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async #run(): Promise<void> {
    for (; !this.#isOver; await this.#rest()) {
      try {
        await this.#live()
      } catch (error) {
        if (!isKafkaError(error)) throw error
      }
    }
  }

  async #rest(): Promise<void> {
    await pause(1 + this.#means.random.below(MAX_PAUSE_MS))
  }

  // Joins, fetches from all leaders of the partitions in turn, and leaves.
  async #live(): Promise<void> {
    const { cluster, groupId, random } = this.#means
    const memberId = random.bytes(MEMBER_ID_BYTES).toString('base64url')
    const sessions = new Map<number, ShareSession>()
    let epoch: number = memberEpochs.JOIN_GROUP
    let nextMs = 0
    while (!this.#isOver && (this.#isCalm || !random.once(LEAVES))) {
      if (performance.now() >= nextMs) {
        const beat = await this.#heartbeat(memberId, epoch)
        epoch = beat.memberEpoch
        nextMs = performance.now() + beat.heartbeatIntervalMs
      }
      const led = await this.#led()
      for (const nodeId of new Set([...led.keys(), ...sessions.keys()])) {
        const session = sessions.get(nodeId) ?? new ShareSession(this.#means, memberId, nodeId, this.#lane)
        sessions.set(nodeId, session)
        await session.poll(led.get(nodeId) ?? [], this.#isCalm)
      }
      await this.#rest()
    }
    await cluster.send(ShareGroupHeartbeat, { groupId, memberId, memberEpoch: memberEpochs.LEAVE_GROUP }, { timeoutMs: CALL_MS })
  }

  async #heartbeat(memberId: string, memberEpoch: number): Promise<{ readonly memberEpoch: number; readonly heartbeatIntervalMs: number }> {
    const { cluster, groupId, topic } = this.#means
    const member = { groupId, memberId, memberEpoch }
    const request = memberEpoch === memberEpochs.JOIN_GROUP ? { ...member, subscribedTopicNames: [topic] } : member
    return throwIfError(await cluster.send(ShareGroupHeartbeat, request, { timeoutMs: CALL_MS }))
  }

  // The partitions by the broker that leads them.
  async #led(): Promise<ReadonlyMap<number, readonly number[]>> {
    const { cluster, topic, partitions } = this.#means
    const led = new Map<number, number[]>()
    for (let partition = 0; partition < partitions; partition++) {
      const { leaderId } = await cluster.partition(topic, partition, { timeoutMs: LOOK_MS })
      led.set(leaderId, [...(led.get(leaderId) ?? []), partition])
    }
    return led
  }
}
