import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bitString, integer, ipBytes, objectIdentifier, octetString, sequence, set, TRUE, tagged, time, utf8String } from './der.ts'

/** A certificate with its private key, both in PEM. */
export interface CertificateAndKey {
  readonly cert: string
  readonly key: string
}

/** A certificate that can sign others. */
export interface Issuer extends CertificateAndKey {
  readonly commonName: string
  readonly privateKey: KeyObject
  /** The identifier of its key, which its certificates refer to. */
  readonly keyId: Buffer
}

/** What a certificate is for, and whom it names. */
export interface CertificateRequest {
  readonly commonName: string
  readonly usage: 'authority' | 'server' | 'client'
  /** The names and addresses of a server. */
  readonly hosts?: readonly string[]
  /** Who signs the certificate; without it, the certificate signs itself. */
  readonly issuer?: Issuer
  /** Whether the certificate ended yesterday. */
  readonly isExpired?: boolean
}

const oids = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2'
} as const

const DAY_MS = 86_400_000
const VALID_DAYS = 365 // some TLS stacks refuse a server certificate of more than 398 days
const SERIAL_BYTES = 16
const KEY_ID_BYTES = 20
const VERSION_3 = Buffer.from([2])
const DNS_NAME = 2
const IP_ADDRESS = 7
const LINE_CHARS = 64
const ALGORITHM = sequence(objectIdentifier(oids.ecdsaWithSha256))

// The bits of keyUsage (RFC 5280, section 4.2.1.3), from the highest on, with the unused bits.
const SIGNS_MESSAGES = bitString(Buffer.from([0x80]), 7)
const SIGNS_CERTIFICATES = bitString(Buffer.from([0x06]), 1)

/**
 * Makes an X.509 certificate of version 3 with a new ECDSA key on P-256 (RFC 5280). It takes about
 * a millisecond, and TLS of Node, Java, Go and OpenSSL accepts it. It is valid from one day ago,
 * for clocks that differ, for a year.
 */
export function makeCertificate({ commonName, usage, hosts = [], issuer, isExpired = false }: CertificateRequest): Issuer {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' })
  const keyId = createHash('sha256').update(keyInfo).digest().subarray(0, KEY_ID_BYTES)
  const fromMs = Date.now() - DAY_MS
  const untilMs = isExpired ? fromMs : Date.now() + VALID_DAYS * DAY_MS
  const certificate = sequence(
    tagged(0, integer(VERSION_3), true),
    integer(serialNumber()),
    ALGORITHM,
    nameOf(issuer?.commonName ?? commonName),
    sequence(time(new Date(isExpired ? fromMs - DAY_MS : fromMs)), time(new Date(untilMs))),
    nameOf(commonName),
    keyInfo,
    tagged(3, sequence(...extensions(usage, hosts, keyId, issuer?.keyId ?? keyId)), true)
  )
  const signature = sign('sha256', certificate, { key: issuer?.privateKey ?? privateKey, dsaEncoding: 'der' })
  const cert = pem(sequence(certificate, ALGORITHM, bitString(signature)))
  return { cert, key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), commonName, privateKey, keyId }
}

function extensions(usage: CertificateRequest['usage'], hosts: readonly string[], keyId: Buffer, issuerKeyId: Buffer): Buffer[] {
  const isAuthority = usage === 'authority'
  const general = [
    extension(oids.basicConstraints, isAuthority ? sequence(TRUE) : sequence(), true),
    extension(oids.keyUsage, isAuthority ? SIGNS_CERTIFICATES : SIGNS_MESSAGES, true),
    extension(oids.subjectKeyIdentifier, octetString(keyId)),
    extension(oids.authorityKeyIdentifier, sequence(tagged(0, issuerKeyId)))
  ]
  if (isAuthority) return general
  const purpose = extension(oids.extKeyUsage, sequence(objectIdentifier(usage === 'server' ? oids.serverAuth : oids.clientAuth)))
  const names = hosts.length === 0 ? [] : [extension(oids.subjectAltName, sequence(...hosts.map(altName)))]
  return [...general, purpose, ...names]
}

function extension(oid: string, content: Buffer, isCritical = false): Buffer {
  return sequence(objectIdentifier(oid), ...(isCritical ? [TRUE] : []), octetString(content))
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier(oids.commonName), utf8String(commonName))))
}

const altName = (host: string): Buffer => (isIP(host) === 0 ? tagged(DNS_NAME, Buffer.from(host)) : tagged(IP_ADDRESS, ipBytes(host)))

// The first byte is from 0x40 to 0x7f, so that the number is positive and has all its bytes.
function serialNumber(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES)
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f)
  return bytes
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(new RegExp(`.{1,${LINE_CHARS}}`, 'g')) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
