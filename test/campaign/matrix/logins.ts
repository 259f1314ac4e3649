import type { Api } from 'kafkawire'
import { SaslAuthenticate, SaslHandshake } from 'kafkawire/messages'
import type { TestingCluster } from 'kafkawire/testing'

/** The logins of the driver under test that are under way, as the brokers see them. */
export class Logins {
  readonly #counts = { first: 0, renewal: 0 }
  readonly #changed: () => void

  /** @param changed is called when a login goes on */
  constructor(kafka: TestingCluster, clientId: string, changed: () => void) {
    this.#changed = changed
    this.#watch(kafka, SaslHandshake, clientId)
    this.#watch(kafka, SaslAuthenticate, clientId)
  }

  get isFirst(): boolean {
    return this.#counts.first > 0
  }

  get isRenewal(): boolean {
    return this.#counts.renewal > 0
  }

  // An answer arrives before the next turn of the event loop.
  #watch<Req, Res>(kafka: TestingCluster, api: Api<Req, Res>, clientId: string): void {
    kafka.on<Req, Res>(api, async ({ header, principal }, next) => {
      if (header.clientId !== clientId) return next()
      const kind = principal === undefined ? 'first' : 'renewal'
      this.#counts[kind]++
      this.#changed()
      try {
        return await next()
      } finally {
        setImmediate(() => this.#counts[kind]--)
      }
    })
  }
}
