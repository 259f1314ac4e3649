/**
 * Fields of requests whose values are a closed set: the type allows these and no others, so that a
 * wrong one does not compile. Sets that newer brokers extend (ACL operations, resource types) stay
 * `number`, and so does every field of a response.
 */
export const closedSets: Readonly<Record<string, readonly number[]>> = {}
