import type { Sabotage } from '../sabotage.ts'
import { cluster } from './cluster.ts'
import { connection } from './connection.ts'
import { delivery } from './delivery.ts'
import { order } from './order.ts'
import { pool } from './pool.ts'
import { records } from './records.ts'
import { sasl } from './sasl.ts'

/** All deliberate faults. */
export const sabotages: readonly Sabotage[] = [...delivery, ...order, ...connection, ...pool, ...cluster, ...sasl, ...records]
