import { BOOLEAN, checkOptions, mismatch, type OptionRule, optionProblems, refuseIfAny } from '../../options.ts'
import { isError } from '../../type-checks.ts'
import { ServerCertificate } from './server-certificate.ts'
import {
  clientCertificate,
  readyClient,
  serverCertificate,
  type TestingCertificateRenewal,
  type TestingTls,
  testingAuthority
} from './testing-tls.ts'

/** How the brokers of a testing cluster speak TLS. Each option may be left out. */
export interface TestingTlsOptions {
  /**
   * Whether clients need a certificate, like Kafka's `ssl.client.auth`. 'none': the brokers do not
   * ask for one. 'requested': a client without one is `User:ANONYMOUS`. 'required': a client
   * without one is refused. The principal of a client with a certificate is its distinguished name,
   * such as `User:CN=alice`. Default: 'none'.
   */
  readonly clientAuth?: 'none' | 'requested' | 'required' | undefined
  /** The private key of the brokers, in PEM. Default: a new one. */
  readonly key?: string | undefined
  /**
   * The certificate of the brokers, in PEM, with those above it. It needs `key`. Default: a new
   * one.
   */
  readonly cert?: string | undefined
  /**
   * Authorities in PEM. Clients with certificates of these are accepted too, and `tls.ca` has them.
   * Default: with `cert`, this certificate; otherwise the authority of this process.
   */
  readonly ca?: string | undefined
  /**
   * More names and addresses for the certificate of the brokers, besides `localhost`, 127.0.0.1,
   * ::1 and the options `host` and `advertisedHost`. Default: none.
   */
  readonly hosts?: readonly string[] | undefined
}

/** What the listeners of the brokers need. */
export interface TlsSettings {
  readonly certificate: ServerCertificate
  readonly clientAuth: 'none' | 'requested' | 'required'
  /** The authorities whose clients are accepted. */
  readonly clientAuthorities: readonly string[]
  readonly shown: TestingTls
}

const AUTHORITIES: readonly unknown[] = ['same', 'new', 'unknown']
const RENEWAL_RULES: Record<keyof TestingCertificateRenewal, OptionRule> = {
  authority: [`one of ${AUTHORITIES.join(', ')}`, value => AUTHORITIES.includes(value), 'optional', 'name'],
  expired: BOOLEAN
}
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '::1']
const CLIENT_AUTH: readonly unknown[] = ['none', 'requested', 'required']
const CLIENT_NAME = /^[A-Za-z0-9._@ -]{1,64}$/ // X.520 allows 64 characters, and none of these is escaped
const HOST = /^[A-Za-z0-9.:*_-]+$/

const isPem = (value: unknown): boolean => typeof value === 'string' && value.includes('-----BEGIN ')
const PEM: OptionRule = ['a text in PEM', isPem, 'optional', 'secret']
const RULES: Record<keyof TestingTlsOptions, OptionRule> = {
  clientAuth: [`one of ${CLIENT_AUTH.join(', ')}`, value => CLIENT_AUTH.includes(value), 'optional', 'name'],
  key: PEM,
  cert: PEM,
  ca: PEM,
  hosts: [
    'a list of names and addresses',
    value => Array.isArray(value) && value.every(host => typeof host === 'string' && HOST.test(host))
  ]
}

/** The problems with the option `tls`, as texts that show no key. */
export function tlsProblems(given: Readonly<Record<string, unknown>>): string[] {
  const problems = optionProblems(given, RULES, 'tls')
  const isHalf = (given['key'] === undefined) !== (given['cert'] === undefined)
  if (isHalf) problems.push('tls.key and tls.cert must be given together, or neither')
  return problems.length > 0 ? problems : unreadable(given)
}

// Node reads the texts only when a server is made. Its reason names the fault and shows no bytes.
function unreadable({ key, cert, ca }: TestingTlsOptions): string[] {
  try {
    process.getBuiltinModule('node:tls').createSecureContext({ ...(key && { key }), ...(cert && { cert }), ...(ca && { ca }) })
    return []
  } catch (error) {
    return [`tls.key, tls.cert or tls.ca cannot be used: ${isError(error) ? error.message : 'the reason is unknown'}`]
  }
}

/**
 * Reads a correct option `tls`. `own` are the hosts of the brokers: where they listen, and what
 * clients dial.
 */
export function resolveTls(given: TestingTlsOptions | boolean | undefined, own: readonly string[]): TlsSettings | undefined {
  if (given === undefined || given === false) return undefined
  const { clientAuth = 'none', ca, hosts = [], key, cert } = given === true ? {} : given
  const authority = testingAuthority().cert
  const names = uniqueHosts([...own, ...hosts])
  const first = key !== undefined && cert !== undefined ? { key, cert } : serverCertificate(names)
  const certificate = new ServerCertificate(first, ca ?? cert ?? authority, names)
  const clientAuthorities = ca === undefined ? [authority] : [authority, ca]
  return { certificate, clientAuth, clientAuthorities, shown: show(certificate) }
}

function show(certificate: ServerCertificate): TestingTls {
  return {
    get ca() {
      return certificate.ca
    },
    get cert() {
      return readyClient().cert
    },
    get key() {
      return readyClient().key
    },
    get options() {
      return { ca: certificate.ca, ...readyClient() }
    },
    clientCertificate(commonName) {
      const isLegal = typeof commonName === 'string' && CLIENT_NAME.test(commonName) && commonName.trim() === commonName
      const expected = '1 to 64 letters, digits, dots, underscores, hyphens, at signs and spaces within'
      refuseIfAny('clientCertificate', isLegal ? [] : [mismatch('commonName', expected, commonName)])
      return clientCertificate(commonName)
    },
    renew(options = {}) {
      checkOptions('renew', options, RENEWAL_RULES)
      certificate.renew(options)
    }
  }
}

const uniqueHosts = (hosts: readonly string[]): string[] => [...new Set([...LOCAL_HOSTS, ...hosts])]
