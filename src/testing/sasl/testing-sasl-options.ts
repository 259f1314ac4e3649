import { randomBytes } from 'node:crypto'
import { givenIn, isRecord, type OptionRule, optionProblems } from '../../options.ts'
import { oauthBearer } from './oauth-bearer-server.ts'
import { plain } from './plain-server.ts'
import { SaslUsers } from './sasl-users.ts'
import type { ScramDigest } from './scram-credential.ts'
import { scram } from './scram-server.ts'
import type { Evaluate } from './server-mechanism.ts'

/** A SASL mechanism of the testing brokers. */
export type TestingSaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER'

/** How clients of a testing cluster must authenticate. */
export interface TestingSaslOptions {
  /**
   * Passwords by user name, for PLAIN and SCRAM. OAUTHBEARER accepts an unsecured token of any
   * user.
   */
  readonly users: Readonly<Record<string, string>>
  /** The mechanisms that the brokers offer. Default: all of them. */
  readonly mechanisms?: readonly TestingSaslMechanism[] | undefined
  /**
   * The time after which a client must authenticate again, in milliseconds, like Kafka's
   * `connections.max.reauth.ms` (KIP-368). Default: `Infinity`, never.
   */
  readonly sessionLifetimeMs?: number | undefined
}

/** The options of SASL, checked and with their defaults. */
export interface SaslSettings {
  /**
   * The mechanisms by name, in the order in which they are offered. Each call begins one exchange.
   */
  readonly mechanisms: ReadonlyMap<string, () => Evaluate>
  readonly sessionLifetimeMs: number
  readonly users: SaslUsers
}

const SERVER_NONCE_BYTES = 24

const MECHANISMS: Readonly<Record<TestingSaslMechanism, (users: SaslUsers) => Evaluate>> = {
  PLAIN: plain,
  'SCRAM-SHA-256': users => scramOf('sha256', users),
  'SCRAM-SHA-512': users => scramOf('sha512', users),
  OAUTHBEARER: () => oauthBearer
}
const NAMES: readonly unknown[] = Object.keys(MECHANISMS)

const isMechanism = (value: unknown): value is TestingSaslMechanism => NAMES.includes(value)
const RULES: Record<keyof TestingSaslOptions, OptionRule> = {
  users: ['an object of passwords by user name', isRecord, 'required'],
  mechanisms: [`a list out of ${NAMES.join(', ')}`, value => Array.isArray(value) && value.length > 0 && value.every(isMechanism)],
  sessionLifetimeMs: [
    'an integer above 0, or Infinity for no limit',
    value => value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && Number(value) > 0)
  ]
}

/** The problems with the option `sasl`, as texts that show no password. */
export function saslProblems(given: Readonly<Record<string, unknown>>): string[] {
  if (!isRecord(given['users'])) return userProblems('sasl', given)
  return [...optionProblems(given, RULES, 'sasl'), ...userProblems('sasl.users', given['users'])]
}

/**
 * Reads a correct option `sasl`. An object of passwords may have a user called "users"; in the
 * options, the value of `users` is an object.
 */
export function resolveSasl(given: Readonly<Record<string, string>> | TestingSaslOptions): SaslSettings {
  const {
    users,
    mechanisms = NAMES.filter(isMechanism),
    sessionLifetimeMs = Number.POSITIVE_INFINITY
  } = isDetailed(given) ? given : { users: given }
  const known = new SaslUsers(new Map(Object.entries(givenIn(users))))
  return { mechanisms: new Map(mechanisms.map(name => [name, () => MECHANISMS[name](known)])), sessionLifetimeMs, users: known }
}

function isDetailed(given: Readonly<Record<string, string>> | TestingSaslOptions): given is TestingSaslOptions {
  return isRecord(given['users'])
}

function userProblems(path: string, users: Readonly<Record<string, unknown>>): string[] {
  const wrong = Object.entries(givenIn(users)).filter(([, password]) => typeof password !== 'string' || password === '')
  // The wrong value is not shown, because it may be a secret: a password of digits without its
  // quotes.
  return wrong.map(([name]) => `${path}.${name} must be the password of that user, a string that is not empty`)
}

function scramOf(digest: ScramDigest, users: SaslUsers): Evaluate {
  const serverNonce = randomBytes(SERVER_NONCE_BYTES).toString('base64')
  return scram({
    ...{ digest, serverNonce },
    credentialOf: user => users.scramCredentialOf(user, digest),
    tokenLoginOf: tokenId => users.tokenLogin(tokenId, digest)
  })
}
