import { type Cluster, connectCluster } from 'kafkawire'
import { again } from '../../work/again.ts'
import { Proxies } from '../../work/callers/proxies.ts'
import { Streams } from '../../work/streams.ts'
import type { Actor, ActorKind, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { brokenPromises } from '../violations.ts'

const PARTITIONS = 2
const MAX_PAUSE_MS = 400
const CLOSE_MS = 5_000

/**
 * Produces with sequence numbers through a proxy for each broker, which is made of
 * `kafkawire/server` and `forward`.
 */
export const proxy: ActorKind = async stage => {
  const topic = await createTopic(stage.observer, `${stage.name}-records`, PARTITIONS)
  const proxies = new Proxies(stage)
  const cluster = await again(() => connectCluster(proxies.clusterOptions))
  return new ProxyUser(stage, { topic, proxies, cluster })
}

class ProxyUser implements Actor {
  readonly #stage: Stage
  readonly #proxies: Proxies
  readonly #cluster: Cluster
  readonly #streams: Streams
  readonly #broken: string[] = []

  constructor(stage: Stage, { topic, proxies, cluster }: { readonly topic: string; readonly proxies: Proxies; readonly cluster: Cluster }) {
    this.#stage = stage
    this.#proxies = proxies
    this.#cluster = cluster
    // The attempts of these calls are not those that the brokers see.
    const observed = stage.calls.observe(cluster, false)
    this.#streams = new Streams(observed, stage.random, {
      topics: [topic],
      partitions: PARTITIONS,
      isSequenced: stage.random.once(2),
      maxPauseMs: MAX_PAUSE_MS
    })
  }

  async stop(): Promise<void> {
    await this.#streams.stop()
    await this.#stage.calls.record('close', {}, CLOSE_MS, () => this.#cluster.close({ timeoutMs: CLOSE_MS }))
    await this.#proxies.close()
    this.#broken.push(...this.#proxies.problems)
  }

  async violations(): Promise<readonly string[]> {
    const { name, observer } = this.#stage
    const { broken } = await this.#streams.check(observer)
    return [...this.#broken.map(sentence => `${name}: ${sentence}`), ...brokenPromises(name, broken)]
  }
}
