import type { KerberosClient, KerberosModule } from '../../../src/sasl/gssapi/gssapi-exchange.ts'

type Call = 'initialize' | 'step' | 'unwrap' | 'wrap'

/** How the stand-in behaves. */
export interface KerberosPlan {
  /**
   * The client's tokens, one for each step; null is an empty token, as in the `kerberos` module.
   */
  readonly tokens?: readonly (string | null)[]
  readonly failing?: Call
  readonly message?: string
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const text = (message: string): string => Buffer.from(message, 'base64').toString('latin1')

/**
 * Stands in for the `kerberos` module: text replaces tickets, and the prefix `sealed:` replaces
 * cryptography. It keeps the odd behaviour of the module, such as its error texts.
 */
export class FakeKerberos implements KerberosModule {
  readonly GSS_MECH_OID_KRB5 = 9
  readonly started: unknown[] = []
  readonly clients: WeakRef<KerberosClient>[] = []
  readonly #plan: KerberosPlan

  constructor(plan: KerberosPlan = {}) {
    this.#plan = plan
  }

  async initializeClient(service: string, options?: object): Promise<KerberosClient> {
    this.started.push([service, options])
    const { failing, message = 'it failed', tokens = ['AP-REQ', null] } = this.#plan
    const fail = (call: Call): void => {
      if (call === failing) throw new Error(message)
    }
    fail('initialize')
    let steps = 0
    const client = {
      contextComplete: false,
      async step(challenge: string) {
        const taken = Number(text(challenge).replace('AP-REP', '1') || '0')
        if (Number.isNaN(taken) || (challenge === '' && steps++ > 0))
          throw new Error('A token was invalid: ASN.1 failed call to system time library')
        fail('step')
        this.contextComplete = taken + 1 >= tokens.length
        const token = tokens[taken] ?? null
        return token === null ? null : base64(token)
      },
      async unwrap(message: string) {
        fail('unwrap')
        if (!text(message).startsWith('sealed:')) throw new Error('A token was invalid: Success')
        return message === base64('sealed:') ? null : Buffer.from(text(message).slice(7), 'latin1').toString('base64')
      },
      // Like the module, it reads only the layer and the size from the message, and only `user`
      // from the options.
      async wrap(message: string, { user = '' } = {}) {
        fail('wrap')
        return base64(`sealed:${text(message).slice(0, 4)}${user}`)
      }
    }
    this.clients.push(new WeakRef(client))
    return client
  }
}
