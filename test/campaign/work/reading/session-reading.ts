import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, type Decoded, errorCodes, isKafkaError, sessionEpochs } from 'kafkawire'
import type { FetchRequest, FetchResponse } from 'kafkawire/messages'
import type { Random } from '../../../support/vectors/random.ts'
import { forgottenOf, topicsOf } from './fetch-topics.ts'
import type { Position, Positions } from './positions.ts'
import type { Reading } from './reading.ts'

/** Sends a Fetch to one broker. */
export type FetchFrom = (nodeId: number, request: FetchRequest, options: FetchOptions) => Promise<Decoded<FetchResponse>>

/** The options of one Fetch. */
export interface FetchOptions {
  readonly timeoutMs: number
  readonly maxVersion?: number
}

const MAX_PAUSE_MS = 300
const LOOK_MS = 2_000
const POLL_MS = 3_000
const LAST_VERSION_WITH_NAMES = 12
const PARTITION_MAX_BYTES = 20_000
const CLOSED_EVERY = 30 // one of so many polls closes the session

/** Reads by a fetch session (KIP-227) with each broker. */
export class SessionReading implements Reading {
  readonly #means: SessionMeans
  readonly #sessions = new Map<number, Promise<void>>()
  readonly #work: Promise<void>
  #isOver = false

  constructor(means: SessionMeans) {
    this.#means = means
    this.#work = this.#watch()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
    await Promise.all(this.#sessions.values())
  }

  // Begins a session with each broker that comes.
  async #watch(): Promise<void> {
    while (!this.#isOver) {
      for (const nodeId of this.#means.cluster.map.brokers.keys()) {
        if (!this.#sessions.has(nodeId)) this.#sessions.set(nodeId, this.#run(new Session(this.#means, nodeId)))
      }
      await pause(MAX_PAUSE_MS)
    }
  }

  async #run(session: Session): Promise<void> {
    while (!this.#isOver) {
      await session.poll()
      await pause(this.#means.random.below(MAX_PAUSE_MS))
    }
  }
}

/** What a reader with sessions works with. */
export interface SessionMeans {
  readonly cluster: Cluster
  readonly positions: Positions
  readonly random: Random
  readonly fetch: FetchFrom
  /** Whether topics are given by their ids. */
  readonly byId: boolean
}

/** The session with one broker. After any failure it begins again. */
class Session {
  readonly #means: SessionMeans
  readonly #nodeId: number
  #byId: boolean
  #id = 0
  #epoch: number = sessionEpochs.INITIAL
  // What the broker knows: the position of each partition of the session.
  #known = new Map<string, Position>()

  constructor(means: SessionMeans, nodeId: number) {
    this.#means = means
    this.#nodeId = nodeId
    this.#byId = means.byId
  }

  async poll(): Promise<void> {
    const { positions, random, fetch } = this.#means
    try {
      const led = await this.#led()
      if (led.length === 0 && this.#id === 0) return
      if (this.#id !== 0 && random.once(CLOSED_EVERY)) return await this.#close()
      const changed = led.filter(position => !isSame(position, this.#known.get(keyOf(position))))
      const forgotten = [...this.#known.values()].filter(known => !led.some(position => keyOf(position) === keyOf(known)))
      const request = {
        maxWaitMs: random.pick([0, 200, 1_000]),
        minBytes: 1,
        isolationLevel: positions.isolationLevel,
        sessionId: this.#id,
        sessionEpoch: this.#epoch,
        topics: topicsOf(changed, PARTITION_MAX_BYTES, this.#byId),
        forgottenTopicsData: forgottenOf(forgotten, this.#byId)
      }
      const answer = await fetch(this.#nodeId, request, this.#options())
      if (answer.errorCode !== errorCodes.NONE) return this.#reset()
      this.#known = new Map(led.map(position => [keyOf(position), { ...position }]))
      this.#id = answer.sessionId
      this.#epoch = this.#id === 0 ? sessionEpochs.INITIAL : this.#epoch + 1
      if (answer.responses.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode !== errorCodes.NONE))) this.#reset()
      positions.takeAll(answer)
    } catch (error) {
      if (isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')) this.#byId = false
      this.#reset()
    }
  }

  // The positions whose partitions this broker leads, as far as the cluster knows.
  async #led(): Promise<Position[]> {
    const { positions, cluster } = this.#means
    const led: Position[] = []
    for (const position of positions.all) {
      const { leaderId, leaderEpoch } = await cluster.partition(position.topic, position.partition, { timeoutMs: LOOK_MS })
      if (leaderId === this.#nodeId) led.push({ ...position, leaderEpoch })
    }
    return led
  }

  async #close(): Promise<void> {
    const request = { maxWaitMs: 0, minBytes: 0, sessionId: this.#id, sessionEpoch: sessionEpochs.FINAL, topics: [] }
    this.#reset()
    await this.#means.fetch(this.#nodeId, request, this.#options())
  }

  #options(): FetchOptions {
    return { timeoutMs: POLL_MS, ...(!this.#byId && { maxVersion: LAST_VERSION_WITH_NAMES }) }
  }

  #reset(): void {
    this.#id = 0
    this.#epoch = sessionEpochs.INITIAL
    this.#known.clear()
  }
}

const isSame = (a: Position, b: Position | undefined): boolean => a.nextOffset === b?.nextOffset && a.leaderEpoch === b.leaderEpoch

const keyOf = ({ topic, partition }: Position): string => `${topic}-${partition}`
