/** A challenge, which the client has to answer. */
export interface Challenge {
  readonly challenge: Buffer
  readonly next: Evaluate
}

/** The client is who it says it is. */
export interface Login {
  readonly user: string
  /** What is left to say: SCRAM's proof that the broker knows the password too. */
  readonly authBytes: Buffer
  /** When the credential itself ends, by `Date.now()`. */
  readonly expiresAtMs?: number
}

/** The client is not let in. */
export interface Refused {
  /** What the client is told; null for the words that Kafka has where the truth would tell which users there are. */
  readonly refused: string | null
}

/** The broker's side of a mechanism: takes one message of the client, and says what comes of it. */
export type Evaluate = (message: Buffer) => Challenge | Login | Refused

/** As Kafka's exceptions that reach the client (`SaslAuthenticationException`). */
export const refused = (text: string): Refused => ({ refused: text })

/** As Kafka's exceptions that do not (`SaslException`). */
export const REFUSED: Refused = { refused: null }

/** What comes of an identity to act as: Kafka lets nobody act for others. */
export const OTHER_IDENTITY: Refused = refused(
  'Authentication failed: Client requested an authorization id that is different from username'
)

/** The text form of a name in SCRAM and OAUTHBEARER (RFC 5802, section 5.1), of which Kafka takes ASCII alone; for patterns of the `u` flag. */
export const SASL_NAME = '(?:(?![=,\\0])\\p{ASCII}|=2C|=3D)+'

/** The name that such a text form stands for. */
export const unescapeName = (name: string): string => name.replaceAll('=2C', ',').replaceAll('=3D', '=')
