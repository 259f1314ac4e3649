import type { Area } from '../framework/plan.ts'
import { admin } from './admin.ts'
import { classicGroups } from './groups/classic-groups.ts'
import { consumerGroups } from './groups/consumer-groups.ts'
import { shareGroups } from './groups/share-groups.ts'
import { records } from './records.ts'
import { topics } from './topics.ts'
import { transactions } from './transactions.ts'

/** All areas. Each run of the integration tests compares them. */
export const areas: readonly Area[] = [records, topics, admin, transactions, classicGroups, consumerGroups, shareGroups]
