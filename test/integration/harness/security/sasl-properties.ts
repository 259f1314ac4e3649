import { join } from 'node:path'
import { type Cluster, mechanismsOf } from '../cluster/cluster.ts'
import { type Listener, PROTOCOLS, requiresSignedTokens, USERS } from '../listeners.ts'
import { majorOf } from '../machine/versions.ts'
import { REALM } from './kerberos.ts'
import { jwksUrl, OAUTH } from './oauth.ts'

type Properties = Record<string, string>

/** The properties of server.properties for the SASL listeners. */
export function saslProperties(cluster: Cluster): Properties {
  const properties: Properties = { 'listener.name.reauth.connections.max.reauth.ms': String(cluster.reauthMs) }
  for (const listener of cluster.listeners.filter(name => PROTOCOLS[name].startsWith('SASL'))) {
    const prefix = `listener.name.${listener.toLowerCase()}.`
    for (const [name, value] of Object.entries(mechanismProperties(cluster, listener))) properties[prefix + name] = value
  }
  return properties
}

/**
 * The arguments that make StorageTool write the SCRAM credentials of the users into the first
 * metadata (KIP-900).
 */
export function scramArguments(): string[] {
  return Object.entries(USERS).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap(mechanism => ['--add-scram', `${mechanism}=[name=${name},password=${password}]`])
  )
}

function mechanismProperties(cluster: Cluster, listener: Listener): Properties {
  const users = Object.entries(USERS).map(([name, password]) => `user_${name}="${password}"`)
  const security = 'org.apache.kafka.common.security'
  return {
    'sasl.enabled.mechanisms': mechanismsOf(cluster).join(','),
    'plain.sasl.jaas.config': `${security}.plain.PlainLoginModule required ${users.join(' ')};`,
    'scram-sha-256.sasl.jaas.config': `${security}.scram.ScramLoginModule required;`,
    'scram-sha-512.sasl.jaas.config': `${security}.scram.ScramLoginModule required;`,
    'oauthbearer.sasl.jaas.config': `${security}.oauthbearer.OAuthBearerLoginModule required;`,
    ...((cluster.oauth === 'jwks' || requiresSignedTokens(listener)) && jwksProperties(cluster)),
    ...(cluster.gssapi && kerberosProperties(cluster))
  }
}

// Kafka 4.0 removed `.secured` from the package of the handlers.
function jwksProperties({ dir, version }: Cluster): Properties {
  const handlers = `org.apache.kafka.common.security.oauthbearer.${majorOf(version) >= 4 ? '' : 'secured.'}`
  return {
    'oauthbearer.sasl.server.callback.handler.class': `${handlers}OAuthBearerValidatorCallbackHandler`,
    'oauthbearer.sasl.oauthbearer.jwks.endpoint.url': jwksUrl(dir),
    'oauthbearer.sasl.oauthbearer.expected.audience': OAUTH.audience,
    'oauthbearer.sasl.oauthbearer.expected.issuer': OAUTH.issuer
  }
}

function kerberosProperties({ dir, host }: Cluster): Properties {
  const keyTab = `useKeyTab=true storeKey=true keyTab="${join(dir, 'krb5', 'kafka.keytab')}"`
  return {
    'sasl.kerberos.service.name': 'kafka',
    'gssapi.sasl.jaas.config': `com.sun.security.auth.module.Krb5LoginModule required ${keyTab} principal="kafka/${host}@${REALM}";`
  }
}
