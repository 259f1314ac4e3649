import { isKafkaError, KafkaError } from '../../errors.ts'
import { givenIn, isRecord, type OptionRules, optionProblems, refuseIfAny } from '../../options.ts'
import { type Credential, readCredential, refuse, textOf } from '../credentials.ts'
import type { SaslContext, SaslExchange, SaslMechanism } from '../mechanism.ts'
import { DURATION_MS, OPTIONAL_CREDENTIAL } from '../sasl-options.ts'
import { type BearerToken, copyToken, expiryOf, type TokenProvider, tokenProblems } from './bearer-token.ts'
import { clientFirstMessage, describeChallenge, extensionProblems } from './oauth-bearer-message.ts'
import { type IssuedToken, TokenSource } from './token-source.ts'

/** The options of `oauthBearer`: the source of tokens, and what is sent with them. */
export interface OAuthBearerOptions {
  /**
   * A token, or a function that returns one, such as `oidc` makes.
   *
   * - The function is called once for all connections that need a token at the same time.
   * - A token whose end is known (`expiresAtMs`, or `exp` of a JWT) is used again until 80 % of its
   *   life are over, or 2.5 s are left, or a broker refuses it.
   */
  readonly token: string | BearerToken | TokenProvider
  /** How long one call of the function may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined
  /**
   * The identity to act as. Brokers accept only the principal of the token. Default: none is sent.
   */
  readonly authorizationId?: Credential | undefined
  /**
   * SASL extensions that are sent with each token (KIP-342). An extension of the token itself with
   * the same name has precedence.
   */
  readonly extensions?: Readonly<Record<string, string>> | undefined
}

const NAME = 'OAUTHBEARER'
const DEFAULT_TIMEOUT_MS = 10_000
const KVSEP = Uint8Array.of(1) // the client's answer to an error challenge (RFC 7628, section 3.2.3)

const RULES: OptionRules = {
  token: ['text, an object { value, expiresAtMs, extensions }, or a function that returns either', isToken, 'required', 'secret'],
  timeoutMs: DURATION_MS,
  authorizationId: OPTIONAL_CREDENTIAL,
  extensions: ['an object of names and text', isRecord, 'optional', 'secret']
}

/**
 * The mechanism SASL/OAUTHBEARER (RFC 7628, KIP-255): a bearer token. The token goes to the broker
 * as it is: use TLS. Throws `KAFKA_CONFIGURATION` if an option is wrong.
 */
export function oauthBearer(options: OAuthBearerOptions): SaslMechanism {
  checkOptions(options)
  const { authorizationId = '', timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const extensions = givenIn(options.extensions)
  const tokens = tokensOf(options.token, timeoutMs)
  return {
    name: NAME,
    async *authenticate(context) {
      const identity = await readCredential(NAME, 'authorizationId', authorizationId, context)
      if (/\p{Cc}/u.test(identity)) throw refuse(NAME, 'the authorizationId holds a control character, which the message cannot hold')
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

// The challenge says why the broker refuses. The error after it, or the end of the connection, only
// adds an error code.
function refusedError(challenge: string, { token, isReused }: IssuedToken, cause: unknown): KafkaError {
  const advice = isReused ? '; the token was used before, and the next attempt asks for a new one' : ''
  const text = `${NAME}: the broker refuses the token: ${describeChallenge(challenge, token.value)}${describeAge(token)}${advice}`
  const errorCode = isKafkaError(cause, 'KAFKA_AUTHENTICATION') ? cause.errorCode : undefined
  return new KafkaError('KAFKA_AUTHENTICATION', text, { mechanism: NAME, errorCode, cause, retriable: isReused })
}

function describeAge(token: BearerToken): string {
  const endedMs = Date.now() - (expiryOf(token) ?? Number.POSITIVE_INFINITY)
  return endedMs >= 0
    ? `; by the clock of this machine it expired ${Math.round(endedMs / 1_000)} s ago`
    : '; was it issued for this cluster, and is it still valid?'
}

function tokensOf(token: OAuthBearerOptions['token'], timeoutMs: number): Pick<TokenSource, 'read' | 'forget'> {
  if (typeof token === 'function') return new TokenSource(token, timeoutMs)
  const issued: IssuedToken = { token: copyToken(token), isReused: false }
  return { read: async (_: SaslContext) => issued, forget: () => undefined }
}

function isToken(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'function' || isRecord(value)
}

function checkOptions(options: OAuthBearerOptions): void {
  const problems = optionProblems(options, RULES)
  if (problems.length === 0) {
    problems.push(...extensionProblems(options.extensions))
    if (typeof options.token !== 'function') problems.push(...tokenProblems(options.token))
  }
  refuseIfAny('oauthBearer', problems)
}
