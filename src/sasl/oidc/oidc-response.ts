import { quoted } from '../../quote.ts'
import type { BearerToken } from '../oauth-bearer/bearer-token.ts'
import { tokenProblems } from '../oauth-bearer/bearer-token.ts'
import { parseObject } from '../parse-object.ts'

/** Why a request did not get a token. */
export interface OidcFailure {
  /** What the endpoint did, as in "answered 503". */
  readonly problem: string
  /** Whether the same request may succeed later. */
  readonly retriable: boolean
  /** The milliseconds of the header `retry-after`, if the endpoint sent one. */
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

const MAX_BODY_BYTES = 1_048_576
const MAX_LIFE_S = 31_536_000 // a year

// The statuses after which Kafka's own client gives up. It retries after all other failures.
const FINAL = new Set([400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 501, 505])

/**
 * Reads the response to a request that was sent at `sentAtMs`: a token, or why there is none. The
 * secrets are cut out of the server's words.
 */
export async function readResponse(response: Response, sentAtMs: number, secrets: readonly string[]): Promise<BearerToken | OidcFailure> {
  const { status } = response
  const text = await readBody(response)
  const body = parseObject(text ?? '')
  if (response.ok) return readToken(status, text, body, sentAtMs)
  const redirect = status >= 300 && status < 400 ? ', a redirection, which is not followed with secrets: is the tokenEndpoint right?' : ''
  const problem = `answered ${status}${redirect}${describeError(body, secrets)}`
  return { problem, retriable: redirect === '' && !FINAL.has(status), retryAfterMs: readRetryAfter(response.headers.get('retry-after')) }
}

/** Replaces each of the secrets in a text. */
export function cutOut(secrets: readonly string[], text: string): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text)
}

// Undefined if the body is too long. Its rest is not read then.
async function readBody(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

// RFC 6749, section 5.1. The required token_type may be missing: Bearer is the only type in use.
function readToken(
  status: number,
  text: string | undefined,
  body: Record<string, unknown> | undefined,
  sentAtMs: number
): BearerToken | OidcFailure {
  const fail = (what: string): OidcFailure => ({ problem: `answered ${status}, but ${what}`, retriable: false })
  if (text === undefined) return fail(`with more than ${MAX_BODY_BYTES} bytes`)
  if (body === undefined) return fail(`its ${text.length} characters are not a JSON object: is it a token endpoint?`)
  const { access_token: value, token_type: type = 'Bearer', expires_in: life } = body
  if (typeof value !== 'string') return fail('access_token is not text')
  const [problem] = tokenProblems(value)
  if (problem !== undefined) return fail(problem)
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return fail('token_type is not Bearer')
  if (life === undefined || life === null) return { value }
  const seconds = typeof life === 'string' && /^\d+$/.test(life) ? Number(life) : life // some servers send a string
  if (typeof seconds !== 'number' || seconds < 0) return fail('expires_in is not a number of seconds')
  return { value, expiresAtMs: sentAtMs + Math.min(seconds, MAX_LIFE_S) * 1_000 }
}

// RFC 6749, section 5.2.
function describeError(body: Record<string, unknown> | undefined, secrets: readonly string[]): string {
  const { error, error_description: description } = body ?? {}
  const quote = (said: string): string => quoted(cutOut(secrets, said))
  return [error, description].flatMap(said => (typeof said === 'string' ? [`: ${quote(said)}`] : [])).join('')
}

// RFC 9110, section 10.2.3: seconds, or a date.
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0)
}
