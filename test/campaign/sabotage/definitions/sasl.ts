import type { Sabotage } from '../sabotage.ts'

const SESSION = 'src/conn/sasl/session.ts'

/** Faults of SASL sessions that end and are renewed. */
export const sasl: readonly Sabotage[] = [
  {
    name: 'renewal-gives-up-requests',
    what: 'A renewal gives up at the end of the session, and ends requests in flight with it.',
    wasReal: true,
    choice: {
      actors: ['reader', 'session-reader', 'committed-reader'],
      faults: ['late-answer', 'throttle', 'delay', 'refused-renewal', 'expire-sessions', 'slow-reader']
    },
    changes: [
      { file: SESSION, from: 'new TimeLimit(Math.max(leftMs(expiresAtMs), connectMs), ms', to: 'new TimeLimit(leftMs(expiresAtMs), ms' },
      { file: SESSION, from: 'limit.stop()\n      await pipeline.hold()\n', to: 'await abortable(pipeline.hold(), limit.signal)\n' },
      {
        file: SESSION,
        from: "limit.restart(connectMs + pipeline.deadlines.throttledForMs(now()), ms => this.#tooSlow('the broker answered', ms))\n",
        to: ''
      }
    ]
  },
  {
    name: 'renewed-session-not-released',
    what: 'Requests that were held back during a renewal are never sent.',
    changes: [{ file: SESSION, from: 'this.begin(nextMs)\n      pipeline.release()\n', to: 'this.begin(nextMs)\n' }]
  },
  {
    name: 'end-of-session-ignored',
    what: 'The lifetime of a session is ignored, so that the broker closes the connection at its end.',
    changes: [
      {
        file: 'src/conn/sasl/authenticate.ts',
        from: 'this.expiresAtMs = sessionLifetimeMs > 0n ? beganMs + Number(sessionLifetimeMs)',
        to: 'this.expiresAtMs = sessionLifetimeMs < 0n ? beganMs + Number(sessionLifetimeMs)'
      }
    ]
  }
]
