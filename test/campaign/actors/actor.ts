import type { Duplex } from 'node:stream'
import type { Cluster, ClusterOptions } from 'kafkawire'
import type { Random } from '../../support/vectors/random.ts'
import type { Recorder } from '../checks/history.ts'

/** What an actor works with. */
export interface Stage {
  /** The cluster under test. All calls by it are written to the history. */
  readonly cluster: Cluster
  /**
   * For clusters, pools and connections of the actor's own. The faults reach them too. Their calls
   * must be recorded with `calls`.
   */
  readonly clusterOptions: ClusterOptions
  /** Writes the actor's calls to the history. */
  readonly calls: Recorder
  /**
   * Puts a connection of the actor's own on the network, so that faults reach it. Takes the end that
   * leads to the server, and returns the end for the client. Not there on real nodes.
   */
  carry?(address: string, server: Duplex): Duplex
  /**
   * Whether the time of a call may be over during an outage: the process was blocked or suspended, or
   * `retry.totalMs` or `retry.maxAttempts` is small. Not there on real nodes.
   */
  mayRunOutOfTime?(): boolean
  /**
   * Whether the brokers are real nodes. These may make a change twice although they got one request:
   * they forward changes to the controller, and send them again by themselves when it changes
   * (KIP-590). A node that was frozen, or has just started, shows an old state for a moment. A node
   * that was killed begins a log where it began at the last checkpoint, up to a minute before.
   */
  readonly areRealNodes?: boolean
  /** Whether brokers have quotas of bytes for the driver for a while. */
  readonly hasQuotas?: boolean
  /** A cluster that no fault reaches, to look at what the brokers have. */
  readonly observer: Cluster
  /** The names of the actor's topics, groups and transactional ids begin with this. */
  readonly name: string
  readonly random: Random
}

/** One kind of work, which goes on until it is stopped. */
export interface Actor {
  /** Begins no more work. Resolves when all its calls have settled. */
  stop(): Promise<void>
  /**
   * The promises that were broken, a sentence for each. It is called when all faults have ended and
   * all calls have settled.
   */
  violations(): Promise<readonly string[]>
}

/** Begins an actor. Resolves when its topics exist. */
export type ActorKind = (stage: Stage) => Promise<Actor>

/** An actor that does nothing. */
export const idle: Actor = {
  stop: () => Promise.resolve(),
  violations: () => Promise.resolve([])
}
