import { type KafkaError, kafkaErrorCodes } from 'kafkawire'
import { documented } from '../tables.ts'

const DELIVERIES: readonly unknown[] = [undefined, 'not-sent', 'maybe-sent', 'answered']

/** What an error has that the tables of the documentation do not have. */
export function undocumentedIn(error: KafkaError): string[] {
  const fields = documented.fieldsOf.get(error.code)
  if (fields === undefined || !kafkaErrorCodes.includes(error.code)) return [`its code ${error.code} is not in the table`]
  const problems: string[] = []
  const phases = documented.phasesOf[error.code]
  if (phases !== undefined && 'phase' in error && !phases.includes(error.phase))
    problems.push(`its phase ${error.phase} is not in the table`)
  if (error.code === 'KAFKA_CONNECTION_CLOSED' && !documented.closeReasons.includes(error.reason))
    problems.push(`its reason ${error.reason} is not in the table`)
  if (!DELIVERIES.includes(error.delivery)) problems.push(`its delivery is ${error.delivery}`)
  const allowed = [...documented.sharedFields, ...fields, 'code', 'retriable']
  for (const name of Object.keys(error)) if (!allowed.includes(name)) problems.push(`its field ${name} is not in the table`)
  return problems
}
