import type { Cluster, ClusterOptions } from 'kafkawire'
import type { TestingCluster } from 'kafkawire/testing'
import type { Random } from '../../support/vectors/random.ts'
import type { Settings } from '../schedule/schedule.ts'
import type { SimulatedNetwork } from '../simulation/network.ts'
import type { Tokens } from '../simulation/tokens.ts'
import type { VirtualWorld } from '../simulation/virtual-world.ts'

/** The client id of the driver under test. Faults of requests leave other clients alone. */
export const CLIENT_ID = 'campaign'

/** What a fault reaches. */
export interface Target {
  readonly kafka: TestingCluster
  readonly network: SimulatedNetwork
  readonly world: VirtualWorld
  /** The driver under test. */
  readonly cluster: Cluster
  /** A client that no fault of the network reaches. */
  readonly observer: Cluster
  /** The options of that client. */
  readonly observerOptions: ClusterOptions
  /** The tokens of the driver under test. */
  readonly tokens: Tokens
  /**
   * Begins the brokers of another cluster, to which all addresses of `network` lead from then on.
   * Only in memory.
   */
  readonly startOther?: (() => Promise<TestingCluster>) | undefined
  /** Tells of a promise that was broken, in a sentence. */
  readonly report: (violation: string) => unknown
  /** Aborts when the run is over. */
  readonly ended: AbortSignal
  readonly settings: Settings
  /** The kinds of actors of the schedule. */
  readonly actors: readonly string[]
  readonly random: Random
}

/** What a fault returns that found nothing to strike. It is not counted. */
export const MISSED = 'missed'

type Begun = Heal | typeof MISSED | undefined

/**
 * Begins a fault. Returns a function that ends it; undefined if it ends by itself; or
 * {@link MISSED}.
 */
export type FaultKind = (target: Target) => Begun | Promise<Begun>

/** Ends a fault. */
export type Heal = () => unknown
