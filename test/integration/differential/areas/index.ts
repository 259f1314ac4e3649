import type { Area } from '../framework/plan.ts'
import { admin } from './admin.ts'
import { classicGroups } from './classic-groups.ts'
import { consumerGroups } from './consumer-groups.ts'
import { records } from './records.ts'
import { topics } from './topics.ts'
import { transactions } from './transactions.ts'

/** The areas that each run of the integration tests compares. */
export const steadyAreas: readonly Area[] = [records, topics, admin, transactions, classicGroups]

/** All areas. */
export const areas: readonly Area[] = [...steadyAreas, consumerGroups]
