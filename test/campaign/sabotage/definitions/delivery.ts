import type { Sabotage } from '../sabotage.ts'

const DISPATCHER = 'src/cluster/dispatcher.ts'
const PRODUCE = 'src/cluster/routing/shards/partitions/produce.ts'
const ROUTES = 'src/cluster/routing/routing-table.ts'

/** Faults in what is said about the delivery of a request, and in what is sent again. */
export const delivery: readonly Sabotage[] = [
  {
    name: 'open-answer-forgotten',
    what: 'After an error code that leaves it open whether the batch was written, a later failure says that nothing was sent.',
    wasReal: true,
    choice: { actors: ['sequenced-producer'], faults: ['too-few-replicas'] },
    changes: [
      {
        file: DISPATCHER,
        from: 'const isOpen = !call.changesNothing && (sifted.mayBeDone ?? codes.some(mayBeDone))',
        to: 'const isOpen = !call.changesNothing && codes.some(mayBeDone) && false'
      }
    ]
  },
  {
    name: 'open-attempt-forgotten',
    what: 'Only the last attempt decides what an error says about the delivery: earlier ones that may have been processed are forgotten.',
    choice: { actors: ['sequenced-producer'], faults: ['too-few-replicas'] },
    changes: [
      {
        file: 'src/cluster/retry/attempts.ts',
        from: 'openReason: attempts.openReason ?? openReason ??',
        to: 'openReason: openReason ??'
      }
    ]
  },
  {
    name: 'resigned-leader-did-nothing',
    what: 'NOT_LEADER_OR_FOLLOWER with an offset counts as "nothing was written", so that a plain batch is sent again and is in the log twice.',
    wasReal: true,
    changes: [{ file: PRODUCE, from: '  baseOffset >= 0n || mayBeDone(errorCode)', to: '  mayBeDone(errorCode)' }]
  },
  {
    name: 'timed-out-append-did-nothing',
    what: 'REQUEST_TIMED_OUT counts as "nothing was written", although the leader has appended the batch.',
    changes: [
      {
        file: 'src/cluster/retry/may-be-done.ts',
        from: '[errorCodes.REQUEST_TIMED_OUT]: false',
        to: '[errorCodes.REQUEST_TIMED_OUT]: true'
      }
    ]
  },
  {
    name: 'delivery-of-a-part-overwritten',
    what: 'The error of a request for several brokers is the error object of one part, whose delivery is overwritten with that of the whole.',
    wasReal: true,
    choice: { actors: ['split-producer', 'acks-leader'], faults: ['refused-address', 'unreachable-address', 'kill', 'stop'] },
    changes: [
      {
        file: 'src/cluster/answers/outcomes.ts',
        from: 'const whole = new KafkaError(error.code, text, { ...error, delivery, cause: error })',
        to: 'const whole = Object.assign(error, { delivery, message: text })'
      }
    ]
  },
  {
    name: 'missing-partition-is-success',
    what: 'An answer that leaves out a partition of the request counts as a success.',
    wasReal: true,
    changes: [
      {
        file: 'src/cluster/answers/separate-left-out.ts',
        from: 'if (!call.isAnswered) return { answered: outcome, errors: [] }',
        to: "if (call.api.name !== '') return { answered: outcome, errors: [] }"
      }
    ]
  },
  {
    name: 'plain-batch-sent-twice',
    what: 'A Produce without sequence numbers is sent again after a connection has ended, although the broker may have written it.',
    changes: [{ file: ROUTES, from: 'Produce: route(produceShards, 6, isIdempotent)', to: 'Produce: route(produceShards, 6, REPEAT)' }]
  },
  {
    name: 'lost-answer-ends-a-transaction',
    what: 'The steps of a transaction are not sent again after a lost answer.',
    wasReal: true,
    changes: [
      { file: ROUTES, from: 'EndTxn: route(endTxnShards, 1, REPEAT)', to: 'EndTxn: route(endTxnShards, 1, ONCE)' },
      {
        file: ROUTES,
        from: 'TxnOffsetCommit: route(groupCoordinator, 1, REPEAT)',
        to: 'TxnOffsetCommit: route(groupCoordinator, 1, ONCE)'
      },
      {
        file: ROUTES,
        from: 'AddPartitionsToTxn: route(addPartitionsToTxnShards, 1, REPEAT)',
        to: 'AddPartitionsToTxn: route(addPartitionsToTxnShards, 1, ONCE)'
      },
      {
        file: ROUTES,
        from: 'AddOffsetsToTxn: route(transactionCoordinator, 1, REPEAT)',
        to: 'AddOffsetsToTxn: route(transactionCoordinator, 1, ONCE)'
      }
    ]
  },
  {
    name: 'in-flight-is-not-sent',
    what: 'Requests in flight on a connection that ends fail as not-sent.',
    changes: [
      {
        file: 'src/conn/pipeline/pipeline.ts',
        from: "const delivery = phase === 'queue' ? 'not-sent' : 'maybe-sent'",
        to: "const delivery = phase === 'drain' ? 'maybe-sent' : 'not-sent'"
      }
    ]
  },
  {
    name: 'gap-in-sequence-retried',
    what: 'OUT_OF_ORDER_SEQUENCE_NUMBER that no attempt can heal is retried until the time of the call is over.',
    wasReal: true,
    changes: [{ file: PRODUCE, from: 'return wasBehind && areIdempotent(records)', to: 'return areIdempotent(records)' }]
  }
]
