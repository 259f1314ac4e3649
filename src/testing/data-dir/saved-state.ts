import type { SavedGroup } from './saved-groups.ts'
import type { SavedSettings } from './saved-settings.ts'
import type { SavedTopic } from './saved-topics.ts'
import type { SavedTransactions } from './saved-transactions.ts'

/** Everything that a data directory keeps of a cluster, apart from the records. */
export interface SavedState {
  readonly clusterId: string
  /** The highest node id. */
  readonly brokers: number
  readonly topics: readonly SavedTopic[]
  readonly groups: readonly SavedGroup[]
  readonly transactions: SavedTransactions
  readonly settings: SavedSettings
}
