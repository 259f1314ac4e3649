import { type Cluster, type ClusterOptions, connectCluster } from 'kafkawire'
import { Random } from '../../support/vectors/random.ts'
import type { Actor } from '../actors/actor.ts'
import { actorKinds, needsVirtualTime } from '../actors/index.ts'
import type { LiveCalls } from '../checks/live-calls.ts'

interface Begun {
  readonly kind: string
  readonly actor: Actor
}

/** One actor of each kind, at work on real brokers. */
export class RealActors implements AsyncDisposable {
  readonly #observer: Cluster
  readonly #begun: readonly Begun[]

  private constructor(observer: Cluster, begun: readonly Begun[]) {
    this.#observer = observer
    this.#begun = begun
  }

  /** Begins an actor of each kind. `name` begins the names of their topics and groups. */
  static async begin(
    cluster: Cluster,
    options: () => ClusterOptions,
    { name, calls }: { readonly name: string; readonly calls: LiveCalls }
  ): Promise<RealActors> {
    const observer = await connectCluster(options())
    const begun: Begun[] = []
    for (const [index, [kind, begin]] of Object.entries(actorKinds)
      .filter(([kind]) => !needsVirtualTime.includes(kind))
      .entries()) {
      const recorder = calls.of(kind)
      const stage = {
        cluster: recorder.observe(cluster),
        observer,
        calls: recorder,
        name: `${name}-${kind}`,
        random: new Random(index),
        brokersRepeatChanges: true,
        get clusterOptions() {
          return options() // the addresses of the brokers change
        }
      }
      begun.push({ kind, actor: await begin(stage) })
    }
    return new RealActors(observer, begun)
  }

  /** Ends the work. Resolves with the promises that were broken, a sentence for each. */
  async stop(): Promise<readonly string[]> {
    await Promise.all(this.#begun.map(({ actor }) => actor.stop()))
    const ofAll = await Promise.all(this.#begun.map(({ actor }) => actor.violations()))
    return ofAll.flat()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#observer.close()
  }
}
