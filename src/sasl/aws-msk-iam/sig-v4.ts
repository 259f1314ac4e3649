import { createHash, createHmac } from 'node:crypto'

/** The key pair of an AWS identity, with which requests are signed. */
export interface SigV4Credentials {
  /** The public id of the key. */
  readonly accessKeyId: string
  /** The secret key. It is never sent. */
  readonly secretAccessKey: string
  /** The session token of temporary credentials. It is sent. */
  readonly sessionToken?: string | undefined
}

/** The region, service and time for which a signature is valid. */
export interface SigV4Scope {
  readonly region: string
  readonly service: string
  /** The time of the signature, in milliseconds since 1970. */
  readonly atMs: number
}

/** The parts of an HTTP request that are signed. */
export interface SigV4Request {
  readonly method: string
  /** The path as in the request line: URI-encoded. */
  readonly path: string
  /** The parameters of the query, not encoded. */
  readonly query: Readonly<Record<string, string>>
  /** The headers; their names are in lower case. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>
  /** The SHA-256 of the body in hexadecimal, or a constant that the service accepts instead. */
  readonly payloadHash: string
}

/** The `payloadHash` of a request without a body. */
export const EMPTY_PAYLOAD_HASH: string = createHash('sha256').digest('hex')

const ALGORITHM = 'AWS4-HMAC-SHA256'

/**
 * Signs a request in its query (AWS Signature Version 4). The result is the whole query: the
 * request's own parameters, those that describe the signature, and the signature.
 */
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

/** The signature of a request whose query or headers already describe the signature. */
export function sign(request: SigV4Request, secretAccessKey: string, scope: SigV4Scope): string {
  const hash = createHash('sha256').update(canonicalRequest(request)).digest('hex')
  const stringToSign = [ALGORITHM, timestamp(scope.atMs), credentialScope(scope), hash].join('\n')
  return hmac(signingKey(secretAccessKey, scope), stringToSign).toString('hex')
}

/** Derives from a secret key the signing key of one day, region and service. */
export function signingKey(secretAccessKey: string, { region, service, atMs }: SigV4Scope): Buffer {
  return [dateOf(atMs), region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`))
}

/** Formats milliseconds since 1970 as AWS does: `20150830T123600Z`. */
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

// RFC 3986 encodes also !'()*, which encodeURIComponent does not.
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const namesOf = (headers: Readonly<Record<string, string>>): string[] => Object.keys(headers).sort()

const dateOf = (atMs: number): string => timestamp(atMs).slice(0, 8)

const credentialScope = ({ region, service, atMs }: SigV4Scope): string => `${dateOf(atMs)}/${region}/${service}/aws4_request`

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
