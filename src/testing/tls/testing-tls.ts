import { type CertificateAndKey, type Issuer, makeCertificate } from './certificate.ts'

/** A change of the certificate of the brokers. */
export interface TestingCertificateRenewal {
  /**
   * Who signs the new certificate. 'same': the authority of this process. 'new': another one, which
   * `ca` and `options` show from then on. 'unknown': another one, which they do not show, so that
   * clients refuse the brokers. Default: 'same'.
   */
  readonly authority?: 'same' | 'new' | 'unknown' | undefined
  /**
   * Whether the new certificate has ended already, so that clients refuse the brokers. Default:
   * false.
   */
  readonly expired?: boolean | undefined
}

/** The certificates of a testing cluster with the option `tls`, all in PEM. */
export interface TestingTls extends CertificateAndKey {
  /** The authority that clients must trust, for files such as `ssl.ca.location`. */
  readonly ca: string
  /**
   * The certificate of a client, which the brokers accept. With `clientAuth` its principal is
   * `User:CN=kafkawire-client`.
   */
  readonly cert: string
  /** The private key of this certificate: ECDSA on P-256, in PKCS#8. */
  readonly key: string
  /** The option `tls` for a client of kafkawire: `ca`, `cert` and `key`. */
  readonly options: { readonly ca: string; readonly cert: string; readonly key: string }
  /**
   * Makes a certificate of another client, which the brokers accept. With `clientAuth` its
   * principal is `User:CN=` and this name. The name has 1 to 64 characters: letters, digits, dots,
   * underscores, hyphens, at signs and spaces. Throws `KAFKA_CONFIGURATION`.
   */
  clientCertificate(commonName: string): CertificateAndKey
  /**
   * Gives the brokers a new certificate. Open connections stay as they are, and new ones get the
   * new certificate. With the options, clients refuse it until it is renewed again. Throws
   * `KAFKA_CONFIGURATION`.
   */
  renew(options?: TestingCertificateRenewal): void
}

const CLIENT_NAME = 'kafkawire-client'

let authority: Issuer | undefined
let firstClient: CertificateAndKey | undefined

/** The authority of all testing clusters of this process. It is made at its first use. */
export function testingAuthority(): Issuer {
  authority ??= makeCertificate({ commonName: 'kafkawire testing authority', usage: 'authority' })
  return authority
}

/** Makes another authority, whose certificates nobody trusts who was not told of it. */
export function anotherAuthority(): Issuer {
  return makeCertificate({ commonName: 'kafkawire other authority', usage: 'authority' })
}

/** Makes the certificate of the brokers of a cluster, for these names and addresses. */
export function serverCertificate(hosts: readonly string[], issuer: Issuer = testingAuthority(), isExpired = false): CertificateAndKey {
  return makeCertificate({ commonName: 'kafkawire testing broker', usage: 'server', hosts, issuer, isExpired })
}

/** Makes the certificate of a client. */
export function clientCertificate(commonName: string): CertificateAndKey {
  const { cert, key } = makeCertificate({ commonName, usage: 'client', issuer: testingAuthority() })
  return { cert, key }
}

/** The certificate of the client that `TestingTls` has ready. It is made at its first use. */
export function readyClient(): CertificateAndKey {
  firstClient ??= clientCertificate(CLIENT_NAME)
  return firstClient
}
