import { apiKeys } from '../../protocol/codes/api-keys.ts'

// Brokers may take as long as these requests ask for, and answer what is behind them after that.
const LONG_POLLS: readonly number[] = [apiKeys.Fetch, apiKeys.JoinGroup, apiKeys.ShareFetch]

// The most that a field of a request can ask for. `waitMs` of `forward` may be Infinity, and that
// could not be taken off a sum again.
const MAX_POLLED_MS = 2 ** 31 - 1

/** What the time of a request depends on. */
export interface TimedRequest {
  readonly api: { readonly key: number }
  /** How long the request asks the broker to take, in milliseconds. */
  readonly askedMs: number
}

/**
 * How long a broker may leave the requests behind this one unread although nothing is wrong, in
 * milliseconds. Zero if the request is no long poll: the `timeoutMs` of Produce, for example, is a
 * limit for when something is wrong.
 */
export const polledMs = ({ api, askedMs }: TimedRequest): number =>
  askedMs > 0 && LONG_POLLS.includes(api.key) ? Math.min(askedMs, MAX_POLLED_MS) : 0
