import { KafkaError } from '../../errors.ts'
import { shown } from '../../quote.ts'
import { messageOf } from '../../type-checks.ts'
import { refuse } from '../credentials.ts'
import type { SaslContext } from '../mechanism.ts'

// Errors that may pass by themselves, by the words of MIT, Heimdal and Windows: the module gives no
// codes. As in Kafka's own client (KerberosError): clocks that differ a little, false alarms of
// replay, tickets that are just being renewed. Besides: KDCs that cannot be reached.
const TRANSIENT: readonly (readonly [words: RegExp, advice: string])[] = [
  [
    /cannot contact any kdc|unable to reach any kdc|cannot resolve .* kdc|logon servers available|no authority could be contacted/i,
    'Is the KDC of krb5.conf up, and can this machine reach it?'
  ],
  [/service is not available that is required/i, 'Is the KDC of krb5.conf up, and can this machine reach it?'],
  [/not yet valid/i, 'Are the clocks of this machine, the KDC and the broker the same?'],
  [/is a replay/i, 'This is often a false alarm.'],
  [
    /no credentials were supplied|no kerberos credentials|no credentials cache|ticket expired|credential has expired/i,
    'Does something renew the ticket (kinit, or a keytab in KRB5_CLIENT_KTNAME)?'
  ]
]

const LASTING: readonly (readonly [words: RegExp, advice: string])[] = [
  [/not found in kerberos database|target is unknown/i, 'Check serviceName, and whether the KDC knows the broker by another hostName.'],
  [/clock skew/i, 'Set the clocks of this machine, the KDC and the broker.']
]

/**
 * The error for what the module `kerberos` threw: a retriable `KAFKA_CONNECT` if it may pass by
 * itself, else `KAFKA_AUTHENTICATION`.
 */
export function explainKerberosError(mechanism: string, service: string, { host, port }: SaslContext, cause: unknown): KafkaError {
  const words = shown(wordsOf(cause), 500)
  const [, transient] = TRANSIENT.find(([pattern]) => pattern.test(words)) ?? []
  if (transient === undefined) {
    const [, advice = ''] = LASTING.find(([pattern]) => pattern.test(words)) ?? []
    return refuse(mechanism, `no security context for ${service}: ${words}. ${advice}`.trimEnd(), { cause })
  }
  const text = `${mechanism}: no security context for ${service} now: ${words}. ${transient}`
  return new KafkaError('KAFKA_CONNECT', text, { phase: 'sasl', broker: { host, port }, cause, delivery: 'not-sent' })
}

// Cuts off what says nothing: "Unspecified GSS failure.  Minor code may provide more information".
function wordsOf(cause: unknown): string {
  const message = messageOf(cause)
  return message
    .replace(/^Unspecified GSS failure\.\s+Minor code may provide more information:\s+/, '')
    .trim()
    .replace(/\.$/, '')
}
