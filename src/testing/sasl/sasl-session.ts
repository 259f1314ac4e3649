import { now } from '../../clock.ts'
import { KafkaError } from '../../errors.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { SaslAuthenticate, type SaslAuthenticateResponse } from '../../protocol/messages/sasl-authenticate.ts'
import { SaslHandshake, type SaslHandshakeResponse } from '../../protocol/messages/sasl-handshake.ts'
import type { SaslSettings } from './sasl-options.ts'
import type { Evaluate, Login, Refused } from './server-mechanism.ts'

interface Established {
  readonly mechanism: string
  readonly user: string
  /** On the monotonic clock. */
  readonly expiresAtMs: number
}

interface Authenticating {
  readonly step: 'authenticating'
  readonly mechanism: string
  readonly evaluate: Evaluate
  /** Whether tokens come by themselves (KIP-43). */
  readonly isRaw: boolean
  readonly renewed: Established | undefined
}

type State =
  | { readonly step: 'new' } // nothing has been asked
  | { readonly step: 'introduced' } // ApiVersions has been answered
  | Authenticating
  | { readonly step: 'authenticated'; readonly session: Established }
  | { readonly step: 'refused' }

// Kafka begins none sooner after the last.
const LEAST_RENEWAL_MS = 1_000

const NOTHING = Buffer.alloc(0)

/** What Kafka answers where nothing is to be authenticated. */
export const SASL_OUT_OF_PLACE: SaslAuthenticateResponse = {
  errorCode: errorCodes.ILLEGAL_SASL_STATE,
  errorMessage: 'SaslAuthenticate request received after successful authentication',
  authBytes: NOTHING
}

/** Where one client stands with its authentication, by the rules of Kafka's `SaslServerAuthenticator` (KIP-43, KIP-152, KIP-368). */
export class SaslSession {
  readonly #settings: SaslSettings
  #state: State = { step: 'new' }
  #renewedAtMs = Number.NEGATIVE_INFINITY

  constructor(settings: SaslSettings) {
    this.#settings = settings
  }

  /** Whether the next frame is a token, without a header. */
  get expectsToken(): boolean {
    return this.#state.step === 'authenticating' && this.#state.isRaw
  }

  /** Who the client is, as Kafka's ACLs name it; while it authenticates again, who it was. */
  get principal(): string | undefined {
    const state = this.#state
    const session = state.step === 'authenticated' ? state.session : state.step === 'authenticating' ? state.renewed : undefined
    return session && `User:${session.user}`
  }

  /** Throws, which closes the connection, if such a request is not to be answered now. */
  admit(apiKey: number): void {
    if (this.#admits(apiKey)) return
    const problem = this.#state.step === 'authenticated' ? 'after the session has ended' : `while the client is ${this.#state.step}`
    throw new KafkaError('KAFKA_PROTOCOL', `This testing broker takes no request of API ${apiKey} ${problem}`, {})
  }

  /** Kafka does not answer two ApiVersions in a row before authentication. */
  noteVersions(): void {
    if (this.#state.step === 'new') this.#state = { step: 'introduced' }
  }

  /** Begins an authentication, the first or the next. */
  handshake(mechanism: string, isRaw: boolean): SaslHandshakeResponse {
    const state = this.#state
    const renewed = state.step === 'authenticated' ? state.session : undefined
    if (renewed !== undefined && !this.#mayRenew(renewed)) return { errorCode: errorCodes.ILLEGAL_SASL_STATE, mechanisms: [] }
    if (renewed !== undefined) this.#renewedAtMs = now()
    const begin = this.#settings.mechanisms.get(mechanism)
    this.#state = begin ? { step: 'authenticating', mechanism, evaluate: begin(), isRaw, renewed } : { step: 'refused' }
    return { errorCode: begin ? errorCodes.NONE : errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: [...this.#settings.mechanisms.keys()] }
  }

  /** Takes the client's next token. */
  authenticate(token: Uint8Array): SaslAuthenticateResponse {
    const state = this.#state
    if (state.step !== 'authenticating') return SASL_OUT_OF_PLACE
    const { mechanism, renewed } = state
    if (renewed !== undefined && renewed.mechanism !== mechanism)
      throw failure(`This testing broker renews no session of ${renewed.mechanism} by ${mechanism}`)
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

  /** Throws, which closes the connection behind the answer, if that refused the client, whoever gave it. */
  conclude(errorCode: number): void {
    const isHarmless =
      errorCode === errorCodes.NONE || (errorCode === errorCodes.ILLEGAL_SASL_STATE && this.#state.step === 'authenticated')
    if (!isHarmless) throw failure(`This testing broker refused a client with error ${errorCode}`)
  }

  #admits(apiKey: number): boolean {
    const state = this.#state
    if (state.step === 'new') return apiKey === SaslHandshake.key || apiKey === ApiVersions.key
    if (state.step === 'introduced') return apiKey === SaslHandshake.key
    if (state.step === 'authenticating') return apiKey === SaslAuthenticate.key // Kafka closes on others too, but says error 34 first
    if (state.step === 'refused') return false
    // A session past its end can still be renewed.
    return now() <= state.session.expiresAtMs || (apiKey === SaslHandshake.key && this.#mayRenew(state.session))
  }

  #mayRenew({ expiresAtMs }: Established): boolean {
    return expiresAtMs !== Number.POSITIVE_INFINITY && now() - this.#renewedAtMs >= LEAST_RENEWAL_MS
  }

  #establish(mechanism: string, { user, authBytes, expiresAtMs = Number.POSITIVE_INFINITY }: Login): SaslAuthenticateResponse {
    const lifetimeMs = Math.max(0, Math.min(expiresAtMs - Date.now(), this.#settings.sessionLifetimeMs))
    this.#state = { step: 'authenticated', session: { mechanism, user, expiresAtMs: now() + lifetimeMs } }
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
    const unsaid = `Authentication failed during ${during} due to invalid credentials with SASL mechanism ${mechanism}`
    return { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: refused ?? unsaid, authBytes: NOTHING }
  }
}

const failure = (text: string): KafkaError => new KafkaError('KAFKA_AUTHENTICATION', text, {})
