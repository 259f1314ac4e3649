/**
 * One authentication as a generator of messages:
 *
 * - `yield` sends a message and evaluates to the broker's answer.
 * - Returned bytes are the last message. Its answer must be empty with SaslAuthenticate, and is not
 *   awaited with raw tokens (KIP-43).
 * - Throwing refuses the broker.
 * - If the broker refuses, its error is thrown at the `yield` that waits for the answer, so that
 *   the mechanism can add to it.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a generator without `return` returns void
export type SaslExchange = AsyncGenerator<Uint8Array, Uint8Array | void, Uint8Array>

/** The broker of one authentication, and the reason for it. */
export interface SaslContext {
  /**
   * The host as the connection was given it, not the address that the name led to: mechanisms make
   * service names and regions of it.
   */
  readonly host: string
  /** The port of the broker. */
  readonly port: number
  /**
   * `first`: the connection is being opened. `re-authentication`: the session would expire, and is
   * renewed on the same connection (KIP-368).
   */
  readonly reason: 'first' | 're-authentication'
  /** Aborted when nobody waits for the outcome any more. */
  readonly signal: AbortSignal
}

/**
 * A SASL mechanism with its credentials, for the option `sasl`. One object serves many connections:
 * each authentication is a new exchange.
 */
export interface SaslMechanism {
  /** The name by which brokers know the mechanism, such as `SCRAM-SHA-256`. */
  readonly name: string
  /**
   * False for Kafka 0.9, which has no SaslHandshake: its brokers take the tokens of one mechanism
   * as the first bytes of a connection. Default true.
   */
  readonly handshake?: boolean | undefined
  /** Begins one exchange with a broker. */
  authenticate(to: SaslContext): SaslExchange
}
