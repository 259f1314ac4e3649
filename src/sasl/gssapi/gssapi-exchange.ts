import { refuse } from '../credentials.ts'
import type { SaslContext, SaslExchange } from '../mechanism.ts'
import { explainKerberosError } from './gssapi-errors.ts'

/**
 * A security context of the npm module `kerberos`, as far as it is used here. Messages are base64;
 * an empty message may be null.
 */
export interface KerberosClient {
  /** True once the context is established. */
  readonly contextComplete: boolean
  /** Takes a message of the broker, and resolves with the next message to it. */
  step(challenge: string): Promise<string | null>
  /** Resolves with the content of a wrapped message of the broker. */
  unwrap(challenge: string): Promise<string | null>
  /** Resolves with a message to the broker that wraps this content. */
  wrap(message: string, options?: { user?: string }): Promise<string | null>
}

/** The npm module `kerberos`, as far as it is used here. */
export interface KerberosModule {
  /** The module's number for the mechanism Kerberos 5. */
  readonly GSS_MECH_OID_KRB5: number
  /** Begins a security context with a service, such as `kafka@host`. */
  initializeClient(service: string, options?: { principal?: string; mechOID?: number }): Promise<KerberosClient>
}

/** The parameters of one exchange. */
export interface GssapiParameters {
  readonly kerberos: KerberosModule
  /** The name of the broker's service: `kafka@host`, or `kafka/host` on Windows. */
  readonly service: string
  readonly principal: string | undefined
  readonly authorizationId: string
  readonly context: SaslContext
}

const NAME = 'GSSAPI'
const NO_SECURITY_LAYER = 1
const OFFER_BYTES = 4
const MAX_TOKEN_BYTES = 65_536 // a broker's tokens have a few hundred bytes: it sends no tickets

/**
 * An exchange of RFC 4752: first the security context, in as many messages as it needs, then the
 * security layer, which in Kafka is always "none". The context lives in native memory, which the
 * module frees when the client object is collected: only this generator refers to it.
 */
export async function* gssapiExchange(parameters: GssapiParameters): SaslExchange {
  const { kerberos, service, principal, authorizationId, context } = parameters
  const attempt = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw explainKerberosError(NAME, service, context, cause)
    })
  const options = { mechOID: kerberos.GSS_MECH_OID_KRB5, ...(principal === undefined ? {} : { principal }) }
  const client = await attempt(kerberos.initializeClient(service, options))
  let token = await attempt(client.step(''))
  // The last token is sent as well, even if it is empty: the answer to it is the offer of layers.
  while (!client.contextComplete) token = await attempt(client.step(encode(yield decode(token))))
  checkOffer(decode(await attempt(client.unwrap(encode(yield decode(token))))))
  return decode(await attempt(client.wrap(Buffer.of(NO_SECURITY_LAYER, 0, 0, 0).toString('base64'), { user: authorizationId })))
}

// An offer is one byte of flags, one for each layer, and three bytes for the largest message of a
// layer.
function checkOffer(offer: Buffer): void {
  if (offer.length !== OFFER_BYTES) throw refuse(NAME, `the broker offers security layers in ${offer.length} bytes, not ${OFFER_BYTES}`)
  const [layers = 0] = offer
  if ((layers & NO_SECURITY_LAYER) !== 0) return
  throw refuse(NAME, `the broker insists on a security layer (${layers}), which Kafka does not have: use TLS to protect the connection`)
}

function encode(token: Uint8Array): string {
  const { buffer, byteOffset, length } = token
  if (length <= MAX_TOKEN_BYTES) return Buffer.from(buffer, byteOffset, length).toString('base64')
  throw refuse(NAME, `the broker sent a token of ${length} bytes; the maximum is ${MAX_TOKEN_BYTES}`)
}

const decode = (token: string | null): Buffer => Buffer.from(token ?? '', 'base64')
