import type { Cluster } from 'kafkawire'
import type { TestingCluster } from 'kafkawire/testing'
import type { Random } from '../../support/vectors/random.ts'
import type { Settings } from '../schedule/schedule.ts'
import type { SimulatedNetwork } from '../simulation/network.ts'
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
  readonly settings: Settings
  readonly random: Random
}

/** Begins a fault. Returns a function that ends it; undefined if it ends by itself. */
export type FaultKind = (target: Target) => Heal | undefined | Promise<Heal | undefined>

/** Ends a fault. */
export type Heal = () => unknown
