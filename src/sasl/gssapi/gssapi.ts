import { lookup, lookupService } from 'node:dns/promises'
import { KafkaError } from '../../errors.ts'
import { configurationError } from '../../options.ts'
import { messageOf } from '../../type-checks.ts'
import { type Credential, checkCredentials, readCredential, refuse } from '../credentials.ts'
import type { SaslContext, SaslMechanism } from '../mechanism.ts'
import { gssapiExchange, type KerberosModule } from './gssapi-exchange.ts'

/** Tickets come from where Kerberos itself looks for them: the credentials cache of `kinit`, or the keytab in `KRB5_CLIENT_KTNAME`. */
export interface GssapiOptions {
  /** The module of that name, which you install: `import kerberos from 'kerberos'`. */
  readonly kerberos: KerberosModule
  /** The first part of the brokers' principals, their `sasl.kerberos.service.name`. Default `kafka`. */
  readonly serviceName?: string | undefined
  /** Whose ticket to use, where there are several, such as `alice@EXAMPLE.COM`. Default: the cache's own choice. */
  readonly principal?: Credential | undefined
  /** The second part of the brokers' principals, where it is not the name that was dialled; a function is told which broker it is for. */
  readonly hostName?: Credential | undefined
  /**
   * Asks DNS for the broker's address and then for the name of that. Default false; MIT's library does so by itself unless
   * krb5.conf says `dns_canonicalize_hostname = false`.
   */
  readonly canonicalHostName?: boolean | undefined
  /** As whom to act, if not as the principal. */
  readonly authorizationId?: Credential | undefined
  /**
   * Default true. False for Kafka 0.9, which knows no SaslHandshake, and no ApiVersions either: `connect` wants its `apiVersions` option then.
   */
  readonly handshake?: boolean | undefined
}

const NAME = 'GSSAPI'
const OPTIONS = ['kerberos', 'serviceName', 'principal', 'hostName', 'canonicalHostName', 'authorizationId', 'handshake']
const LONGEST_ID_BYTES = 4_091 // past that the module cuts it

/** SASL/GSSAPI (RFC 4752), Kerberos that is, by a native module of yours. Throws `KAFKA_CONFIGURATION`. */
export function gssapi(options: GssapiOptions): SaslMechanism {
  checkOptions(options)
  const { kerberos, serviceName = 'kafka', principal, authorizationId = '', handshake = true } = options
  // SSPI wants the principal itself, GSSAPI the name of a service on a host.
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

function checkOptions(options: GssapiOptions): void {
  if (typeof options !== 'object' || options === null) throw configurationError('gssapi', ['takes an object with kerberos'])
  checkCredentials('gssapi', options, [], OPTIONS)
  const { kerberos, serviceName } = options
  const problems: string[] = []
  if (typeof kerberos?.initializeClient !== 'function' || typeof kerberos.GSS_MECH_OID_KRB5 !== 'number')
    problems.push("kerberos must be the module of that name: npm install kerberos, import kerberos from 'kerberos'")
  if (serviceName !== undefined && (typeof serviceName !== 'string' || !/^[^@/]+$/.test(serviceName)))
    problems.push('serviceName must be text without @ and /, such as kafka')
  for (const name of ['principal', 'hostName', 'authorizationId'] as const) {
    const value = options[name]
    if (value !== undefined && typeof value !== 'function' && (typeof value !== 'string' || value === ''))
      problems.push(`${name} must be text, or a function that gives it`)
  }
  for (const name of ['canonicalHostName', 'handshake'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'boolean') problems.push(`${name} must be a boolean`)
  }
  if (problems.length > 0) throw configurationError('gssapi', problems)
}

// Kerberos compares bytes, and KDCs have hosts in lower case.
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
  if (bytes > LONGEST_ID_BYTES) throw refuse(NAME, `the authorizationId has ${bytes} bytes, where ${LONGEST_ID_BYTES} are the most`)
  if (authorizationId.includes('\0')) throw refuse(NAME, 'the authorizationId holds a NUL character')
  return authorizationId
}
