/** The defaults of `timeouts.connectMs` and `timeouts.requestMs`. */
export const CONNECT_MS = 10_000
export const REQUEST_MS = 30_000

/** More than brokers throttle in a schedule without quotas. Requests have so much more time. */
const THROTTLE_MS = 15_000
// With the smallest quota of the campaign (2,000 bytes a second), one batch brings a throttle time of 20 s.
const QUOTA_MS = 30_000

/** How much more time requests have because brokers throttle. */
export const throttleMs = ({ hasQuotas = false }: { readonly hasQuotas?: boolean }): number => (hasQuotas ? QUOTA_MS : THROTTLE_MS)

/** What is done at once is done within this time. */
export const ROOM_MS = 100
