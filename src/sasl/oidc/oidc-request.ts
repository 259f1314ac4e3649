import { messageOf } from '../../type-checks.ts'
import { refuse } from '../credentials.ts'
import type { TokenRequest } from '../oauth-bearer/bearer-token.ts'
import type { OidcCredential, ResolvedOidc } from './oidc-options.ts'

/** A request for a token. `secrets` are the texts in it that no error may show. */
export interface OidcRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly secrets: readonly string[]
}

const MECHANISM = 'OAUTHBEARER'
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/
// RFC 7523, section 2.2.
const CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer' // RFC 7523, section 2.1

/**
 * Makes the request for one token, and reads all credentials for it. Rejects with
 * `KAFKA_AUTHENTICATION`.
 */
export async function makeRequest(options: ResolvedOidc, request: TokenRequest): Promise<OidcRequest> {
  const clientId = await read('clientId', options.clientId, request)
  const clientSecret = await read('clientSecret', options.clientSecret, request)
  const assertion = await readJwt('assertion', options.assertion, request)
  const clientAssertion = await readJwt('clientAssertion', options.clientAssertion, request)
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...options.parameters })
  if (assertion !== undefined) {
    form.set('grant_type', JWT_BEARER)
    form.set('assertion', assertion)
  }
  if (clientAssertion !== undefined) {
    form.set('client_assertion_type', CLIENT_ASSERTION_TYPE)
    form.set('client_assertion', clientAssertion)
  }
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
  if (clientId !== undefined && clientSecret !== undefined && options.inHeader) {
    headers['authorization'] = `Basic ${basicCredentials(clientId, clientSecret)}`
  } else {
    if (clientId !== undefined) form.set('client_id', clientId)
    if (clientSecret !== undefined) form.set('client_secret', clientSecret)
  }
  const secrets = [clientSecret, assertion, clientAssertion, headers['authorization']?.slice(6)].filter(each => each !== undefined)
  return { headers, body: form.toString(), secrets: secrets.flatMap(each => [each, encodeForm(each)]) }
}

async function readJwt(name: string, credential: OidcCredential | undefined, request: TokenRequest): Promise<string | undefined> {
  const jwt = await read(name, credential, request)
  if (jwt === undefined || JWT.test(jwt)) return jwt
  throw refuse(MECHANISM, `oidc: the ${name} is not a signed JWT: is a space or a line break in it?`)
}

async function read(name: string, credential: OidcCredential | undefined, request: TokenRequest): Promise<string | undefined> {
  if (typeof credential !== 'function') return credential
  const value: unknown = await call(name, credential, request)
  if (typeof value === 'string' && value !== '') return value
  throw refuse(MECHANISM, `oidc: the ${name} function of your options did not return text`, { retriable: true })
}

async function call(name: string, credential: (request: TokenRequest) => unknown, request: TokenRequest): Promise<unknown> {
  try {
    return await credential(request)
  } catch (cause) {
    const reason = messageOf(cause)
    throw refuse(MECHANISM, `oidc: the ${name} function of your options failed: ${reason}`, { cause, retriable: true })
  }
}

// Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1), so that they may
// contain a colon.
function basicCredentials(clientId: string, clientSecret: string): string {
  return Buffer.from(`${encodeForm(clientId)}:${encodeForm(clientSecret)}`).toString('base64')
}

const encodeForm = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)
