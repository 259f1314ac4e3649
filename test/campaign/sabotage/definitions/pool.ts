import type { Sabotage } from '../sabotage.ts'

/** Faults of the pool of connections. */
export const pool: readonly Sabotage[] = [
  {
    name: 'back-off-reset-too-early',
    what: 'The failures of a broker are forgotten when the next dial begins, so that the pauses between dials do not grow.',
    changes: [
      {
        file: 'src/pool/pool-node.ts',
        from: 'this.#rate.countDial(beganMs)\n',
        to: 'this.#rate.countDial(beganMs)\n    this.breaker.reset()\n'
      }
    ]
  },
  {
    name: 'slot-of-a-failed-dial-leaked',
    what: 'A dial that fails does not give back its slot, so that with maxConnections no connection can be opened any more.',
    choice: { actors: ['pool-user'], faults: ['refused-address', 'unreachable-address', 'unknown-host', 'silent-address', 'kill'] },
    changes: [
      {
        file: 'src/pool/dialing/dial-attempt.ts',
        from: 'if (connection === undefined) this.#inventory.slots.release()\n      else void',
        to: 'if (connection !== undefined) void'
      }
    ]
  },
  {
    name: 'waiting-caller-dropped',
    what: 'When a dial fails, only the first of the callers that wait for the connection hears of it.',
    changes: [
      {
        file: 'src/pool/dialing/waiting-callers.ts',
        from: 'for (const caller of this.#takeAll()) caller.reject(makeError())',
        to: 'this.#takeAll()[0]?.reject(makeError())'
      }
    ]
  }
]
