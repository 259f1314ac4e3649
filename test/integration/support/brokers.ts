import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/** A cluster that the integration tests run against; `version` is known only of those that they started. */
export interface Broker {
  readonly name: string
  readonly version?: string
  /** `host:port` of one of its brokers, or several with commas between. */
  readonly bootstrap: string
  /** The same, where clients must speak TLS; known only of those that they started. */
  readonly tls?: string
  /** The folder of its files, likewise. */
  readonly dir?: string
  /** Where clients must authenticate, likewise; sessions of `reauth` are short. */
  readonly sasl?: SaslListeners
}

/** Where clients authenticate, and whether GSSAPI is among the mechanisms. */
export interface SaslListeners {
  readonly plaintext: string
  readonly ssl: string
  readonly reauth: string
  /** Where OAUTHBEARER tokens must be signed by the cluster's key. */
  readonly jwks: { readonly plaintext: string; readonly ssl: string }
  readonly gssapi: boolean
}

declare module 'vitest' {
  export interface ProvidedContext {
    brokers: readonly Broker[]
  }
}

/** The certificates and keys of a cluster of this run, by its folder. */
export function pkiOf(dir: string): (file: string) => Buffer {
  return file => readFileSync(join(dir, 'pki', file))
}

/** Every cluster of this run: for `describe.each` and `test.each`. */
export function brokers(): readonly Broker[] {
  return inject('brokers')
}
