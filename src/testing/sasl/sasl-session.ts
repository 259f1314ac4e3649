import { now } from '../../clock.ts'
import { KafkaError } from '../../errors.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { SaslAuthenticate, type SaslAuthenticateResponse } from '../../protocol/messages/sasl-authenticate.ts'
import { SaslHandshake, type SaslHandshakeResponse } from '../../protocol/messages/sasl-handshake.ts'
import type { Evaluate, Login, Refused } from './server-mechanism.ts'
import type { SaslSettings } from './testing-sasl-options.ts'

interface Established {
  readonly mechanism: string
  readonly user: string
  /** Whether the client has logged in with a delegation token (KIP-48). */
  readonly usesToken: boolean
  /** When the session ends, on the monotonic clock. */
  readonly expiresAtMs: number
}

interface Authenticating {
  readonly step: 'authenticating'
  readonly mechanism: string
  readonly evaluate: Evaluate
  /** Whether the client sends raw tokens (KIP-43). */
  readonly isRaw: boolean
  readonly renewed: Established | undefined
}

type State =
  | { readonly step: 'new' } // no request yet
  | { readonly step: 'introduced' } // ApiVersions was answered
  | Authenticating
  | { readonly step: 'authenticated'; readonly session: Established }
  | { readonly step: 'refused' }

// Kafka refuses to renew a session sooner than this after the last renewal.
const MIN_RENEWAL_INTERVAL_MS = 1_000

const NO_BYTES = Buffer.alloc(0)

/** Kafka's answer to a SaslAuthenticate when no authentication is under way. */
export const SASL_OUT_OF_PLACE: SaslAuthenticateResponse = {
  errorCode: errorCodes.ILLEGAL_SASL_STATE,
  errorMessage: 'SaslAuthenticate request received after successful authentication',
  authBytes: NO_BYTES
}

/**
 * The state of one client's authentication, by the rules of Kafka's `SaslServerAuthenticator`
 * (KIP-43, KIP-152, KIP-368).
 */
export class SaslSession {
  readonly #settings: SaslSettings
  #state: State = { step: 'new' }
  #renewedAtMs = Number.NEGATIVE_INFINITY

  constructor(settings: SaslSettings) {
    this.#settings = settings
  }

  /** Whether the next frame is a raw token, without a request header. */
  get expectsToken(): boolean {
    return this.#state.step === 'authenticating' && this.#state.isRaw
  }

  /**
   * The authenticated user in the form of Kafka's ACLs, such as `User:alice`. During a
   * re-authentication it is the user of the old session.
   */
  get principal(): string | undefined {
    const state = this.#state
    const session = state.step === 'authenticated' ? state.session : state.step === 'authenticating' ? state.renewed : undefined
    return session && `User:${session.user}`
  }

  /** Whether the client has logged in with a delegation token (KIP-48). */
  get usesToken(): boolean {
    return this.#state.step === 'authenticated' && this.#state.session.usesToken
  }

  /** Throws if a request of this API is not allowed now. The error closes the connection. */
  admit(apiKey: number): void {
    if (this.#admits(apiKey)) return
    const problem = this.#state.step === 'authenticated' ? 'after the session has ended' : `while the client is ${this.#state.step}`
    throw new KafkaError('KAFKA_PROTOCOL', `This testing broker accepts no request of API ${apiKey} ${problem}`, {})
  }

  /**
   * Notes that ApiVersions was answered: before authentication, Kafka does not answer a second one.
   */
  noteVersions(): void {
    if (this.#state.step === 'new') this.#state = { step: 'introduced' }
  }

  /** Ends the session now: the next request must renew it, or the connection is closed. */
  expire(): void {
    const state = this.#state
    if (state.step !== 'authenticated') return
    this.#state = { step: 'authenticated', session: { ...state.session, expiresAtMs: Number.NEGATIVE_INFINITY } }
  }

  /** Begins an authentication or a re-authentication. */
  handshake(mechanism: string, isRaw: boolean): SaslHandshakeResponse {
    const state = this.#state
    const renewed = state.step === 'authenticated' ? state.session : undefined
    if (renewed !== undefined && !this.#mayRenew(renewed)) return { errorCode: errorCodes.ILLEGAL_SASL_STATE, mechanisms: [] }
    if (renewed !== undefined) this.#renewedAtMs = now()
    const begin = this.#settings.mechanisms.get(mechanism)
    this.#state = begin ? { step: 'authenticating', mechanism, evaluate: begin(), isRaw, renewed } : { step: 'refused' }
    return { errorCode: begin ? errorCodes.NONE : errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: [...this.#settings.mechanisms.keys()] }
  }

  /** Evaluates the next token of the client. */
  authenticate(token: Uint8Array): SaslAuthenticateResponse {
    const state = this.#state
    if (state.step !== 'authenticating') return SASL_OUT_OF_PLACE
    const { mechanism, renewed } = state
    if (renewed !== undefined && renewed.mechanism !== mechanism)
      throw failure(`This testing broker does not renew a session of ${renewed.mechanism} by ${mechanism}`)
    const step = state.evaluate(Buffer.from(token))
    if ('refused' in step) return this.#refuse(state, step)
    if ('challenge' in step) {
      this.#state = { ...state, evaluate: step.next }
      return { errorCode: errorCodes.NONE, errorMessage: null, authBytes: step.challenge }
    }
    if (renewed === undefined || renewed.user === step.user) return this.#establish(mechanism, step)
    const change = `from User.${renewed.user}: User.${step.user}`
    return this.#refuse(state, { refused: `Cannot change principals during re-authentication ${change}` })
  }

  /**
   * Throws if the answer refused the client, whether a handler or a hook made it. The error closes
   * the connection after the answer.
   */
  conclude(errorCode: number): void {
    const isHarmless =
      errorCode === errorCodes.NONE || (errorCode === errorCodes.ILLEGAL_SASL_STATE && this.#state.step === 'authenticated')
    if (!isHarmless) throw failure(`This testing broker refused a client with error ${errorCode}`)
  }

  #admits(apiKey: number): boolean {
    const state = this.#state
    if (state.step === 'new') return apiKey === SaslHandshake.key || apiKey === ApiVersions.key
    if (state.step === 'introduced') return apiKey === SaslHandshake.key
    // Kafka closes the connection on other APIs too, but answers ILLEGAL_SASL_STATE first.
    if (state.step === 'authenticating') return apiKey === SaslAuthenticate.key
    if (state.step === 'refused') return false
    // A session can still be renewed after its end.
    return now() <= state.session.expiresAtMs || (apiKey === SaslHandshake.key && this.#mayRenew(state.session))
  }

  #mayRenew({ expiresAtMs }: Established): boolean {
    return expiresAtMs !== Number.POSITIVE_INFINITY && now() - this.#renewedAtMs >= MIN_RENEWAL_INTERVAL_MS
  }

  #establish(
    mechanism: string,
    { user, authBytes, expiresAtMs = Number.POSITIVE_INFINITY, usesToken = false }: Login
  ): SaslAuthenticateResponse {
    const lifetimeMs = Math.max(0, Math.min(expiresAtMs - Date.now(), this.#settings.sessionLifetimeMs))
    this.#state = { step: 'authenticated', session: { mechanism, user, usesToken, expiresAtMs: now() + lifetimeMs } }
    return {
      errorCode: errorCodes.NONE,
      errorMessage: null,
      authBytes,
      sessionLifetimeMs: lifetimeMs === Number.POSITIVE_INFINITY ? 0n : BigInt(lifetimeMs)
    }
  }

  #refuse({ mechanism, renewed }: Authenticating, { refused }: Refused): SaslAuthenticateResponse {
    this.#state = { step: 'refused' }
    const during = renewed === undefined ? 'authentication' : 're-authentication'
    const generalText = `Authentication failed during ${during} due to invalid credentials with SASL mechanism ${mechanism}`
    return { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: refused ?? generalText, authBytes: NO_BYTES }
  }
}

const failure = (text: string): KafkaError => new KafkaError('KAFKA_AUTHENTICATION', text, {})
