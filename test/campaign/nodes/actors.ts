import { type Cluster, type ClusterOptions, connectCluster } from 'kafkawire'
import { Random } from '../../support/vectors/random.ts'
import type { Actor, ActorKind } from '../actors/actor.ts'
import { actorKinds, actorsFor, needsVirtualTime } from '../actors/index.ts'
import type { LiveCalls } from '../checks/live-calls.ts'
import type { Settings } from '../schedule/schedule.ts'

interface Begun {
  readonly kind: string
  readonly actor: Actor
}

/** How the names of actors and calls are made, and what the brokers can do. */
export interface RealStage {
  /** Begins the names of the topics and groups of the actors. */
  readonly name: string
  readonly calls: LiveCalls
  readonly profile: Settings['profile']
}

/** One actor of each kind that works with the release of the brokers. */
export class RealActors implements AsyncDisposable {
  readonly #observer: Cluster
  readonly #begun: readonly Begun[]

  private constructor(observer: Cluster, begun: readonly Begun[]) {
    this.#observer = observer
    this.#begun = begun
  }

  /** Begins an actor of each kind. */
  static async begin(cluster: Cluster, options: () => ClusterOptions, { name, calls, profile }: RealStage): Promise<RealActors> {
    const observer = await connectCluster(options())
    const begun: Begun[] = []
    const kinds = actorsFor(profile).filter(kind => !needsVirtualTime.includes(kind))
    for (const [index, kind] of kinds.entries()) {
      const begin = actorKinds[kind] as ActorKind
      const recorder = calls.of(kind)
      const stage = {
        cluster: recorder.observe(cluster),
        observer,
        calls: recorder,
        name: `${name}-${kind}`,
        random: new Random(index),
        areRealNodes: true,
        get clusterOptions() {
          return options() // the addresses of the brokers change
        }
      }
      begun.push({ kind, actor: await begin(stage) })
    }
    return new RealActors(observer, begun)
  }

  /**
   * Ends the work. Resolves with the promises that were broken, a sentence for each. An actor that
   * cannot go on counts as one: the others, and what was found before, are not lost.
   */
  async stop(): Promise<readonly string[]> {
    const ended = await Promise.allSettled(this.#begun.map(({ actor }) => actor.stop()))
    const found = await Promise.allSettled(this.#begun.map(({ actor }) => actor.violations()))
    const failed = [...ended, ...found].flatMap((outcome, i) =>
      outcome.status === 'rejected' ? [`${this.#begun[i % this.#begun.length]?.kind} could not go on: ${String(outcome.reason)}`] : []
    )
    return [...failed, ...found.flatMap(outcome => (outcome.status === 'fulfilled' ? outcome.value : []))]
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#observer.close()
  }
}
