import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, connect, isKafkaError, type KafkaErrorCode } from 'kafkawire'
import { brokersOf } from '../../work/callers/addresses.ts'
import { randomPatience } from '../../work/callers/patience.ts'
import { ask, Questions } from '../../work/callers/questions.ts'
import type { Actor, ActorKind, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { CONNECT_MS, REQUEST_MS, ROOM_MS, throttleMs } from './limits.ts'

const ROUNDS = 5
const MAX_BURST = 8
const PAUSE_MS = 300
const CLOSES = 4 // one of so many bursts is in flight when the connection is closed
const WAITS_FOR_ROOM = 3
const MAX_CLOSE_MS = 400
const CODES: readonly KafkaErrorCode[] = ['KAFKA_TIMEOUT', 'KAFKA_CONNECTION_CLOSED', 'KAFKA_QUEUE_FULL']
const CONNECT_CODES: readonly KafkaErrorCode[] = ['KAFKA_CONNECT', 'KAFKA_AUTHENTICATION']

/** Opens connections one after the other, sends many requests at once, and closes at any moment. */
export const connectionUser: ActorKind = async stage => {
  const topic = await createTopic(stage.observer, `${stage.name}-topic`, 1)
  return new ConnectionUser(stage, topic)
}

class ConnectionUser implements Actor {
  readonly #stage: Stage
  readonly #questions: Questions
  readonly #broken: string[] = []
  readonly #work: Promise<void>
  #isOver = false

  constructor(stage: Stage, topic: string) {
    this.#stage = stage
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
    for (; !this.#isOver; await this.#pause()) {
      const connection = await this.#connect()
      if (connection === undefined) continue
      for (let round = 0; round < ROUNDS && connection.state === 'open' && !this.#isOver; round++, await this.#pause()) {
        if (this.#stage.random.once(WAITS_FOR_ROOM)) await this.#waitForRoom(connection)
        const burst = this.#burst(connection)
        if (this.#stage.random.once(CLOSES)) await this.#close(connection, burst)
        await Promise.all(burst)
      }
      await this.#close(connection, [])
    }
  }

  async #connect(): Promise<Connection | undefined> {
    const { random, calls, clusterOptions } = this.#stage
    const { connection: options = {} } = clusterOptions
    const { host, port } = random.pick(brokersOf(this.#stage))
    const limitMs = options.timeouts?.connectMs ?? CONNECT_MS
    try {
      return await calls.record('connect', {}, limitMs, () => connect({ ...options, host, port }))
    } catch (error) {
      if (!isKafkaError(error, ...CONNECT_CODES)) this.#report(`connect rejected with ${String(error)}`)
      return undefined
    }
  }

  // Answers come in the order of the requests.
  #burst(connection: Connection): Promise<void>[] {
    const { random, calls, clusterOptions } = this.#stage
    const limitMs = (clusterOptions.connection?.timeouts?.requestMs ?? REQUEST_MS) + throttleMs(this.#stage)
    let last = -1
    return Array.from({ length: 1 + random.below(MAX_BURST) }, async (_, index) => {
      const asker = { calls, patience: randomPatience(random, limitMs), codes: CODES, report: this.#report }
      if (!(await ask(connection, this.#questions.next(), asker))) return
      if (index < last) this.#report(`answer ${last} came before answer ${index}`)
      last = Math.max(last, index)
    })
  }

  async #waitForRoom(connection: Connection): Promise<void> {
    const limitMs = (this.#stage.clusterOptions.connection?.timeouts?.requestMs ?? REQUEST_MS) + throttleMs(this.#stage)
    try {
      await this.#stage.calls.record('drained', {}, limitMs, () => connection.drained())
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_CONNECTION_CLOSED')) this.#report(`drained rejected with ${String(error)}`)
    }
  }

  async #close(connection: Connection, burst: readonly Promise<void>[]): Promise<void> {
    const { random, calls } = this.#stage
    await pause(random.below(PAUSE_MS))
    let open = burst.length
    for (const each of burst) void each.then(() => open--)
    const timeoutMs = 1 + random.below(MAX_CLOSE_MS)
    const closing = [connection.close({ timeoutMs }), ...(random.once(2) ? [connection.close()] : [])]
    await calls.record('close', {}, timeoutMs, () => Promise.all(closing))
    const late = { calls, patience: { options: {}, limitMs: 0 }, codes: ['KAFKA_CONNECTION_CLOSED'] as const, report: this.#report }
    if (await ask(connection, this.#questions.next(), late)) this.#report('a closed connection took a request')
    await pause(ROOM_MS)
    if (open > 0) this.#report(`${open} requests of a closed connection have not settled`)
  }

  #pause(): Promise<void> {
    return pause(this.#stage.random.below(PAUSE_MS))
  }

  readonly #report = (sentence: string): void => {
    this.#broken.push(sentence)
  }
}
