import { isKafkaError, KafkaError } from '../../errors.ts'
import { configurationError, givenIn, type OptionRule } from '../../options.ts'
import { type Credential, readCredential, refuse, textOf } from '../credentials.ts'
import type { SaslContext, SaslExchange, SaslMechanism } from '../mechanism.ts'
import { type BearerToken, copyToken, expiryOf, type TokenProvider, tokenProblems } from './bearer-token.ts'
import { clientFirstMessage, describeChallenge, extensionProblems } from './oauth-bearer-message.ts'
import { isObject } from './token-json.ts'
import { DURATION, optionProblems } from './token-options.ts'
import { type IssuedToken, TokenSource } from './token-source.ts'

/** Where tokens come from, and what is said beside them. */
export interface OAuthBearerOptions {
  /**
   * A token, or what makes one: see `oidc`. A function is called once for all connections that need a token at the same time, and what it gives is
   * used again until 80 % of its life are over or 2.5 s are left, if it says how long that is (`expiresAtMs`, or `exp` of a JWT), or a broker
   * refuses it.
   */
  readonly token: string | BearerToken | TokenProvider
  /** How long the function may take; 10,000 ms unless given. */
  readonly timeoutMs?: number | undefined
  /** As whom to act; brokers want the token's own principal, if any. */
  readonly authorizationId?: Credential | undefined
  /** For all tokens (KIP-342). What a token has itself under the same name comes first. */
  readonly extensions?: Readonly<Record<string, string>> | undefined
}

const NAME = 'OAUTHBEARER'
const DEFAULT_TIMEOUT_MS = 10_000
const KVSEP = Uint8Array.of(1) // the whole answer to an error challenge (RFC 7628, section 3.2.3)

const RULES: Readonly<Record<string, OptionRule>> = {
  token: ['text, an object { value, expiresAtMs, extensions }, or a function that gives either', isToken, 'required'],
  timeoutMs: DURATION,
  authorizationId: ['text, or a function that gives it', value => typeof value === 'string' || typeof value === 'function'],
  extensions: ['an object of names and text', isObject]
}

/** SASL/OAUTHBEARER (RFC 7628, KIP-255). The token goes to the broker as it is: use TLS. Throws `KAFKA_CONFIGURATION`. */
export function oauthBearer(options: OAuthBearerOptions): SaslMechanism {
  checkOptions(options)
  const { authorizationId = '', timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const extensions = givenIn(options.extensions)
  const tokens = tokensOf(options.token, timeoutMs)
  return {
    name: NAME,
    async *authenticate(context) {
      const identity = await readCredential(NAME, 'authorizationId', authorizationId, context)
      if (/\p{Cc}/u.test(identity)) throw refuse(NAME, 'the authorizationId holds a control character, which its message has no room for')
      const issued = await tokens.read(context)
      const { value, extensions: own } = issued.token
      const message = clientFirstMessage(value, identity, { ...extensions, ...own })
      yield* exchange(message, issued, () => tokens.forget(issued.token))
    }
  }
}

async function* exchange(message: Buffer, issued: IssuedToken, onRefused: () => void): SaslExchange {
  let challenge: Uint8Array
  try {
    challenge = yield message
  } catch (refusal) {
    if (isKafkaError(refusal, 'KAFKA_AUTHENTICATION')) onRefused()
    throw refusal
  }
  if (challenge.length === 0) return
  onRefused()
  let refusal: unknown
  try {
    yield KVSEP
  } catch (error) {
    refusal = error
  }
  throw refusedError(textOf(challenge), issued, refusal)
}

// That the broker refuses is known from the challenge; the error that follows, or the end of the connection, adds no more than a code.
function refusedError(challenge: string, { token, isReused }: IssuedToken, cause: unknown): KafkaError {
  const advice = isReused ? '; it had been used before, and the next attempt asks for a new one' : ''
  const text = `${NAME}: the broker refuses the token: ${describeChallenge(challenge, token.value)}${describeAge(token)}${advice}`
  const errorCode = isKafkaError(cause, 'KAFKA_AUTHENTICATION') ? cause.errorCode : undefined
  return new KafkaError('KAFKA_AUTHENTICATION', text, { mechanism: NAME, errorCode, cause, retriable: isReused })
}

function describeAge(token: BearerToken): string {
  const endedMs = Date.now() - (expiryOf(token) ?? Number.POSITIVE_INFINITY)
  return endedMs >= 0
    ? `; by the clock here it ended ${Math.round(endedMs / 1_000)} s ago`
    : '; was it issued for this cluster, and is it still good?'
}

function tokensOf(token: OAuthBearerOptions['token'], timeoutMs: number): Pick<TokenSource, 'read' | 'forget'> {
  if (typeof token === 'function') return new TokenSource(token, timeoutMs)
  const issued: IssuedToken = { token: copyToken(token), isReused: false }
  return { read: async (_: SaslContext) => issued, forget: () => undefined }
}

function isToken(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'function' || isObject(value)
}

function checkOptions(options: OAuthBearerOptions): void {
  const problems = optionProblems(options, RULES)
  if (problems.length === 0) {
    problems.push(...extensionProblems(options.extensions))
    if (typeof options.token !== 'function') problems.push(...tokenProblems(options.token))
  }
  if (problems.length > 0) throw configurationError('oauthBearer', problems)
}
