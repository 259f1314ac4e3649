import { randomBytes } from 'node:crypto'
import { type ClusterNode, Membership } from './cluster/membership.ts'
import { ClusterFeatures } from './cluster-features.ts'
import { ClusterConfigs, type ConfigValues } from './configs/cluster-configs.ts'
import { FetchSessions } from './fetch-sessions/fetch-sessions.ts'
import { Groups } from './groups/groups.ts'
import { ShareSessions } from './groups/share/share-sessions.ts'
import { type Release, Releases } from './profiles/releases.ts'
import { SaslUsers } from './sasl/sasl-users.ts'
import type { Authorizer } from './security/authorizer.ts'
import { ByteQuotas } from './security/byte-quotas.ts'
import { ClientQuotas } from './security/client-quotas.ts'
import { DelegationTokens } from './security/delegation-tokens.ts'
import { MutationQuotas } from './security/mutation-quotas.ts'
import { RequestTimes } from './security/request-times.ts'
import { Topics } from './storage/topics.ts'
import { Telemetry } from './telemetry/telemetry.ts'
import { TestingClock } from './testing-clock.ts'
import { Transactions } from './transactions/transactions.ts'

export type { ClusterNode } from './cluster/membership.ts'

/** The state that all brokers of a testing cluster share. */
export class ClusterState {
  readonly clusterId: string
  readonly clock: TestingClock = new TestingClock()
  readonly features: ClusterFeatures
  readonly configs: ClusterConfigs = new ClusterConfigs()
  readonly topics: Topics = new Topics(this.configs.shared)
  readonly groups: Groups = new Groups()
  readonly transactions: Transactions = new Transactions(this.topics, this.groups, this.clock)
  /** Decides who may do what; undefined if everybody may do everything. */
  readonly authorizer: Authorizer | undefined
  /** The users that can authenticate by SCRAM. */
  readonly users: SaslUsers
  readonly quotas: ClientQuotas = new ClientQuotas()
  readonly byteQuotas: ByteQuotas = new ByteQuotas(this.quotas, this.clock)
  readonly mutationQuotas: MutationQuotas = new MutationQuotas(this.quotas, this.clock)
  readonly requestTimes: RequestTimes = new RequestTimes(this.quotas, this.clock)
  readonly delegationTokens: DelegationTokens = new DelegationTokens(this.configs, this.clock)
  readonly telemetry: Telemetry = new Telemetry(this.configs.clientMetrics, this.clock)
  readonly shareSessions: ShareSessions = new ShareSessions()
  /** What each broker runs. */
  readonly releases: Releases
  readonly autoCreateTopics: boolean
  readonly membership: Membership
  /** Whether one address, that of the first broker, serves all brokers. */
  readonly sharesAddress: boolean
  readonly #fetchSessions = new Map<number, FetchSessions>()
  #isClosed = false
  #resets = 0

  constructor(
    release: Release,
    autoCreateTopics: boolean,
    authorizer?: Authorizer,
    users: SaslUsers = new SaslUsers(),
    levels: Readonly<Record<string, number>> = {},
    configs: ConfigValues = new Map(),
    clusterId: string = randomBytes(16).toString('base64url')
  ) {
    this.clusterId = clusterId
    for (const [name, value] of configs) this.configs.fixed.set(name, value)
    this.releases = new Releases(release)
    this.features = new ClusterFeatures(this.releases, levels)
    this.transactions.version = this.features.levels.get('transaction.version') ?? 1
    this.sharesAddress = release.sharesAddress
    this.membership = new Membership(this.topics, release.sharesAddress)
    this.autoCreateTopics = autoCreateTopics
    this.authorizer = authorizer
    this.users = users
    this.users.delegationTokens = this.delegationTokens
  }

  /** The brokers that live, by ascending node id, as Metadata lists them. */
  get nodes(): ClusterNode[] {
    return this.membership.nodes
  }

  /** The node ids of the brokers that live. */
  get nodeIds(): number[] {
    return this.nodes.map(node => node.nodeId)
  }

  /** The broker that Metadata names as the controller. */
  get controllerId(): number {
    return this.membership.controllerId
  }

  /** The fetch sessions of a broker. */
  fetchSessions(nodeId: number): FetchSessions {
    const known = this.#fetchSessions.get(nodeId) ?? new FetchSessions(() => this.clock.timeMs)
    this.#fetchSessions.set(nodeId, known)
    return known
  }

  node(nodeId: number): ClusterNode | undefined {
    return this.membership.node(nodeId)
  }

  /** The broker that coordinates a group or a transactional id. */
  coordinatorOf(key: string): ClusterNode | undefined {
    return this.membership.coordinatorOf(key)
  }

  /** Whether the cluster was closed. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** How often {@link reset} was called. */
  get resets(): number {
    return this.#resets
  }

  /** Forgets everything that clients have made. Only the brokers and the clock stay. */
  reset(): void {
    this.#resets++
    this.clock.close()
    for (const part of [this.topics, this.groups, this.transactions, this.configs, this.releases, this.features, this.users]) part.clear()
    for (const part of [this.mutationQuotas, this.requestTimes, this.delegationTokens]) part.clear()
    for (const part of [this.quotas, this.byteQuotas, this.telemetry, this.shareSessions, this.#fetchSessions]) part.clear()
    this.authorizer?.acls.clear()
    this.membership.clearMoves()
    this.transactions.version = this.features.levels.get('transaction.version') ?? 1
  }

  /** Cancels all timers. */
  close(): void {
    this.#isClosed = true
    this.groups.close()
    this.transactions.close()
    this.clock.close()
  }
}
