import { KafkaError } from '../../errors.ts'
import { shown } from '../../quote.ts'
import { messageOf } from '../../type-checks.ts'
import { refuse } from '../credentials.ts'
import type { SaslContext } from '../mechanism.ts'

// What may be otherwise in a while, by the words of MIT, of Heimdal and of Windows: the module gives no codes. As Kafka's own client
// has it (KerberosError): clocks a little apart, false alarms of replay, tickets that are just being renewed; and KDCs out of reach.
const TRANSIENT: readonly (readonly [words: RegExp, advice: string])[] = [
  [
    /cannot contact any kdc|unable to reach any kdc|cannot resolve .* kdc|logon servers available|no authority could be contacted/i,
    'Is the KDC of krb5.conf up, and can this machine reach it?'
  ],
  [/service is not available that is required/i, 'Is the KDC of krb5.conf up, and can this machine reach it?'],
  [/not yet valid/i, 'Are the clocks of this machine, the KDC and the broker the same?'],
  [/is a replay/i, 'That is often a false alarm.'],
  [
    /no credentials were supplied|no kerberos credentials|no credentials cache|ticket expired|credential has expired/i,
    'Does something renew the ticket (kinit, or a keytab in KRB5_CLIENT_KTNAME)?'
  ]
]

const LASTING: readonly (readonly [words: RegExp, advice: string])[] = [
  [/not found in kerberos database|target is unknown/i, 'Check serviceName, and whether the KDC knows the broker by another hostName.'],
  [/clock skew/i, 'Set the clocks of this machine, the KDC and the broker.']
]

/** The error for what the `kerberos` module threw: retriable trouble of the connection where it passes by itself, else a refusal. */
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

// Without what says nothing: "Unspecified GSS failure.  Minor code may provide more information".
function wordsOf(cause: unknown): string {
  const message = messageOf(cause)
  return message
    .replace(/^Unspecified GSS failure\.\s+Minor code may provide more information:\s+/, '')
    .trim()
    .replace(/\.$/, '')
}
