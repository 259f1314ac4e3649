import { generateKeyPairSync } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'

const { asn1, md, pkcs12, pki } = forge

/** A certificate and its key. */
export interface Credential {
  readonly cert: string
  readonly key: string
}

/** Certificates for one test file. */
export interface Pki {
  /** The authority that issued all certificates except `stranger`. */
  readonly ca: string
  /** A certificate for `localhost`, `broker.test`, 127.0.0.1 and ::1. */
  readonly server: Credential
  readonly client: Credential
  /** An authority that no client trusts. It issued only its own certificate. */
  readonly stranger: Credential
}

const NAMES = ['localhost', 'broker.test', '127.0.0.1', '::1']

export function makePki(): Pki {
  const authority = issue('authority', undefined)
  return {
    ca: authority.cert,
    server: issue('server', authority, { name: 'subjectAltName', altNames: NAMES.map(altName) }),
    client: issue('alice', authority, { name: 'extKeyUsage', clientAuth: true }),
    stranger: issue('stranger', undefined)
  }
}

/** The key of a credential, encrypted in PKCS#8. */
export function encryptKey({ key }: Credential, passphrase: string): string {
  return pki.encryptRsaPrivateKey(pki.privateKeyFromPem(key), passphrase, { algorithm: 'aes256' })
}

/** A credential as PKCS#12. */
export function toPkcs12({ cert, key }: Credential, passphrase: string): Buffer {
  const store = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(key), pki.certificateFromPem(cert), passphrase, { algorithm: 'aes256' })
  return Buffer.from(asn1.toDer(store).getBytes(), 'latin1')
}

/** A certificate that ended yesterday, with the authority that issued it. */
export function makeExpired(): { readonly ca: string; readonly server: Credential } {
  const authority = issue('authority', undefined)
  const names = { name: 'subjectAltName', altNames: NAMES.map(altName) }
  return { ca: authority.cert, server: issue('server', authority, names, Date.now() - DAY_MS) }
}

const DAY_MS = 86_400_000
let serialNumber = 0

function issue(commonName: string, issuer: Credential | undefined, extension?: object, notAfterMs = Date.now() + DAY_MS): Credential {
  const { publicKey, privateKey: key } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' }
  })
  const certificate = pki.createCertificate()
  certificate.publicKey = pki.publicKeyFromPem(publicKey)
  certificate.serialNumber = (++serialNumber).toString(16).padStart(2, '0')
  certificate.validity.notBefore = new Date(notAfterMs - 2 * DAY_MS)
  certificate.validity.notAfter = new Date(notAfterMs)
  const subject = [{ name: 'commonName', value: commonName }]
  certificate.setSubject(subject)
  certificate.setIssuer(issuer === undefined ? subject : pki.certificateFromPem(issuer.cert).subject.attributes)
  certificate.setExtensions([{ name: 'basicConstraints', cA: issuer === undefined }, ...(extension === undefined ? [] : [extension])])
  certificate.sign(pki.privateKeyFromPem(issuer?.key ?? key), md.sha256.create())
  return { cert: pki.certificateToPem(certificate), key }
}

// The numbers of the GeneralName types (RFC 5280, section 4.2.1.6).
const altName = (name: string): object => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })
