/** A listener that clients connect to. Sessions of REAUTH are short (KIP-368); JWKS and JWKS_SSL take no OAUTHBEARER tokens but signed ones. */
export type Listener = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL' | 'REAUTH' | 'JWKS' | 'JWKS_SSL'

/** All listeners that a cluster can have, each with the security protocol that it speaks. */
export const PROTOCOLS = {
  PLAINTEXT: 'PLAINTEXT',
  SSL: 'SSL',
  SASL_PLAINTEXT: 'SASL_PLAINTEXT',
  SASL_SSL: 'SASL_SSL',
  REAUTH: 'SASL_PLAINTEXT',
  JWKS: 'SASL_PLAINTEXT',
  JWKS_SSL: 'SASL_SSL'
} as const

/** The listeners in the order of their ports. */
export const LISTENERS: readonly Listener[] = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL', 'REAUTH', 'JWKS', 'JWKS_SSL']

/** The users of every SASL listener, with their passwords. */
export const USERS = { admin: 'admin-secret', alice: 'alice-secret', bob: 'bob-secret' } as const

const OFFSETS = {
  PLAINTEXT: 0,
  SSL: 1,
  SASL_PLAINTEXT: 2,
  SASL_SSL: 3,
  REAUTH: 4,
  JWKS: 5,
  JWKS_SSL: 6,
  CONTROLLER: 8,
  ZOOKEEPER: 9
} as const

/** The port of a node (the first is 1): base + 10 (node - 1) + the offset of the listener. */
export function portOf(basePort: number, node: number, listener: keyof typeof OFFSETS): number {
  return basePort + 10 * (node - 1) + OFFSETS[listener]
}

/** What the base port is for the client listeners of a node that has moved; its other listeners stay where they are. */
export function secondPlace(basePort: number): number {
  return basePort + 40
}

/** The port of the Kerberos key distribution centre. */
export function kdcPort(basePort: number): number {
  return basePort + 90
}

/** Whether clients authenticate on one of these listeners. */
export function anySasl(listeners: readonly Listener[]): boolean {
  return listeners.some(listener => PROTOCOLS[listener].startsWith('SASL'))
}

/** Whether a listener takes no OAUTHBEARER tokens but signed ones, whatever its cluster's `oauth`. */
export function wantsSignedTokens(listener: Listener): boolean {
  return listener.startsWith('JWKS')
}

/** Whether one of these listeners speaks TLS. */
export function anyTls(listeners: readonly Listener[]): boolean {
  return listeners.some(listener => PROTOCOLS[listener].endsWith('SSL'))
}

/** The names of all listeners that text separated by commas gives; PLAINTEXT, by which brokers reach each other, is always among them. */
export function parseListeners(text: string): Listener[] {
  const names = new Set(['PLAINTEXT', ...text.split(',').map(name => name.trim().toUpperCase())])
  const known = LISTENERS.filter(listener => names.delete(listener))
  if (names.size > 0) throw new Error(`unknown listener ${[...names].join(', ')}: there are ${LISTENERS.join(', ')}`)
  return known
}
