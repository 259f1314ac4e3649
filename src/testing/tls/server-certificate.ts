import type { CertificateAndKey } from './certificate.ts'
import { anotherAuthority, serverCertificate, type TestingCertificateRenewal, testingAuthority } from './testing-tls.ts'

/** The certificate that the brokers show to new clients. */
export class ServerCertificate {
  readonly #hosts: readonly string[]
  readonly #listeners = new Set<() => void>()
  #current: CertificateAndKey
  #ca: string

  /** @param hosts the names and addresses for new certificates */
  constructor(first: CertificateAndKey, ca: string, hosts: readonly string[]) {
    this.#current = first
    this.#ca = ca
    this.#hosts = hosts
  }

  /** The certificate of now. */
  get current(): CertificateAndKey {
    return this.#current
  }

  /** What clients should trust, in PEM. */
  get ca(): string {
    return this.#ca
  }

  /** Calls back after each change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  renew({ authority = 'same', expired = false }: TestingCertificateRenewal): void {
    const issuer = authority === 'same' ? testingAuthority() : anotherAuthority()
    const { cert, key } = serverCertificate(this.#hosts, issuer, expired)
    this.#current = { cert, key }
    if (authority !== 'unknown') this.#ca = issuer.cert
    for (const listener of this.#listeners) listener()
  }
}
