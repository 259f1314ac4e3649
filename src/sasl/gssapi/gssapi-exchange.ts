import { refuse } from '../credentials.ts'
import type { SaslContext, SaslExchange } from '../mechanism.ts'
import { explainKerberosError } from './gssapi-errors.ts'

/** A security context of the `kerberos` module, as much of it as is used. Messages are base64; an empty one may be null. */
export interface KerberosClient {
  readonly contextComplete: boolean
  step(challenge: string): Promise<string | null>
  unwrap(challenge: string): Promise<string | null>
  wrap(message: string, options?: { user?: string }): Promise<string | null>
}

/** The `kerberos` module of npm, as much of it as is used. */
export interface KerberosModule {
  readonly GSS_MECH_OID_KRB5: number
  initializeClient(service: string, options?: { principal?: string; mechOID?: number }): Promise<KerberosClient>
}

/** What one exchange needs to know. */
export interface GssapiParameters {
  readonly kerberos: KerberosModule
  /** The name of the broker's service as the module takes it. */
  readonly service: string
  readonly principal: string | undefined
  readonly authorizationId: string
  readonly context: SaslContext
}

const NAME = 'GSSAPI'
const NO_SECURITY_LAYER = 1
const OFFER_BYTES = 4
const LONGEST_TOKEN_BYTES = 65_536 // a broker's are a few hundred bytes: it sends no tickets

/**
 * RFC 4752: a security context is made, in as many messages as it takes, then the layers are agreed on, of which Kafka has none.
 * The context lives in native memory that the module frees once nobody holds the client: only the frame of this generator does.
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
  // The last token goes to the broker too, even if it is empty: its answer is the offer of layers.
  while (!client.contextComplete) token = await attempt(client.step(encode(yield decode(token))))
  checkOffer(decode(await attempt(client.unwrap(encode(yield decode(token))))))
  return decode(await attempt(client.wrap(Buffer.of(NO_SECURITY_LAYER, 0, 0, 0).toString('base64'), { user: authorizationId })))
}

// One byte of layers, of which the broker may offer several, and three of the largest message, which is of no interest without one.
function checkOffer(offer: Buffer): void {
  if (offer.length !== OFFER_BYTES) throw refuse(NAME, `the broker offers security layers in ${offer.length} bytes, not ${OFFER_BYTES}`)
  const [layers = 0] = offer
  if ((layers & NO_SECURITY_LAYER) !== 0) return
  throw refuse(NAME, `the broker insists on a security layer (${layers}), which Kafka does not have: use TLS to protect what is sent`)
}

function encode(token: Uint8Array): string {
  const { buffer, byteOffset, length } = token
  if (length <= LONGEST_TOKEN_BYTES) return Buffer.from(buffer, byteOffset, length).toString('base64')
  throw refuse(NAME, `the broker sent ${length} bytes, where a token has at most ${LONGEST_TOKEN_BYTES}`)
}

const decode = (token: string | null): Buffer => Buffer.from(token ?? '', 'base64')
