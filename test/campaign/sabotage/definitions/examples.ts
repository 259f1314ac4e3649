import type { Sabotage } from '../sabotage.ts'

const SENDER = 'examples/producer/sender.ts'
const TRANSACTIONAL = 'examples/transaction/transactional-producer.ts'

/** Faults of the producers in `examples`. */
export const examples: readonly Sabotage[] = [
  {
    name: 'doubt-of-a-batch-forgotten',
    what: 'The producer forgets that a batch may be in the log, and says not-sent after a later attempt.',
    changes: [
      { file: SENDER, from: 'if (!isNotSent(error)) queue.doubt = error\n', to: '' },
      { file: SENDER, from: 'queue.doubt = doubt ?? queue.doubt\n', to: '' }
    ]
  },
  {
    name: 'producer-id-kept-after-a-failure',
    what: 'After a batch was given up, the next batch has its sequence numbers.',
    changes: [
      { file: 'examples/producer/partition-queue.ts', from: 'if (this.#batch !== undefined) this.#producerId = undefined\n', to: '' }
    ]
  },
  {
    name: 'answer-of-another-topic',
    what: 'The answer for a partition is taken for the answer for the same partition of another topic.',
    changes: [
      {
        file: 'examples/producer/produce-request.ts',
        from: 'if (ready.queue.index !== answer.index || ready.queue.topic !== name) continue',
        to: 'if (ready.queue.index !== answer.index && ready.queue.topic !== name) continue'
      }
    ]
  },
  {
    name: 'sequences-kept-after-a-new-epoch',
    what: 'After an aborted transaction the sequence numbers go on, although they begin at 0 in the new epoch.',
    changes: [{ file: TRANSACTIONAL, from: 'this.#identity = next\n    this.#sequences.clear()', to: 'this.#identity = next' }]
  },
  {
    name: 'partitions-not-added-again',
    what: 'The partitions of a transaction are not added to the next one.',
    changes: [{ file: TRANSACTIONAL, from: 'this.#state.end()\n    this.#added.clear()', to: 'this.#state.end()' }]
  }
]
