import type { Flags } from '../frame/flags.ts'

/** The names of the environment variables that hold secrets. */
export const secretVariables = {
  password: 'KAFKAWIRE_PASSWORD',
  keyPassword: 'KAFKAWIRE_KEY_PASSWORD',
  token: 'KAFKAWIRE_TOKEN'
} as const

/** The SASL mechanisms of `--sasl`. */
export const saslNames = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', 'GSSAPI'] as const

/** One of {@link saslNames}. */
export type SaslName = (typeof saslNames)[number]

/**
 * The flags of every command that connects to a cluster. They count more than the file of
 * `--config`.
 */
export const connectionFlags: Flags = {
  bootstrap: { value: 'HOST:PORT,...', help: 'one or more brokers of the cluster' },
  tls: { help: "use TLS. The broker's certificate and its name are checked" },
  ca: { value: 'FILE', help: 'the certificates of the authorities to trust, as PEM. Default: those of Node' },
  cert: { value: 'FILE', help: 'the certificate of this client, as PEM, for brokers that ask for one' },
  key: {
    value: 'FILE',
    help: `the private key of --cert, as PEM. If it is encrypted, its password is in ${secretVariables.keyPassword}`
  },
  sasl: { value: 'MECHANISM', help: `authenticate: ${saslNames.join(', ')}` },
  username: {
    value: 'NAME',
    help: `the user for PLAIN and SCRAM. The password is in ${secretVariables.password}, or is asked for on the terminal; a token for OAUTHBEARER is in ${secretVariables.token}`
  },
  config: { value: 'FILE', help: 'read the settings of the connection from the properties file of a Java client' },
  'client-id': { value: 'NAME', help: 'the name of this client in logs and quotas of the brokers. Default: kafkawire-cli' },
  timeout: { value: 'TIME', help: 'how long one step may take, such as 500ms, 10s or 2m. Default: 10s' }
}
