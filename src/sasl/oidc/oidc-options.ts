import { configurationError, givenIn, type OptionRule } from '../../options.ts'
import { isUrl } from '../../type-checks.ts'
import type { TokenRequest } from '../oauth-bearer/bearer-token.ts'
import { isObject } from '../oauth-bearer/token-json.ts'
import { DURATION, isCredential, isText, optionProblems } from '../oauth-bearer/token-options.ts'
import { type AssertionOptions, assertionProblems, assertionSigner } from './oidc-assertion.ts'

/** Text, or a function that is asked for it at each request. */
export type OidcCredential = string | ((request: TokenRequest) => string | Promise<string>)

/** Where tokens are issued, and who asks for them. */
export interface OidcOptions {
  /** The URL of the authorization server's token endpoint. */
  readonly tokenEndpoint: string | URL
  /** With `clientSecret` the client credentials grant (RFC 6749, section 4.4), unless there is an assertion. */
  readonly clientId?: OidcCredential | undefined
  readonly clientSecret?: OidcCredential | undefined
  /** How the client proves that it is itself, by the names of RFC 7591: Basic in the header unless given, or `client_secret_post` in the body. */
  readonly authMethod?: 'client_secret_basic' | 'client_secret_post' | undefined
  /** The JWT bearer grant (RFC 7523): a signed JWT, a function that gives one, or the key to sign with. */
  readonly assertion?: OidcCredential | AssertionOptions | undefined
  readonly scope?: string | undefined
  /** What else the form holds, such as `audience` or `resource`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** How long one token may take with all retries; 8,000 ms unless given, so that its error comes before that of `oauthBearer`. */
  readonly timeoutMs?: number | undefined
  /** Lets secrets and tokens travel by http to hosts beyond this one. */
  readonly allowHttp?: boolean | undefined
  /** Used in place of the global `fetch`: one with a proxy, or with a certificate authority of your own. */
  readonly fetch?: typeof fetch | undefined
}

/** Options that have been checked. */
export interface ResolvedOidc {
  readonly endpoint: URL
  /** The endpoint as errors show it: a query may hold a secret. */
  readonly shown: string
  readonly clientId: OidcCredential | undefined
  readonly clientSecret: OidcCredential | undefined
  readonly inHeader: boolean
  readonly assertion: OidcCredential | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly fetch: typeof fetch
}

const DEFAULT_TIMEOUT_MS = 8_000
const AUTH_METHODS = ['client_secret_basic', 'client_secret_post']
const RESERVED = ['grant_type', 'assertion', 'client_id', 'client_secret', 'scope']

const CREDENTIAL: OptionRule = ['text, or a function that gives it', isCredential]
const RULES: Readonly<Record<string, OptionRule>> = {
  tokenEndpoint: ['a URL', value => (isText(value) || isUrl(value)) && URL.canParse(String(value)), 'required'],
  clientId: CREDENTIAL,
  clientSecret: CREDENTIAL,
  authMethod: [AUTH_METHODS.join(' or '), value => AUTH_METHODS.some(method => method === value)],
  assertion: ['a JWT, a function that gives one, or an object with a privateKey', value => isCredential(value) || isObject(value)],
  scope: ['text', isText],
  parameters: [
    'an object of names and text',
    value => isObject(value) && Object.values(givenIn(value)).every(each => typeof each === 'string')
  ],
  timeoutMs: DURATION,
  allowHttp: ['a boolean', value => typeof value === 'boolean'],
  fetch: ['a function', value => typeof value === 'function']
}

/** Checks all options, and fills in what is not given. Throws `KAFKA_CONFIGURATION` with every problem there is. */
export function resolveOidcOptions(options: OidcOptions): ResolvedOidc {
  const problems = optionProblems(options, RULES)
  if (problems.length === 0) problems.push(...endpointProblems(options), ...grantProblems(options))
  if (problems.length > 0) throw configurationError('oidc', problems)
  const { clientId, clientSecret, authMethod, assertion, scope, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const endpoint = new URL(options.tokenEndpoint)
  return {
    endpoint,
    shown: endpoint.origin + endpoint.pathname,
    clientId,
    clientSecret,
    inHeader: authMethod !== 'client_secret_post',
    assertion: typeof assertion === 'object' ? assertionSigner(assertion) : assertion,
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
    problems.push(`tokenEndpoint must be an https URL, for secrets go there; allowHttp lets them go to ${hostname} unprotected`)
  if (username !== '' || password !== '')
    problems.push('tokenEndpoint must hold no user name and no password: use clientId and clientSecret')
  return problems
}

function grantProblems({ clientId, clientSecret, assertion, parameters = {} }: OidcOptions): string[] {
  const problems = Object.keys(givenIn(parameters))
    .filter(name => RESERVED.includes(name))
    .map(name => `parameters must not hold ${name}, which has an option of its own or follows from others`)
  if (clientSecret !== undefined && clientId === undefined) problems.push('clientSecret needs a clientId')
  if (clientSecret === undefined && assertion === undefined) problems.push('either clientId and clientSecret or an assertion is required')
  if (typeof assertion === 'object') problems.push(...assertionProblems(assertion))
  return problems
}

const isLoopback = (hostname: string): boolean => /^(?:(?:[^.]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
