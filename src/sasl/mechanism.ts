/**
 * One authentication: each `yield` sends a message and evaluates to the broker's answer. Bytes that are *returned* are a last message, whose answer
 * must be empty (SaslAuthenticate) or is not awaited (raw tokens, KIP-43). Throwing refuses the broker. Where the broker refuses, its error
 * is thrown at the `yield` that waits for the answer, so that a mechanism may say more.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: what a generator without `return` gives
export type SaslExchange = AsyncGenerator<Uint8Array, Uint8Array | void, Uint8Array>

/** To whom, and why, we authenticate. */
export interface SaslContext {
  /** As the connection was told, not an address that it led to: service names and regions are made of it. */
  readonly host: string
  readonly port: number
  /** A session that is about to expire is renewed on the connection that it belongs to (KIP-368). */
  readonly reason: 'first' | 're-authentication'
  /** Aborted when nobody waits for the outcome any more. */
  readonly signal: AbortSignal
}

/** A way to prove who we are. One mechanism serves many connections; each authentication is a new exchange. */
export interface SaslMechanism {
  /** The name that brokers know it by, such as `SCRAM-SHA-256`. */
  readonly name: string
  /** False for brokers older than SaslHandshake (Kafka 0.9), which take its tokens as they are and at once, and no other mechanism. */
  readonly handshake?: boolean | undefined
  authenticate(to: SaslContext): SaslExchange
}
