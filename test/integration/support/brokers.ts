import { inject } from 'vitest'

/** A cluster that the integration tests run against; `version` is known only of those that they started. */
export interface Broker {
  readonly name: string
  readonly version?: string
  /** `host:port` of one of its brokers, or several with commas between. */
  readonly bootstrap: string
  /** The same, where clients must speak TLS; known only of those that they started. */
  readonly tls?: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    brokers: readonly Broker[]
  }
}

/** Every cluster of this run: for `describe.each` and `test.each`. */
export function brokers(): readonly Broker[] {
  return inject('brokers')
}
