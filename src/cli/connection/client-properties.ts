import { CommandError } from '../command-error.ts'
import { type JaasConfig, parseJaas } from './jaas-config.ts'
import { type OwnCertificate, readKeyStore, readTrustStore } from './key-stores.ts'
import { parseProperties } from './properties-file.ts'
import { readNamedFile } from './read-file.ts'

/** What the properties of a Java client say about connections. */
export interface ClientProperties {
  readonly bootstrap: string | undefined
  readonly clientId: string | undefined
  readonly wantsTls: boolean | undefined
  readonly wantsSasl: boolean | undefined
  /** The authorities to trust, as PEM. */
  readonly ca: string | undefined
  readonly own: OwnCertificate | undefined
  readonly keyPassword: string | undefined
  /** Whether the name in the broker's certificate is checked. */
  readonly checksName: boolean
  readonly mechanism: string | undefined
  readonly jaas: JaasConfig | undefined
  readonly kerberosServiceName: string | undefined
  readonly oauth: OAuthProperties
  /** Properties about connections that are not used, by name. */
  readonly unused: readonly string[]
}

/** The properties of OAUTHBEARER. */
export interface OAuthProperties {
  readonly tokenEndpoint: string | undefined
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
  readonly scope: string | undefined
}

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']
const ABOUT_CONNECTIONS = /^(?:ssl|sasl|security|socks5?)\./
// Properties that change nothing here: the form of a key store is read from its bytes, and Node
// chooses TLS versions itself.
const WITHOUT_EFFECT = [
  'ssl.truststore.type',
  'ssl.keystore.type',
  'ssl.truststore.password',
  'ssl.protocol',
  'ssl.enabled.protocols',
  'sasl.login.callback.handler.class',
  'sasl.client.callback.handler.class',
  'sasl.kerberos.kinit.cmd'
]

/**
 * Reads the properties file of a Java client. Throws a `CommandError` that names file and property.
 */
export function readClientProperties(path: string): ClientProperties {
  const properties = parseProperties(readNamedFile('--config', path).toString('utf8'))
  const used = new Set(WITHOUT_EFFECT)
  const get = (name: string): string | undefined => {
    used.add(name)
    const value = properties.get(name)?.trim()
    if (value?.includes('${')) throw problem(path, name, 'names a config provider, which kafkawire does not have: write the value itself')
    return value === '' ? undefined : value
  }
  const protocol = get('security.protocol')?.toUpperCase()
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    throw problem(path, 'security.protocol', `must be one of ${PROTOCOLS.join(', ')}`)
  const jaasText = get('sasl.jaas.config')
  const jaas = jaasText === undefined ? undefined : parseJaas(jaasText)
  if (typeof jaas === 'string') throw problem(path, 'sasl.jaas.config', jaas)
  const read = {
    bootstrap: get('bootstrap.servers'),
    clientId: get('client.id'),
    wantsTls: protocol?.endsWith('SSL'),
    wantsSasl: protocol?.startsWith('SASL'),
    ...tlsProperties(path, get),
    // Here an empty value has a meaning: the name is not checked.
    checksName: properties.get('ssl.endpoint.identification.algorithm')?.trim() !== '',
    mechanism: get('sasl.mechanism')?.toUpperCase(),
    jaas,
    kerberosServiceName: get('sasl.kerberos.service.name'),
    oauth: {
      tokenEndpoint: get('sasl.oauthbearer.token.endpoint.url'),
      clientId: get('sasl.oauthbearer.client.credentials.client.id'),
      clientSecret: get('sasl.oauthbearer.client.credentials.client.secret'),
      scope: get('sasl.oauthbearer.scope')
    }
  }
  used.add('ssl.endpoint.identification.algorithm')
  return { ...read, unused: [...properties.keys()].filter(name => ABOUT_CONNECTIONS.test(name) && !used.has(name)) }
}

function tlsProperties(path: string, get: (name: string) => string | undefined): Pick<ClientProperties, 'ca' | 'own' | 'keyPassword'> {
  const trustStore = get('ssl.truststore.location')
  const inlineCa = get('ssl.truststore.certificates')
  const keyStore = get('ssl.keystore.location')
  const [key, cert] = [get('ssl.keystore.key'), get('ssl.keystore.certificate.chain')]
  if ((key === undefined) !== (cert === undefined))
    throw problem(path, 'ssl.keystore.key', 'and ssl.keystore.certificate.chain need each other')
  const inlineOwn = key === undefined || cert === undefined ? undefined : { key, cert }
  const keyPassword = get('ssl.key.password')
  const storePassword = get('ssl.keystore.password')
  return {
    ca: trustStore === undefined ? inlineCa : readTrustStore(`${path}: ssl.truststore.location`, trustStore),
    own: keyStore === undefined ? inlineOwn : readKeyStore(`${path}: ssl.keystore.location`, keyStore),
    keyPassword: keyPassword ?? storePassword
  }
}

const problem = (path: string, name: string, text: string): CommandError => new CommandError(`--config ${path}: ${name} ${text}`)
