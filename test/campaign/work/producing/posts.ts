import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, acks, type Cluster, type Connection, isKafkaError } from 'kafkawire'
import { Produce, type ProduceRequest } from 'kafkawire/messages'
import type { Random } from '../../../support/vectors/random.ts'
import type { Recorder } from '../../checks/history.ts'
import type { Ledger } from '../ledgers/ledger.ts'
import type { Place } from './places.ts'
import { randomOptions } from './random-options.ts'
import { batchOf } from './split-producer.ts'

/** What Produce with acks 0 works with. */
export interface PostMeans {
  readonly cluster: Cluster
  readonly calls: Recorder
  readonly ledger: Ledger
  readonly places: readonly Place[]
  readonly random: Random
  /** The connections that the direct posts go by. */
  readonly lane: string
}

const BURST = 4
const MAX_PAUSE_MS = 300
const LOOK_MS = 2_000

/**
 * Produce with acks 0, by the cluster or by connections of the pool that carry nothing else. A
 * record may be lost, and none may be in the log twice, or after `not-sent`. By one connection the
 * records arrive in the order in which they were sent.
 */
export class Posts {
  readonly #means: PostMeans
  readonly #work: Promise<void>
  // The numbers of the records of a place that went out by one connection, for each connection.
  readonly #sentBy = new Map<Connection, Map<Place, number[]>>()
  #isOver = false

  constructor(means: PostMeans) {
    this.#means = means
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  /** A sentence for each connection whose records are in the log in another order. */
  outOfOrder(logs: ReadonlyMap<Place, readonly number[]>): string[] {
    return [...this.#sentBy.values()].flatMap(byPlace =>
      [...byPlace].flatMap(([place, sent]) => {
        const own = (logs.get(place) ?? []).filter(sequence => sent.includes(sequence))
        const isSorted = own.every((sequence, i) => i === 0 || sequence > (own[i - 1] ?? 0))
        return isSorted ? [] : [`${place.topic}-${place.partition} has the records of one connection in the order ${own.join()}`]
      })
    )
  }

  async #run(): Promise<void> {
    const { places, random } = this.#means
    while (!this.#isOver) {
      const place = random.pick(places)
      const connection = random.once(2) ? await this.#connect(place) : undefined
      await Promise.all(Array.from({ length: BURST }, () => this.#post(place, connection)))
      await pause(random.below(MAX_PAUSE_MS))
    }
  }

  async #connect({ topic, partition }: Place): Promise<Connection | undefined> {
    const { cluster, lane } = this.#means
    try {
      const { leaderId } = await cluster.partition(topic, partition, { timeoutMs: LOOK_MS })
      return leaderId === absentValues.NO_LEADER_ID ? undefined : await cluster.pool.acquire(leaderId, lane, { timeoutMs: LOOK_MS })
    } catch {
      return undefined
    }
  }

  async #post(place: Place, connection: Connection | undefined): Promise<void> {
    const { ledger, cluster, calls, random } = this.#means
    const sequence = ledger.next(place.stream)
    const partitionData = [{ index: place.partition, records: batchOf(place.stream, [sequence]) }]
    const request: ProduceRequest = { acks: acks.NONE, timeoutMs: 1_000, topicData: [{ name: place.topic, partitionData }] }
    if (connection !== undefined) this.#note(connection, place, sequence)
    const { options, settled } = randomOptions(random)
    try {
      if (connection === undefined) await cluster.post(Produce, request, options)
      else await calls.record('Produce', request, LOOK_MS, () => connection.post(Produce, request, { timeoutMs: LOOK_MS }))
      ledger.fail(place.stream, sequence, 'open') // nobody knows whether it arrived
    } catch (error) {
      ledger.fail(place.stream, sequence, isKafkaError(error) && error.delivery === 'not-sent' ? 'not-sent' : 'open')
    } finally {
      settled()
    }
  }

  #note(connection: Connection, place: Place, sequence: number): void {
    const byPlace = this.#sentBy.get(connection) ?? new Map<Place, number[]>()
    this.#sentBy.set(connection, byPlace.set(place, [...(byPlace.get(place) ?? []), sequence]))
  }
}
