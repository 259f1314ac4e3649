/** The states of a transactional id by Kafka's names, as ListTransactions takes them. */
export const transactionStates = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence'
] as const

/**
 * The state of a transactional id. The markers are written at once, so that the states in between
 * are never seen.
 */
export type TransactionState = Extract<(typeof transactionStates)[number], 'Empty' | 'Ongoing' | 'CompleteCommit' | 'CompleteAbort'>
