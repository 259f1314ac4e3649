import { connect as openSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, type ClusterOptions, connectCluster, type Dial, isKafkaError, type KafkaErrorCode, kafkaErrorCodes } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { randomPatience } from '../../work/callers/patience.ts'
import { ask, type Question, Questions, question } from '../../work/callers/questions.ts'
import type { Actor, ActorKind, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { CONNECT_MS, ROOM_MS } from './limits.ts'

const MAX_CALLS = 6
const PAUSE_MS = 300
const MAX_CLOSE_MS = 600
const POLL_MS = 1_500
const DRAIN_MS = 30_000 // the default of `close`
const ATTEMPT_MS = 5_000 // the default of `metadata.attemptMs`
const MORE_CONNECT_MS = 2_000
const CALL_MS = 120_000 // more than a call may take: the end of the cluster comes first
// One of so many clusters is closed by `await using`; one of so many calls is one of these.
const DISPOSES = 5
const POLLS = 5
const WAITS = 4

/** Opens clusters of its own, and closes each while calls are in flight. */
export const closing: ActorKind = async stage => new Closing(stage, await createTopic(stage.observer, `${stage.name}-topic`, 1))

class Closing implements Actor {
  readonly #stage: Stage
  readonly #topic: string
  readonly #questions: Questions
  readonly #broken: string[] = []
  readonly #work: Promise<void>
  #isOver = false

  constructor(stage: Stage, topic: string) {
    this.#stage = stage
    this.#topic = topic
    this.#questions = new Questions(stage.name, topic, stage.random)
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  violations(): Promise<readonly string[]> {
    return Promise.resolve(this.#broken.map(sentence => `${this.#stage.name}: ${sentence}`))
  }

  async #run(): Promise<void> {
    const { random } = this.#stage
    for (; !this.#isOver; await pause(random.below(PAUSE_MS))) {
      const streams = new Streams()
      const cluster = await this.#open(streams.countedBy(this.#stage.clusterOptions))
      if (cluster !== undefined) {
        const observed = this.#stage.calls.observe(cluster)
        const calls = this.#callSome(observed)
        await pause(random.below(PAUSE_MS))
        calls.push(...this.#callSome(observed))
        await (random.once(DISPOSES) ? this.#dispose(cluster) : this.#close(cluster))
        await this.#checkEnd(cluster, calls)
      }
      await pause(ROOM_MS)
      if (streams.open > 0) this.#report(`a closed cluster has ${streams.open} open connections`)
    }
  }

  async #open(options: ClusterOptions): Promise<Cluster | undefined> {
    const { connection, metadata } = options
    const limitMs = (connection?.timeouts?.connectMs ?? CONNECT_MS) + (metadata?.attemptMs ?? ATTEMPT_MS) + MORE_CONNECT_MS
    try {
      return await this.#stage.calls.record('connectCluster', {}, limitMs, () => connectCluster(options))
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_NO_BROKER', 'KAFKA_AUTHENTICATION')) this.#report(`connectCluster rejected with ${String(error)}`)
      return undefined
    }
  }

  #callSome(cluster: Cluster): Promise<unknown>[] {
    const { random } = this.#stage
    return Array.from({ length: 1 + random.below(MAX_CALLS) }, () =>
      random.once(WAITS) ? this.#wait(cluster, kafkaErrorCodes, CALL_MS) : this.#ask(cluster, kafkaErrorCodes)
    )
  }

  #ask(cluster: Cluster, codes: readonly KafkaErrorCode[]): Promise<boolean> {
    const { random, calls } = this.#stage
    const asked = random.once(POLLS) ? this.#poll() : this.#questions.next()
    return ask(cluster, asked, { calls, patience: randomPatience(random, CALL_MS), codes, report: this.#report })
  }

  #poll(): Question {
    const partitions = [{ partition: 0, fetchOffset: 1_000_000n, partitionMaxBytes: 1_000 }]
    const request = { maxWaitMs: POLL_MS, minBytes: 1, topics: [{ topic: this.#topic, partitions }] }
    return question(Fetch, request, this.#topic, ({ responses }) => responses[0]?.topic)
  }

  // The calls that send nothing of the caller's.
  async #wait(cluster: Cluster, codes: readonly KafkaErrorCode[], limitMs: number): Promise<void> {
    const { random, calls } = this.#stage
    const waits: readonly (readonly [name: string, wait: () => Promise<unknown>])[] = [
      ['refresh', () => cluster.refresh()],
      ['partition', () => cluster.partition(this.#topic, 0)],
      ['topic', () => cluster.topic(this.#topic)],
      ['drained', () => cluster.drained(Fetch, this.#poll().request as never)]
    ]
    const [name, wait] = random.pick(waits)
    try {
      await calls.record(name, {}, limitMs, wait)
    } catch (error) {
      if (!isKafkaError(error, ...codes)) this.#report(`${name} rejected with ${String(error)}`)
    }
  }

  async #close(cluster: Cluster): Promise<void> {
    const { random, calls } = this.#stage
    const timeoutMs = 1 + random.below(MAX_CLOSE_MS)
    const closing = [cluster.close({ timeoutMs }), ...(random.once(2) ? [cluster.close()] : [])]
    await calls.record('close', {}, timeoutMs, () => Promise.all(closing))
  }

  async #dispose(cluster: Cluster): Promise<void> {
    await this.#stage.calls.record('dispose', {}, DRAIN_MS, async () => {
      await using _closed = cluster
    })
  }

  // All calls have settled, and a new one is refused at once, with nothing sent.
  async #checkEnd(cluster: Cluster, calls: readonly Promise<unknown>[]): Promise<void> {
    let open = calls.length
    for (const call of calls) void call.then(() => open--)
    const refused = { patience: { options: {}, limitMs: 0 }, codes: ['KAFKA_POOL_CLOSED'] as const }
    const failed = (error: unknown): void => {
      if (isKafkaError(error) && error.delivery !== 'not-sent') this.#report(`a call after the end is ${error.delivery}`)
    }
    const late = { calls: this.#stage.calls, ...refused, report: this.#report, failed }
    if (await ask(cluster, this.#questions.next(), late)) this.#report('a closed cluster took a request')
    await this.#wait(cluster, refused.codes, 0)
    await pause(ROOM_MS)
    if (open > 0) this.#report(`${open} calls of a closed cluster have not settled`)
  }

  readonly #report = (sentence: string): void => {
    this.#broken.push(sentence)
  }
}

/** The streams that a cluster has opened. */
class Streams {
  readonly #streams = new Set<Duplex>()

  get open(): number {
    return [...this.#streams].filter(({ destroyed }) => !destroyed).length
  }

  /** The same options, with a `dial` that counts the streams. */
  countedBy(options: ClusterOptions): ClusterOptions {
    const own: Dial = options.connection?.dial ?? (({ host, port }) => openSocket(port, host))
    const dial: Dial = async to => {
      const stream = await own(to)
      this.#streams.add(stream)
      return stream
    }
    return { ...options, connection: { ...options.connection, dial } }
  }
}
