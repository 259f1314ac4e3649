import { createRequire } from 'node:module'
import { join } from 'node:path'
import { isKafkaError } from '../../errors.ts'
import { gssapi, type KerberosModule, oauthBearer, oidc, plain, type SaslMechanism, scramSha256, scramSha512 } from '../../sasl/index.ts'
import { CommandError } from '../command-error.ts'
import type { ClientProperties } from './client-properties.ts'
import { type SaslName, saslNames, secretVariables } from './connection-flags.ts'
import { askSecret } from './password-prompt.ts'

/** From what a SASL mechanism is made. */
export interface SaslRequest {
  /** `--sasl`; undefined: the mechanism of the file. */
  readonly mechanism: SaslName | undefined
  /** `--username`; undefined: the user of the file. */
  readonly username: string | undefined
  readonly properties: ClientProperties | undefined
  readonly env: NodeJS.ProcessEnv
}

/**
 * Makes the SASL mechanism of a command. Asks for the password on the terminal if there is none.
 */
export async function saslMechanism(request: SaslRequest): Promise<SaslMechanism> {
  const name = request.mechanism ?? mechanismOf(request.properties)
  try {
    if (name === 'OAUTHBEARER') return bearer(request)
    if (name === 'GSSAPI') return kerberos(request)
    const username = request.username ?? request.properties?.jaas?.options.get('username')
    if (username === undefined) throw new CommandError(`--sasl ${name} needs --username`)
    const password = await passwordOf(username, request)
    if (name === 'PLAIN') return plain({ username, password })
    const delegationToken = request.username === undefined && request.properties?.jaas?.options.get('tokenauth') === 'true'
    return (name === 'SCRAM-SHA-256' ? scramSha256 : scramSha512)({ username, password, delegationToken })
  } catch (error) {
    if (isKafkaError(error, 'KAFKA_CONFIGURATION')) throw new CommandError(`--sasl ${name}: ${error.message}`)
    throw error
  }
}

function mechanismOf(properties: ClientProperties | undefined): SaslName {
  const { mechanism = 'GSSAPI' } = properties ?? {} // the default of Java clients
  const name = saslNames.find(each => each === mechanism)
  if (name === undefined) throw new CommandError(`--config: sasl.mechanism must be one of ${saslNames.join(', ')}, not "${mechanism}"`)
  return name
}

// The environment counts more than the file, so that a file need not hold a password.
async function passwordOf(username: string, { env, properties, username: ofFlag }: SaslRequest): Promise<string> {
  const variable = secretVariables.password
  const given = env[variable] ?? (ofFlag === undefined ? properties?.jaas?.options.get('password') : undefined)
  if (given !== undefined) return given
  return await askSecret(
    `Password of ${username}: `,
    `there is no password for ${username}: set the environment variable ${variable}, or start the command on a terminal, which asks for it`
  )
}

function bearer({ env, properties }: SaslRequest): SaslMechanism {
  const { oauth, jaas } = properties ?? {}
  const token = env[secretVariables.token]
  if (token !== undefined && token !== '') return oauthBearer({ token })
  if (oauth?.tokenEndpoint === undefined)
    throw new CommandError(
      `--sasl OAUTHBEARER needs a token in ${secretVariables.token}, or sasl.oauthbearer.token.endpoint.url in --config`
    )
  const option = (name: string): string | undefined => jaas?.options.get(name)
  const source = oidc({
    tokenEndpoint: oauth.tokenEndpoint,
    clientId: oauth.clientId ?? option('clientId'),
    clientSecret: oauth.clientSecret ?? option('clientSecret'),
    scope: oauth.scope ?? option('scope')
  })
  const extensions = [...(jaas?.options ?? [])].filter(([name]) => name.startsWith('extension_'))
  return oauthBearer({
    token: source,
    extensions: Object.fromEntries(extensions.map(([name, value]) => [name.slice('extension_'.length), value]))
  })
}

function kerberos({ username, properties }: SaslRequest): SaslMechanism {
  const option = (name: string): string | undefined => properties?.jaas?.options.get(name)
  let found: KerberosModule
  try {
    found = createRequire(join(process.cwd(), 'kafkawire.js'))('kerberos') as KerberosModule
  } catch {
    throw new CommandError('--sasl GSSAPI needs the npm module kerberos in the folder where the command runs: npm install kerberos')
  }
  return gssapi({
    kerberos: found,
    serviceName: properties?.kerberosServiceName ?? option('serviceName'),
    principal: username ?? option('principal')
  })
}
