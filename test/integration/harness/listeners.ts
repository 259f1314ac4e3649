/**
 * A listener that clients connect to. Sessions on REAUTH are short (KIP-368). JWKS and JWKS_SSL
 * accept only signed OAUTHBEARER tokens.
 */
export type Listener = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL' | 'REAUTH' | 'JWKS' | 'JWKS_SSL'

/** All listeners that a cluster can have, with the security protocol of each. */
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

/**
 * The port of a listener of a node: base + 10 (node - 1) + the offset of the listener. The first
 * node is 1.
 */
export function portOf(basePort: number, node: number, listener: keyof typeof OFFSETS): number {
  return basePort + 10 * (node - 1) + OFFSETS[listener]
}

/**
 * The base port for the client listeners of a node that has moved. Its other listeners do not move.
 */
export function movedBasePort(basePort: number): number {
  return basePort + 40
}

/** The port of the Kerberos key distribution centre. */
export function kdcPort(basePort: number): number {
  return basePort + 90
}

/** Whether one of these listeners speaks SASL. */
export function hasSasl(listeners: readonly Listener[]): boolean {
  return listeners.some(listener => PROTOCOLS[listener].startsWith('SASL'))
}

/**
 * Whether a listener accepts only signed OAUTHBEARER tokens, whatever the `oauth` option of its
 * cluster is.
 */
export function requiresSignedTokens(listener: Listener): boolean {
  return listener.startsWith('JWKS')
}

/** Whether one of these listeners speaks TLS. */
export function hasTls(listeners: readonly Listener[]): boolean {
  return listeners.some(listener => PROTOCOLS[listener].endsWith('SSL'))
}

/**
 * Parses a list of listeners separated by commas. PLAINTEXT is always included, because brokers
 * reach each other by it.
 */
export function parseListeners(text: string): Listener[] {
  const names = new Set(['PLAINTEXT', ...text.split(',').map(name => name.trim().toUpperCase())])
  const known = LISTENERS.filter(listener => names.delete(listener))
  if (names.size > 0) throw new Error(`unknown listener ${[...names].join(', ')}: the listeners are ${LISTENERS.join(', ')}`)
  return known
}
