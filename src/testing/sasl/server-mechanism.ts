/** A challenge, which the client must answer. */
export interface Challenge {
  readonly challenge: Buffer
  readonly next: Evaluate
}

/** The client has authenticated. */
export interface Login {
  readonly user: string
  /** The last message of the broker: in SCRAM the proof that the broker knows the password too. */
  readonly authBytes: Buffer
  /** When the credential itself expires, by `Date.now()`. */
  readonly expiresAtMs?: number
  /** Whether the client has authenticated by a delegation token (KIP-48). */
  readonly usesToken?: boolean
}

/** The client has not authenticated. */
export interface Refused {
  /**
   * The error message for the client. Null is Kafka's general message, for cases in which the
   * reason would tell which users exist.
   */
  readonly refused: string | null
}

/** The broker's side of a mechanism: evaluates one message of the client. */
export type Evaluate = (message: Buffer) => Challenge | Login | Refused

/** A refusal whose text the client gets, like Kafka's `SaslAuthenticationException`. */
export const refused = (text: string): Refused => ({ refused: text })

/** A refusal whose reason the client does not get, like Kafka's `SaslException`. */
export const REFUSED: Refused = { refused: null }

/**
 * The refusal of an authorization identity other than the user: Kafka does not let a user act for
 * another.
 */
export const OTHER_IDENTITY: Refused = refused(
  'Authentication failed: Client requested an authorization id that is different from username'
)

/**
 * A pattern for the text form of a name in SCRAM and OAUTHBEARER (RFC 5802, section 5.1). Kafka
 * accepts only ASCII. The regular expression needs the flag `u`.
 */
export const SASL_NAME = '(?:(?![=,\\0])\\p{ASCII}|=2C|=3D)+'

/** Decodes the text form of a name: `=2C` is a comma, and `=3D` an equals sign. */
export const unescapeName = (name: string): string => name.replaceAll('=2C', ',').replaceAll('=3D', '=')
