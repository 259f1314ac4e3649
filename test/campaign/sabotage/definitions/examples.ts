import type { Sabotage } from '../sabotage.ts'

const SENDER = 'examples/producer/sender.ts'

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
  }
]
