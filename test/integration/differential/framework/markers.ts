import { setTimeout as sleep } from 'node:timers/promises'
import { apiKeys, DescribeTransactions } from '../../../../src/messages.ts'
import type { Step } from './plan.ts'
import type { SideConnection } from './side.ts'

const PAUSE_MS = 2
const MAX_ASKED = 500

/**
 * Waits after EndTxn until the markers are in all partitions. Kafka answers as soon as the
 * coordinator has decided, and writes the markers after that.
 */
export async function awaitMarkers(connection: SideConnection, { api }: Step, request: unknown): Promise<void> {
  if (api.key !== apiKeys.EndTxn) return
  const { transactionalId } = request as { transactionalId: string }
  for (let asked = 0; asked < MAX_ASKED; asked++) {
    const outcome = await connection.send(DescribeTransactions as Step['api'], 0, { transactionalIds: [transactionalId] }, false)
    if (outcome.kind !== 'answer') return
    const { transactionStates } = outcome.answer as { transactionStates: { transactionState: string }[] }
    if (!transactionStates.some(({ transactionState }) => transactionState.startsWith('Prepare'))) return
    await sleep(PAUSE_MS)
  }
}
