import { createHash, createHmac } from 'node:crypto'

/** Who signs. */
export interface SigV4Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of credentials that AWS issued for a while. */
  readonly sessionToken?: string | undefined
}

/** For what a signature is good. */
export interface SigV4Scope {
  readonly region: string
  readonly service: string
  readonly atMs: number
}

/** The parts of an HTTP request that are signed. */
export interface SigV4Request {
  readonly method: string
  /** As it stands in the request line, encoded. */
  readonly path: string
  /** Not encoded; each name occurs once. */
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 of the body, in hexadecimal, or what the service takes instead of it. */
  readonly payloadHash: string
}

/** The hash of a request without a body. */
export const EMPTY_PAYLOAD_HASH: string = createHash('sha256').digest('hex')

const ALGORITHM = 'AWS4-HMAC-SHA256'

/** The query of a request that is signed by its query, AWS's Signature Version 4: what was in it, how it was signed, and the signature. */
export function presign(request: SigV4Request, by: SigV4Credentials, scope: SigV4Scope, expiresSeconds: number): Record<string, string> {
  const query: Record<string, string> = {
    ...request.query,
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${by.accessKeyId}/${credentialScope(scope)}`,
    'X-Amz-Date': timestamp(scope.atMs),
    'X-Amz-Expires': String(expiresSeconds),
    'X-Amz-SignedHeaders': namesOf(request.headers).join(';')
  }
  if (by.sessionToken !== undefined) query['X-Amz-Security-Token'] = by.sessionToken
  return { ...query, 'X-Amz-Signature': sign({ ...request, query }, by.secretAccessKey, scope) }
}

/** The signature of a request that says itself how it is signed. */
export function sign(request: SigV4Request, secretAccessKey: string, scope: SigV4Scope): string {
  const hash = createHash('sha256').update(canonicalRequest(request)).digest('hex')
  const stringToSign = [ALGORITHM, timestamp(scope.atMs), credentialScope(scope), hash].join('\n')
  return hmac(signingKey(secretAccessKey, scope), stringToSign).toString('hex')
}

/** The key that is left of a secret for one day, region and service. */
export function signingKey(secretAccessKey: string, { region, service, atMs }: SigV4Scope): Buffer {
  return [dateOf(atMs), region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`))
}

/** Milliseconds since 1970 as AWS writes them: `20150830T123600Z`. */
export function timestamp(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, '')
}

function canonicalRequest({ method, path, query, headers, payloadHash }: SigV4Request): string {
  const pairs = Object.entries(query).map(([name, value]) => [encode(name), encode(value)] as const)
  pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  const canonicalQuery = pairs.map(pair => pair.join('=')).join('&')
  const names = namesOf(headers)
  const canonicalHeaders = names.map(name => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`).join('')
  return [method, path, canonicalQuery, canonicalHeaders, names.join(';'), payloadHash].join('\n')
}

// RFC 3986: more than encodeURIComponent encodes.
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const namesOf = (headers: Readonly<Record<string, string>>): string[] => Object.keys(headers).sort()

const dateOf = (atMs: number): string => timestamp(atMs).slice(0, 8)

const credentialScope = ({ region, service, atMs }: SigV4Scope): string => `${dateOf(atMs)}/${region}/${service}/aws4_request`

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
