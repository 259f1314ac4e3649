import type { ClusterState } from '../cluster-state.ts'
import type { ConfigValues } from '../configs/cluster-configs.ts'
import type { ScramDigest } from '../sasl/scram-credential.ts'
import type { Acl } from '../security/acls.ts'

type Entries<K, V> = readonly (readonly [K, V])[]

interface SavedCredential {
  readonly user: string
  readonly digest: ScramDigest
  /** Undefined: it was deleted. Bytes are in base64. */
  readonly credential?:
    | { readonly salt: string; readonly iterations: number; readonly storedKey: string; readonly serverKey: string }
    | undefined
}

/** What administrators have set: configurations, features, ACLs, SCRAM users and quotas. */
export interface SavedSettings {
  readonly brokerDefaults: Entries<string, string>
  readonly brokers: Entries<number, Entries<string, string>>
  readonly groups: Entries<string, Entries<string, string>>
  readonly clientMetrics: Entries<string, Entries<string, string>>
  readonly features: { readonly epoch: bigint; readonly levels: Entries<string, number> }
  readonly acls: readonly Acl[]
  readonly credentials: readonly SavedCredential[]
  readonly quotas: Entries<Entries<string, string | null>, Entries<string, number>>
}

/**
 * `keptAcls` are those of a cluster that ran with an authorizer. One that runs without it does not
 * know them, and keeps them for the next one.
 */
export function saveSettings({ configs, features, authorizer, users, quotas }: ClusterState, keptAcls: readonly Acl[]): SavedSettings {
  return {
    brokerDefaults: [...configs.brokerDefaults],
    brokers: entriesOf(configs.brokers),
    groups: entriesOf(configs.groups),
    clientMetrics: entriesOf(configs.clientMetrics),
    features: { epoch: features.epoch, levels: [...features.levels] },
    acls: authorizer?.acls.list() ?? keptAcls,
    credentials: users.altered.map(({ user, digest, credential }) => ({
      user,
      digest,
      credential: credential && {
        salt: credential.salt.toString('base64'),
        iterations: credential.iterations,
        storedKey: credential.storedKey.toString('base64'),
        serverKey: credential.serverKey.toString('base64')
      }
    })),
    quotas: quotas.list().map(({ entity, values }) => [[...entity], [...values]])
  }
}

/** Restores the settings. Returns a feature that these brokers do not support, if there is one. */
export function restoreSettings(cluster: ClusterState, saved: SavedSettings): string | undefined {
  const { configs, features, authorizer, users, quotas, transactions } = cluster
  configs.brokerDefaults.clear()
  for (const [name, value] of saved.brokerDefaults) configs.brokerDefaults.set(name, value)
  for (const [nodeId, values] of saved.brokers) configs.brokers.set(nodeId, new Map(values))
  for (const [groupId, values] of saved.groups) configs.groups.set(groupId, new Map(values))
  for (const [name, values] of saved.clientMetrics) configs.clientMetrics.set(name, new Map(values))
  for (const acl of saved.acls) authorizer?.acls.add(acl)
  for (const { user, digest, credential } of saved.credentials) {
    const { salt = '', iterations = 0, storedKey = '', serverKey = '' } = credential ?? {}
    const bytes = { salt: fromBase64(salt), iterations, storedKey: fromBase64(storedKey), serverKey: fromBase64(serverKey) }
    users.alter(user, digest, credential && bytes)
  }
  for (const [entity, values] of saved.quotas) quotas.alter(new Map(entity), new Map(values))
  const unsupported = features.restore(new Map(saved.features.levels), saved.features.epoch)
  transactions.version = features.levels.get('transaction.version') ?? 1
  return unsupported
}

const entriesOf = <K>(all: ReadonlyMap<K, ConfigValues>): Entries<K, Entries<string, string>> =>
  [...all].map(([key, values]) => [key, [...values]])

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64')
