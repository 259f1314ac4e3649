import type { Sabotage } from '../sabotage.ts'

const ORDERED_APIS = 'src/cluster/order/ordered-apis.ts'
const LINE = 'src/cluster/order/line.ts'

/** Faults in the order of calls. */
export const order: readonly Sabotage[] = [
  {
    name: 'order-lost-at-first-use',
    what: 'Produce requests for one partition do not wait for each other, so that their order is lost while metadata is fetched.',
    wasReal: true,
    changes: [{ file: ORDERED_APIS, from: '  Produce: { kind: SHARED, join: joinProduce },\n', to: '' }]
  },
  {
    name: 'commits-overtake-each-other',
    what: 'An OffsetCommit that is sent again does not hold back later ones, so that the offset of a group goes backwards.',
    wasReal: true,
    changes: [{ file: ORDERED_APIS, from: '  OffsetCommit: byGroup(WRITE),\n', to: '' }]
  },
  {
    name: 'waiting-request-not-woken',
    what: 'A request that waits for its turn is not woken when the request before it is settled.',
    changes: [
      {
        file: LINE,
        from: 'if (turns.length > 0) this.#onChange()\n    else this.#connection',
        to: 'if (turns.length === 0) this.#connection'
      }
    ]
  },
  {
    name: 'no-second-look-after-a-throttle',
    what: 'After the wait for the end of a throttle, a request goes out without a second look at its turn and its connection.',
    choice: { actors: ['plain-producer', 'sequenced-producer'], faults: ['throttle', 'quota'] },
    changes: [
      {
        file: 'src/cluster/dispatcher.ts',
        from: 'if (throttles.remainingMs(connection) > 0) await throttles.waitUntilOver(call, connection)\n        else if',
        to: 'if (throttles.remainingMs(connection) > 0) {\n          await throttles.waitUntilOver(call, connection)\n          break\n        } else if'
      }
    ]
  }
]
