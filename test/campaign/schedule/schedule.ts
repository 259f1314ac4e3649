import type { DriverState } from '../matrix/driver-state.ts'

/** A part of the workload. */
export interface ActorStep {
  /** The name of the kind of actor, from the table in `actors/index.ts`. */
  readonly actor: string
  /** What is unique to this actor: the names of its topics and groups begin with it. */
  readonly name: string
  /** When it begins, in milliseconds of virtual time after the start. */
  readonly atMs: number
  /** Where its own random numbers begin. So an actor does the same if another one is removed. */
  readonly seed: number
}

/** A fault. */
export interface FaultStep {
  /** The name of the kind of fault, from the table in `faults/index.ts`. */
  readonly fault: string
  readonly atMs: number
  /** It strikes at the first moment from `atMs` on at which the driver is in this state. */
  readonly when?: DriverState
  /** It strikes again and again until the driver is in this state, which it brings about. */
  readonly until?: DriverState
  /** How long it lasts, in milliseconds, if it is one that lasts. */
  readonly forMs: number
  /** Where its own random numbers begin: which broker, which connection, how many bytes. */
  readonly seed: number
}

/** The cluster and the driver of a schedule. */
export interface Settings {
  readonly brokers: number
  /** What kind of Kafka the brokers are like: a profile of the testing cluster. */
  readonly profile: 'kafka-2.8' | 'kafka-3.9' | 'kafka-4.4'
  readonly security: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  /** How clients authenticate, if they do. Default: SCRAM-SHA-256. */
  readonly mechanism?: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER'
  /** The lifetime of SASL sessions, in milliseconds; 0 for no limit. */
  readonly sessionMs: number
  /** Whether the driver logs in with a delegation token (KIP-48), if the mechanism is SCRAM. Default: false. */
  readonly usesDelegationToken?: boolean
  /** Whether the driver reads the authority of the brokers at each dial. Default: false. */
  readonly readsAuthority?: boolean
  /** Whether the driver stays with its cluster, `pinClusterId`. Default: false. */
  readonly pinsCluster?: boolean
  /** The limit of one attempt of the driver, `timeouts.requestMs`. */
  readonly requestMs: number
  /**
   * Other options of the driver that differ from their defaults. A path of names leads to each:
   * `{ 'retry.totalMs': 2_000 }`.
   */
  readonly options?: Readonly<Record<string, number>>
}

/** What happens in one run. It is plain data: the same schedule always has the same outcome. */
export interface Schedule {
  readonly seed: number
  readonly settings: Settings
  readonly actors: readonly ActorStep[]
  readonly faults: readonly FaultStep[]
  /** When the faults end and the actors are told to stop, in milliseconds of virtual time. */
  readonly runMs: number
}
