/** The defaults of `timeouts.connectMs` and `timeouts.requestMs`. */
export const CONNECT_MS = 10_000
export const REQUEST_MS = 30_000

/** More than brokers throttle in a schedule. Requests have so much more time. */
export const THROTTLE_MS = 15_000

/** What is done at once is done within this time. */
export const ROOM_MS = 100
