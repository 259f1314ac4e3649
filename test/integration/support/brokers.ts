import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/**
 * A cluster that the integration tests run against. `version` is known only for clusters that the
 * tests started.
 */
export interface Broker {
  readonly name: string
  readonly version?: string
  /** The address of one broker, or of several, as `host:port` separated by commas. */
  readonly bootstrap: string
  /** The addresses of the TLS listener. Known only for clusters that the tests started. */
  readonly tls?: string
  /** The folder of the cluster. Known only for clusters that the tests started. */
  readonly dir?: string
  /**
   * The listeners on which clients must authenticate. Known only for clusters that the tests
   * started.
   */
  readonly sasl?: SaslListeners
}

/**
 * The addresses of the SASL listeners, and whether GSSAPI is among their mechanisms. Sessions of
 * `reauth` are short.
 */
export interface SaslListeners {
  readonly plaintext: string
  readonly ssl: string
  readonly reauth: string
  /** The listeners on which OAUTHBEARER tokens must be signed with the key of the cluster. */
  readonly jwks: { readonly plaintext: string; readonly ssl: string }
  readonly gssapi: boolean
}

declare module 'vitest' {
  export interface ProvidedContext {
    brokers: readonly Broker[]
  }
}

/** Returns a function that reads a certificate or key of the cluster in this folder. */
export function pkiOf(dir: string): (file: string) => Buffer {
  return file => readFileSync(join(dir, 'pki', file))
}

/** All clusters of this run, for `describe.each` and `test.each`. */
export function brokers(): readonly Broker[] {
  return inject('brokers')
}
