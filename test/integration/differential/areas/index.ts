import type { Area } from '../framework/plan.ts'
import { admin } from './admin.ts'
import { classicGroups } from './classic-groups.ts'
import { consumerGroups } from './consumer-groups.ts'
import { records } from './records.ts'
import { shareGroups } from './share-groups.ts'
import { topics } from './topics.ts'
import { transactions } from './transactions.ts'

/** All areas. Each run of the integration tests compares them. */
export const areas: readonly Area[] = [records, topics, admin, transactions, classicGroups, consumerGroups, shareGroups]
