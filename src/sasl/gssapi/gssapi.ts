import { lookup, lookupService } from 'node:dns/promises'
import { KafkaError } from '../../errors.ts'
import { BOOLEAN, checkOptions, type OptionRules } from '../../options.ts'
import { messageOf } from '../../type-checks.ts'
import { type Credential, readCredential, refuse } from '../credentials.ts'
import type { SaslContext, SaslMechanism } from '../mechanism.ts'
import { FULL_CREDENTIAL } from '../sasl-options.ts'
import { gssapiExchange, type KerberosModule } from './gssapi-exchange.ts'

/**
 * The options of `gssapi`. Kerberos itself finds the tickets: in the credentials cache of `kinit`,
 * or by the keytab of the environment's `KRB5_CLIENT_KTNAME`.
 */
export interface GssapiOptions {
  /** The npm module `kerberos`, which you install: `import kerberos from 'kerberos'`. */
  readonly kerberos: KerberosModule
  /**
   * The first part of the brokers' principals: their `sasl.kerberos.service.name`. Default `kafka`.
   */
  readonly serviceName?: string | undefined
  /**
   * The principal whose ticket is used, such as `alice@EXAMPLE.COM`, if there are several. Default:
   * the default principal of the credentials cache.
   */
  readonly principal?: Credential | undefined
  /**
   * The second part of the brokers' principals, if it is not the host name that was dialled. A
   * function gets the broker's host and port. Default: the host name, in lower case.
   */
  readonly hostName?: Credential | undefined
  /**
   * True: DNS is asked for the broker's address, and then for the name of that address, which is
   * used as host name. Default false. MIT's library does the same by itself unless krb5.conf has
   * `dns_canonicalize_hostname = false`.
   */
  readonly canonicalHostName?: boolean | undefined
  /** The identity to act as, if it is not the principal. Default: the principal. */
  readonly authorizationId?: Credential | undefined
  /**
   * False for Kafka 0.9, which has no SaslHandshake. It has no ApiVersions either, so `connect`
   * needs its option `apiVersions` then. Default true.
   */
  readonly handshake?: boolean | undefined
}

const NAME = 'GSSAPI'
const MAX_ID_BYTES = 4_091 // the module cuts longer ids
const RULES: OptionRules = {
  kerberos: ["the npm module kerberos: npm install kerberos, import kerberos from 'kerberos'", isKerberosModule, 'required'],
  serviceName: ['text without @ and /, such as kafka', value => typeof value === 'string' && /^[^@/]+$/.test(value)],
  principal: FULL_CREDENTIAL,
  hostName: FULL_CREDENTIAL,
  canonicalHostName: BOOLEAN,
  authorizationId: FULL_CREDENTIAL,
  handshake: BOOLEAN
}

/**
 * The mechanism SASL/GSSAPI (RFC 4752): Kerberos, by the native npm module `kerberos`, which you
 * install. Throws `KAFKA_CONFIGURATION` if an option is wrong.
 */
export function gssapi(options: GssapiOptions): SaslMechanism {
  checkOptions('gssapi', options, RULES)
  const { kerberos, serviceName = 'kafka', principal, authorizationId = '', handshake = true } = options
  // SSPI (Windows) wants the principal, kafka/host. GSSAPI wants the name of a service, kafka@host.
  const separator = process.platform === 'win32' ? '/' : '@'
  return {
    name: NAME,
    handshake,
    async *authenticate(context) {
      const service = `${serviceName}${separator}${await findHostName(options, context)}`
      const from = principal === undefined ? undefined : await readCredential(NAME, 'principal', principal, context)
      const actAs = checkId(await readCredential(NAME, 'authorizationId', authorizationId, context))
      return yield* gssapiExchange({ kerberos, service, principal: from, authorizationId: actAs, context })
    }
  }
}

// The module is an object or, as a default export, a function with these properties.
function isKerberosModule(value: unknown): boolean {
  const { initializeClient, GSS_MECH_OID_KRB5 } = Object(value) as Partial<KerberosModule>
  return typeof initializeClient === 'function' && typeof GSS_MECH_OID_KRB5 === 'number'
}

// Kerberos compares names byte by byte, and KDCs have host names in lower case.
async function findHostName({ hostName, canonicalHostName }: GssapiOptions, context: SaslContext): Promise<string> {
  if (hostName !== undefined) return await readCredential(NAME, 'hostName', hostName, context)
  const name = canonicalHostName ? await findCanonicalName(context) : context.host
  return name.toLowerCase().replace(/\.$/, '')
}

async function findCanonicalName({ host, port }: SaslContext): Promise<string> {
  try {
    const { address } = await lookup(host)
    const { hostname } = await lookupService(address, port)
    return hostname
  } catch (cause) {
    const text = `${NAME}: no canonical name for ${host}: ${messageOf(cause)}`
    throw new KafkaError('KAFKA_CONNECT', text, { phase: 'sasl', broker: { host, port }, cause, delivery: 'not-sent' })
  }
}

function checkId(authorizationId: string): string {
  const bytes = Buffer.byteLength(authorizationId)
  if (bytes > MAX_ID_BYTES) throw refuse(NAME, `the authorizationId has ${bytes} bytes; the maximum is ${MAX_ID_BYTES}`)
  if (authorizationId.includes('\0')) throw refuse(NAME, 'the authorizationId holds a NUL character')
  return authorizationId
}
