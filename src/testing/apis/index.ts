import type { ApiHandler } from './api-handler.ts'
import { clusterHandlers } from './cluster/index.ts'
import { configsHandlers } from './configs/index.ts'
import { consumerGroupsHandlers } from './consumer-groups/index.ts'
import { delegationTokensHandlers } from './delegation-tokens/index.ts'
import { groupsHandlers } from './groups/index.ts'
import { recordsHandlers } from './records/index.ts'
import { saslHandlers } from './sasl/index.ts'
import { securityHandlers } from './security/index.ts'
import { shareGroupsHandlers } from './share-groups/index.ts'
import { topicsHandlers } from './topics/index.ts'
import { transactionsHandlers } from './transactions/index.ts'

/** The APIs that a testing broker answers by itself, by ascending key. */
export const apiHandlers: readonly ApiHandler<unknown, unknown>[] = [
  ...clusterHandlers,
  ...topicsHandlers,
  ...recordsHandlers,
  ...transactionsHandlers,
  ...saslHandlers,
  ...groupsHandlers,
  ...consumerGroupsHandlers,
  ...shareGroupsHandlers,
  ...configsHandlers,
  ...securityHandlers,
  ...delegationTokensHandlers
].sort((a, b) => a.api.key - b.api.key)
