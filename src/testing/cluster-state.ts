import { randomBytes } from 'node:crypto'
import type { VersionRange } from '../errors.ts'
import { absentValues } from '../protocol/codes/index.ts'
import { ClusterFeatures } from './cluster-features.ts'
import { ClusterConfigs } from './configs/cluster-configs.ts'
import { FetchSessions } from './fetch-sessions/fetch-sessions.ts'
import { Groups } from './groups/groups.ts'
import { ShareSessions } from './groups/share/share-sessions.ts'
import { SaslUsers } from './sasl/sasl-users.ts'
import type { Authorizer } from './security/authorizer.ts'
import { Topics } from './storage/topics.ts'
import { TestingClock } from './testing-clock.ts'
import { Transactions } from './transactions/transactions.ts'

/** A broker as Metadata lists it. */
export interface ClusterNode {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  /** The rack of the broker; undefined if it has none. */
  readonly rack?: string | undefined
}

/** The state that all brokers of a testing cluster share. */
export class ClusterState {
  readonly clusterId: string = randomBytes(16).toString('base64url')
  readonly clock: TestingClock = new TestingClock()
  readonly features: ClusterFeatures = new ClusterFeatures()
  readonly configs: ClusterConfigs = new ClusterConfigs()
  readonly topics: Topics = new Topics(this.configs.brokerDefaults)
  readonly groups: Groups = new Groups()
  readonly transactions: Transactions = new Transactions(this.topics, this.groups, this.clock)
  /** Decides who may do what; undefined if everybody may do everything. */
  readonly authorizer: Authorizer | undefined
  /** The users that can authenticate by SCRAM. */
  readonly users: SaslUsers
  readonly shareSessions: ShareSessions = new ShareSessions()
  /** The version ranges that ApiVersions lists, by API key. */
  readonly advertised: Map<number, VersionRange>
  readonly autoCreateTopics: boolean
  readonly nodes: ClusterNode[] = []
  readonly #fetchSessions = new Map<number, FetchSessions>()
  #isClosed = false

  constructor(
    advertised: Map<number, VersionRange>,
    autoCreateTopics: boolean,
    authorizer?: Authorizer,
    users: SaslUsers = new SaslUsers()
  ) {
    this.advertised = advertised
    this.autoCreateTopics = autoCreateTopics
    this.authorizer = authorizer
    this.users = users
  }

  /** The broker that Metadata names as the controller: the first one. */
  get controllerId(): number {
    return this.nodes[0]?.nodeId ?? absentValues.NO_CONTROLLER_ID
  }

  get nodeIds(): number[] {
    return this.nodes.map(node => node.nodeId)
  }

  node(nodeId: number): ClusterNode | undefined {
    return this.nodes.find(node => node.nodeId === nodeId)
  }

  /** The fetch sessions of a broker. */
  fetchSessions(nodeId: number): FetchSessions {
    const known = this.#fetchSessions.get(nodeId) ?? new FetchSessions(() => this.clock.timeMs)
    this.#fetchSessions.set(nodeId, known)
    return known
  }

  /**
   * The broker that coordinates a group or a transactional id. As in Kafka, it depends only on the
   * hash of the key.
   */
  coordinatorOf(key: string): ClusterNode | undefined {
    let hash = 0
    for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
    return this.nodes[hash % this.nodes.length]
  }

  /** Whether the cluster was closed. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Cancels all timers. */
  close(): void {
    this.#isClosed = true
    this.groups.close()
    this.transactions.close()
    this.clock.close()
  }
}
