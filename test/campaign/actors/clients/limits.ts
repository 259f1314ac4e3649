/** The defaults of `timeouts.connectMs` and `timeouts.requestMs`. */
export const CONNECT_MS = 10_000
export const REQUEST_MS = 30_000

/**
 * More than brokers throttle in a schedule. Requests have so much more time. The throttle times of
 * all answers of a connection add up, also those of given-up requests.
 */
export const THROTTLE_MS = 30_000

/** What is done at once is done within this time. */
export const ROOM_MS = 100
