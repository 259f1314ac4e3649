import type { Area } from '../framework/plan.ts'
import { admin } from './admin.ts'
import { classicGroups } from './classic-groups.ts'
import { records } from './records.ts'
import { topics } from './topics.ts'
import { transactions } from './transactions.ts'

/** The areas that each run of the integration tests compares. */
export const steadyAreas: readonly Area[] = [records, topics, admin, transactions]

/**
 * All areas. Two members of a classic group join 30 ms apart; on a busy machine their order can
 * differ between the brokers, so `classic-groups` runs on demand only.
 */
export const areas: readonly Area[] = [...steadyAreas, classicGroups]
