import type { Area } from '../framework/plan.ts'
import { admin } from './admin.ts'
import { records } from './records.ts'
import { topics } from './topics.ts'
import { transactions } from './transactions.ts'

/** All areas from which sequences are generated. */
export const areas: readonly Area[] = [records, topics, admin, transactions]
