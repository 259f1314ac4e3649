import { now } from '../../clock.ts'
import type { BrokerAddress, KafkaError } from '../../errors.ts'
import type { Api, Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { SaslAuthenticate } from '../../protocol/messages/sasl-authenticate.ts'
import { SaslHandshake } from '../../protocol/messages/sasl-handshake.ts'
import { listed, quoted } from '../../quote.ts'
import type { SaslMechanism } from '../../sasl/mechanism.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { TokenCarrier } from '../pipeline/raw-tokens.ts'
import { PendingRequest } from '../requests/pending-request.ts'
import type { BrokerVersions } from '../versions/broker-versions.ts'
import { authenticationError, type MechanismRun } from './mechanism-run.ts'

// An error keeps no more of the offered mechanisms than a person would read. The name of a
// mechanism has at most 20 characters (RFC 4422).
const MAX_OFFERED = 100
const MAX_NAME_CHARS = 100

/**
 * A connection and what authentication needs of it. {@link authenticate} must be called only while
 * the connection is being opened, or after `hold()` of its pipeline has resolved: nothing else is
 * sent on it then. A `Session` keeps the object in between.
 */
export interface AuthenticatingConnection {
  readonly pipeline: Pipeline
  readonly versions: BrokerVersions
}

/**
 * The result of an authentication.
 *
 * - With `expiresAtMs`: the session has begun, and ends at this time of the monotonic clock
 *   (KIP-368). `Infinity`: it does not end.
 * - With `offered`: the broker does not offer the mechanism, but these, and closes the connection.
 */
export type Authentication =
  | { readonly expiresAtMs: number; readonly offered?: undefined }
  | { readonly expiresAtMs?: undefined; readonly offered: readonly string[] }

/**
 * Authenticates with a SASL mechanism. Rejects with `KAFKA_AUTHENTICATION` if one side refuses the
 * other, or with the error of the connection.
 */
export async function authenticate(
  on: AuthenticatingConnection,
  { name: mechanism, handshake = true }: SaslMechanism,
  run: MechanismRun
): Promise<Authentication> {
  const { pipeline, versions } = on
  if (!handshake) return await sendRaw(pipeline, run)
  // Version 1 of the handshake promises that the tokens come in SaslAuthenticate (KIP-152).
  const isEnveloped = versions.of(SaslAuthenticate) !== undefined && (versions.of(SaslHandshake)?.max ?? 0) >= 1
  const { errorCode, mechanisms } = await send(on, SaslHandshake, { mechanism }, isEnveloped ? 1 : 0)
  if (errorCode === errorCodes.UNSUPPORTED_SASL_MECHANISM) return { offered: mechanisms }
  if (errorCode !== errorCodes.NONE) throw handshakeError(pipeline.broker, mechanism, errorCode)
  if (!isEnveloped) return await sendRaw(pipeline, run)
  const envelopes = new Envelopes(on, mechanism)
  await run.run(envelopes)
  return { expiresAtMs: envelopes.expiresAtMs }
}

/**
 * The error of an authentication with a broker that offers none of the mechanisms of the option.
 */
export function notOfferedError(broker: BrokerAddress, ours: readonly string[], offered: readonly string[]): KafkaError {
  const names = ours.join(', ')
  const text = `the broker does not offer ${names}; it offers ${listed(offered) || 'nothing'}`
  return authenticationError(broker, names, text, {
    errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM,
    offered: offered.slice(0, MAX_OFFERED).map(name => name.slice(0, MAX_NAME_CHARS))
  })
}

async function sendRaw(pipeline: Pipeline, run: MechanismRun): Promise<Authentication> {
  await run.run(pipeline.beginRawTokens())
  return { expiresAtMs: Number.POSITIVE_INFINITY }
}

/** Sends tokens in SaslAuthenticate. The broker answers each of them (KIP-152). */
class Envelopes implements TokenCarrier {
  readonly #on: AuthenticatingConnection
  readonly #mechanism: string
  expiresAtMs: number = Number.POSITIVE_INFINITY

  constructor(on: AuthenticatingConnection, mechanism: string) {
    this.#on = on
    this.#mechanism = mechanism
  }

  async ask(token: Uint8Array): Promise<Uint8Array> {
    const beganMs = now()
    const { errorCode, errorMessage, authBytes, sessionLifetimeMs } = await send(this.#on, SaslAuthenticate, { authBytes: token })
    if (errorCode !== errorCodes.NONE) throw refusedError(this.#on.pipeline.broker, this.#mechanism, errorCode, errorMessage)
    // Counted from before the request: the lifetime on the broker's clock begins later.
    this.expiresAtMs = sessionLifetimeMs > 0n ? beganMs + Number(sessionLifetimeMs) : Number.POSITIVE_INFINITY
    return authBytes
  }

  async finish(token: Uint8Array): Promise<void> {
    const { length } = await this.ask(token)
    if (length === 0) return
    const text = `${this.#mechanism}: the broker answered the last message with ${length} bytes, where it has nothing to add`
    throw authenticationError(this.#on.pipeline.broker, this.#mechanism, text)
  }
}

function send<Req, Res>(
  { pipeline, versions }: AuthenticatingConnection,
  api: Api<Req, Res>,
  request: Req,
  version?: number
): Promise<Decoded<Res>> {
  return new Promise((resolve, reject) => {
    const pending = new PendingRequest(api, versions.pick(api, request, version), api.decodeResponse, resolve, reject)
    pipeline.encoder.encode(pending, api, request)
    pipeline.sendNow(pending)
  })
}

function handshakeError(broker: BrokerAddress, mechanism: string, errorCode: number): KafkaError {
  const { name, meaning, retriable } = errorFor(errorCode)
  const advice = errorCode === errorCodes.ILLEGAL_SASL_STATE ? ' Is this a listener without SASL? Leave out the sasl option there.' : ''
  const text = `${mechanism}: the handshake has error ${errorCode} ${name}. ${meaning}${advice}`
  return authenticationError(broker, mechanism, text, { errorCode, retriable })
}

function refusedError(broker: BrokerAddress, mechanism: string, errorCode: number, said: string | null): KafkaError {
  const { name, meaning, retriable } = errorFor(errorCode)
  const because = said ? ` The broker says: ${quoted(said, 500)}.` : ''
  const text = `${mechanism}: refused with error ${errorCode} ${name}. ${meaning}${because}`
  return authenticationError(broker, mechanism, text, { errorCode, retriable })
}
