import { BOOLEAN, givenIn, isFunction, isRecord, type OptionRule, type OptionRules, optionProblems, refuseIfAny } from '../../options.ts'
import { isUrl } from '../../type-checks.ts'
import type { TokenRequest } from '../oauth-bearer/bearer-token.ts'
import { DURATION_MS, FULL_CREDENTIAL, isText, isTextOrFunction } from '../sasl-options.ts'
import { type AssertionOptions, assertionProblems, assertionSigner } from './oidc-assertion.ts'

/** Text, or a function that returns it and is called at each request for a token. */
export type OidcCredential = string | ((request: TokenRequest) => string | Promise<string>)

/** The options of `oidc`: the authorization server, and the credentials of this client. */
export interface OidcOptions {
  /** The URL of the authorization server's token endpoint. */
  readonly tokenEndpoint: string | URL
  /**
   * The id of this client. With `clientSecret` and without `assertion`, the client credentials
   * grant is used (RFC 6749, section 4.4).
   */
  readonly clientId?: OidcCredential | undefined
  /** The secret of this client. It needs a `clientId`. */
  readonly clientSecret?: OidcCredential | undefined
  /**
   * How id and secret are sent, by the names of RFC 7591: `client_secret_basic` in the header
   * `authorization`, the default, or `client_secret_post` in the body.
   */
  readonly authMethod?: 'client_secret_basic' | 'client_secret_post' | undefined
  /**
   * An assertion, for the JWT bearer grant (RFC 7523): a signed JWT, a function that returns one,
   * or the key and the claims with which `oidc` signs a JWT for each request.
   */
  readonly assertion?: OidcCredential | AssertionOptions | undefined
  /**
   * A signed JWT that proves who this client is, in place of a `clientSecret`, for the client
   * credentials grant (RFC 7523, section 2.2; KIP-1258): the JWT, a function that returns one, or
   * the key and the claims with which `oidc` signs a JWT for each request.
   */
  readonly clientAssertion?: OidcCredential | AssertionOptions | undefined
  /** The scope of the token, as names separated by spaces. Default: the server's own. */
  readonly scope?: string | undefined
  /** Other parameters of the request, such as `audience` or `resource`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /**
   * How long a token may take, with all retries, in milliseconds. Default 8,000: less than the
   * 10,000 of `oauthBearer`, so that the error of `oidc`, which says more, comes first.
   */
  readonly timeoutMs?: number | undefined
  /**
   * Allows `http:` for hosts other than this machine. Secrets and tokens are unprotected then.
   * Default false.
   */
  readonly allowHttp?: boolean | undefined
  /**
   * A function to use instead of the global `fetch`, for a proxy or a private certificate
   * authority.
   */
  readonly fetch?: typeof fetch | undefined
}

/** The options of `oidc`, checked and with all defaults. */
export interface ResolvedOidc {
  readonly endpoint: URL
  /** The endpoint as errors show it: a query may hold a secret. */
  readonly shown: string
  readonly clientId: OidcCredential | undefined
  readonly clientSecret: OidcCredential | undefined
  /** True if id and secret are sent in the header `authorization`. */
  readonly inHeader: boolean
  readonly assertion: OidcCredential | undefined
  readonly clientAssertion: OidcCredential | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly fetch: typeof fetch
}

const DEFAULT_TIMEOUT_MS = 8_000
const AUTH_METHODS = ['client_secret_basic', 'client_secret_post']
const RESERVED = ['grant_type', 'assertion', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'scope']
const ASSERTION: OptionRule = ['a JWT, a function that returns one, or an object with a privateKey', isAssertion, 'optional', 'secret']

const PARAMETERS: OptionRule = [
  'an object of names and text',
  value => isRecord(value) && Object.values(givenIn(value)).every(each => typeof each === 'string'),
  'optional',
  'secret'
]
const RULES: OptionRules = {
  tokenEndpoint: ['an absolute URL', value => (isText(value) || isUrl(value)) && URL.canParse(String(value)), 'required'],
  clientId: FULL_CREDENTIAL,
  clientSecret: FULL_CREDENTIAL,
  authMethod: [AUTH_METHODS.join(' or '), value => AUTH_METHODS.some(method => method === value)],
  assertion: ASSERTION,
  clientAssertion: ASSERTION,
  scope: ['text that is not empty', isText],
  parameters: PARAMETERS,
  timeoutMs: DURATION_MS,
  allowHttp: BOOLEAN,
  fetch: ['a function', isFunction]
}

/** Checks the options and fills in the defaults. Throws `KAFKA_CONFIGURATION` with all problems. */
export function resolveOidcOptions(options: OidcOptions): ResolvedOidc {
  const problems = optionProblems(options, RULES)
  if (problems.length === 0) problems.push(...endpointProblems(options), ...grantProblems(options))
  refuseIfAny('oidc', problems)
  const { clientId, clientSecret, authMethod, assertion, clientAssertion, scope, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const endpoint = new URL(options.tokenEndpoint)
  return {
    endpoint,
    shown: endpoint.origin + endpoint.pathname,
    clientId,
    clientSecret,
    inHeader: authMethod !== 'client_secret_post',
    assertion: typeof assertion === 'object' ? assertionSigner(assertion) : assertion,
    clientAssertion: typeof clientAssertion === 'object' ? assertionSigner(clientAssertion) : clientAssertion,
    parameters: { ...givenIn(options.parameters), ...(scope === undefined ? {} : { scope }) },
    timeoutMs,
    fetch: options.fetch ?? fetch
  }
}

function endpointProblems({ tokenEndpoint, allowHttp = false }: OidcOptions): string[] {
  const { protocol, hostname, username, password } = new URL(tokenEndpoint)
  const problems: string[] = []
  if (protocol !== 'https:' && protocol !== 'http:') problems.push(`tokenEndpoint must be an https URL, not ${protocol}`)
  if (protocol === 'http:' && !allowHttp && !isLoopback(hostname))
    problems.push(`tokenEndpoint must be an https URL, because secrets are sent there; allowHttp sends them to ${hostname} unprotected`)
  if (username !== '' || password !== '')
    problems.push('tokenEndpoint must hold no user name and no password: use clientId and clientSecret')
  return problems
}

function grantProblems({ clientId, clientSecret, assertion, clientAssertion, parameters = {} }: OidcOptions): string[] {
  const problems = Object.keys(givenIn(parameters))
    .filter(name => RESERVED.includes(name))
    .map(name => `parameters must not hold ${name}, which other options set`)
  if (clientSecret !== undefined && clientId === undefined) problems.push('clientSecret needs a clientId')
  if (clientSecret === undefined && assertion === undefined && clientAssertion === undefined)
    problems.push('either clientId and clientSecret, or a clientAssertion, or an assertion is required')
  if (clientAssertion !== undefined && clientSecret !== undefined)
    problems.push('clientAssertion is in place of a clientSecret: leave one out')
  if (typeof assertion === 'object') problems.push(...assertionProblems('assertion', assertion))
  if (typeof clientAssertion === 'object') problems.push(...assertionProblems('clientAssertion', clientAssertion))
  return problems
}

function isAssertion(value: unknown): boolean {
  return isTextOrFunction(value) || isRecord(value)
}

const isLoopback = (hostname: string): boolean => /^(?:(?:[^.]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
