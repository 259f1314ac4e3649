import type { Sabotage } from '../sabotage.ts'

const PIPELINE = 'src/conn/pipeline/pipeline.ts'
const INBOX = 'src/conn/pipeline/inbox.ts'
const BACK_PRESSURE = 'src/conn/pipeline/back-pressure.ts'
// Bytes wait in the socket.
const STALLS = ['zero-window', 'slow-reader', 'dribble', 'delay']
const TRANSACTIONAL = ['transactions', 'committed-reader']
const LADDER = 'src/conn/opening/version-ladder.ts'
const OWN_FEATURES = {
  file: 'src/conn/connect.ts',
  from: 'const versions = new BrokerVersions(options, this.#transactions)',
  to: 'const versions = new BrokerVersions(options)'
}

/** Faults of one connection. */
export const connection: readonly Sabotage[] = [
  {
    name: 'tombstone-forgotten',
    what: 'A request in flight that is given up does not stay as a tombstone, so that its answer is taken for the answer to the next one.',
    changes: [
      {
        file: PIPELINE,
        from: 'if (!this.requests.settle(request)) return\n    request.rejectWith(error)',
        to: [
          'if (!this.requests.settle(request)) return',
          '    const { inFlight } = this.requests',
          '    for (const each of inFlight.takeAll()) if (each !== request) inFlight.push(each)',
          '    request.rejectWith(error)'
        ].join('\n')
      }
    ]
  },
  {
    name: 'answer-id-not-compared',
    what: 'An answer is given to the oldest request although it has another correlation id.',
    changes: [
      {
        file: INBOX,
        from: 'if (request?.correlationId !== correlationId) {',
        to: 'if (request === undefined) {'
      },
      {
        file: PIPELINE,
        from: 'if (!this.requests.settle(request)) return\n    request.rejectWith(error)',
        to: [
          'if (!this.requests.settle(request)) return',
          '    if (this.requests.inFlight.peek() === request) this.requests.inFlight.shift()',
          '    request.rejectWith(error)'
        ].join('\n')
      }
    ]
  },
  {
    name: 'timer-not-cleared',
    what: 'The timer of a wait for shared work is not cleared when the work is done.',
    changes: [
      {
        file: 'src/waiting/shared-work.ts',
        from: 'clearTimeout(timer)\n      if (signal !== undefined) aborts.unwatch',
        to: 'if (signal !== undefined) aborts.unwatch'
      }
    ]
  },
  {
    name: 'memory-reused-before-it-is-written',
    what: 'A builder takes memory back that a connection still has to write.',
    wasReal: true,
    choice: { actors: ['connection-senders'], faults: STALLS },
    changes: [
      {
        file: 'src/conn/pipeline/sender.ts',
        from: 'if (pending.chunks !== undefined) pending.memory = retainMemory(pending.chunks)',
        to: 'if (pending.chunks === undefined) pending.memory = retainMemory([])'
      }
    ]
  },
  {
    name: 'large-answer-ends-the-connection',
    what: 'An answer above maxFrameBytes ends the connection and all requests on it.',
    wasReal: true,
    choice: { actors: ['odd-requests'] },
    changes: [
      {
        file: INBOX,
        from: "if (state === 'closed' || this.#tokens?.isAwaited || request?.correlationId !== correlationId) return false",
        to: "if (state !== 'closed' || this.#tokens?.isAwaited || request?.correlationId !== correlationId) return false"
      }
    ]
  },
  {
    name: 'all-senders-released-at-once',
    what: 'All senders that wait for room are released at once, so that some of them find the queue full.',
    wasReal: true,
    choice: { actors: ['connection-senders'], faults: STALLS },
    changes: [
      {
        file: BACK_PRESSURE,
        from: 'this.#isReleasing = !this.#isOn && this.#senders?.resolveNext() === true',
        to: 'if (!this.#isOn) this.#senders?.resolve()'
      }
    ]
  },
  {
    name: 'senders-woken-in-the-wrong-order',
    what: 'The sender that came last is the first to be released.',
    choice: { actors: ['connection-senders'], faults: STALLS },
    changes: [
      {
        file: 'src/waiting/waiter-queue.ts',
        from: 'const waiter = this.#waiting.shift()\n',
        to: 'const all = this.#waiting.takeAll()\n    const waiter = all.pop()\n    for (const each of all) this.#waiting.push(each)\n'
      }
    ]
  },
  {
    name: 'versions-remembered-after-a-reset',
    what: 'After a reset or a silence an old version of ApiVersions is remembered for the address, and with it that the cluster has no features.',
    wasReal: true,
    choice: { actors: TRANSACTIONAL, faults: ['reset-openings'] },
    changes: [
      OWN_FEATURES,
      {
        file: LADDER,
        from: 'return next === undefined || next < oldest ? undefined : next',
        to: 'return next'
      },
      { file: LADDER, from: 'this.#isSettled = next === this.#answered\n', to: 'listed.set(this.#address, next)\n' },
      { file: LADDER, from: 'return this.#isSettled ? undefined : newer', to: 'return this.#isSettled ? newer : undefined' }
    ]
  },
  {
    name: 'features-of-each-connection',
    what: 'Each connection keeps the features that it read when it was opened, and does not hear of levels that are finalized later.',
    wasReal: true,
    choice: { actors: TRANSACTIONAL, faults: ['finalized-feature'] },
    changes: [OWN_FEATURES]
  }
]
