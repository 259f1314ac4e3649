import type { SaslMechanism } from '../../sasl/mechanism.ts'
import { formatAddress } from '../address.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { AddressCache } from './address-cache.ts'

// The mechanism that an address took, if it was not the first of the list. A broker that does not
// offer a mechanism closes the connection, so trying the others again would cost a dial each.
const takenMechanisms = new AddressCache<string>()

// These mechanisms send the secret to the broker. A broker that has not proven its identity may
// claim that it offers nothing better in order to get it, so for them nothing is remembered.
const SENDS_SECRET = ['PLAIN', 'OAUTHBEARER']

/** The mechanisms of the options in the order to try them: first what the address took last. */
export function believedFirst(options: ResolvedOptions, tlsAuthorized: boolean | undefined): readonly SaslMechanism[] {
  const taken = takenMechanisms.get(formatAddress(options))
  const first = options.sasl.find(({ name }) => name === taken && isBelieved(name, tlsAuthorized))
  return first === undefined ? options.sasl : [first, ...options.sasl.filter(each => each !== first)]
}

/** Notes that the broker took this mechanism. */
export function rememberMechanism(options: ResolvedOptions, taken: SaslMechanism, tlsAuthorized: boolean | undefined): void {
  const [first] = options.sasl
  if (isBelieved(taken.name, tlsAuthorized)) takenMechanisms.set(formatAddress(options), taken === first ? undefined : taken.name)
}

// Whether a broker may be believed that it offers this mechanism and none that we prefer.
const isBelieved = (mechanism: string, tlsAuthorized: boolean | undefined): boolean =>
  tlsAuthorized === true || !SENDS_SECRET.includes(mechanism)
