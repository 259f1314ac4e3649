import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, isKafkaError } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import type { Random } from '../../../support/vectors/random.ts'
import { topicsOf } from './fetch-topics.ts'
import type { Positions } from './positions.ts'
import type { Reading } from './reading.ts'

interface PlainOptions {
  /** The connections that carry the requests. Default: those of Fetch. */
  readonly lane?: string
  /** Whether topics are given by their ids. */
  readonly byId: boolean
}

const MAX_PAUSE_MS = 200

/** Reads by long polls, each for all partitions, without a session. */
export class PlainReading implements Reading {
  readonly #cluster: Cluster
  readonly #positions: Positions
  readonly #random: Random
  readonly #options: PlainOptions
  readonly #work: Promise<void>
  #byId: boolean
  #isOver = false

  constructor(cluster: Cluster, positions: Positions, random: Random, options: PlainOptions) {
    this.#cluster = cluster
    this.#positions = positions
    this.#random = random
    this.#options = options
    this.#byId = options.byId
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await this.#poll()
      await pause(this.#random.below(MAX_PAUSE_MS))
    }
  }

  async #poll(): Promise<void> {
    const random = this.#random
    const { isolationLevel, all } = this.#positions
    const partitionMaxBytes = random.pick([300, 20_000, 1_048_576])
    const request = {
      maxWaitMs: random.pick([0, 100, 500, 2_000]),
      minBytes: random.pick([1, 1, 5_000]),
      maxBytes: random.pick([600, 1_048_576]),
      isolationLevel,
      topics: topicsOf(all, partitionMaxBytes, this.#byId)
    }
    const giveUp = new AbortController()
    const timer = random.once(12) ? setTimeout(() => giveUp.abort(), random.below(1_000)) : undefined
    const { lane } = this.#options
    const options = {
      ...(lane !== undefined && { lane }),
      ...(random.once(8) && { timeoutMs: 50 + random.below(500) }),
      ...(random.once(8) && { maxAttempts: 1 }),
      ...(timer !== undefined && { signal: giveUp.signal })
    }
    try {
      this.#positions.takeAll(await this.#cluster.send(Fetch, request, options))
    } catch (error) {
      if (isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')) this.#byId = false // brokers without ids of topics
    } finally {
      clearTimeout(timer)
    }
  }
}
