import { errorFor } from '../../index.ts'
import { isRecord } from '../../options.ts'
import { isBytes } from '../../type-checks.ts'
import { withoutSecrets } from './secrets.ts'
import { shownRecords } from './shown-records.ts'

const RECORD_FIELDS: readonly string[] = ['records', 'unalignedRecords']

/** A message as it is shown: without secrets, and with records that are counted or listed. */
export function shownMessage(apiKey: number, message: unknown, withRecords: boolean): unknown {
  return withoutSecrets(apiKey, message, (field, value) =>
    RECORD_FIELDS.includes(field) && isBytes(value) ? shownRecords(value, withRecords) : value
  )
}

/** The names of the errors in an answer, each once. */
export function errorsIn(answer: unknown): readonly string[] {
  const codes = new Set<number>()
  collectErrors(answer, codes)
  return [...codes].map(code => errorFor(code).name)
}

function collectErrors(value: unknown, codes: Set<number>): void {
  if (Array.isArray(value)) for (const each of value) collectErrors(each, codes)
  else if (isRecord(value) && !isBytes(value))
    for (const [field, each] of Object.entries(value)) {
      if (field !== 'errorCode') collectErrors(each, codes)
      else if (typeof each === 'number' && each !== 0) codes.add(each)
    }
}
