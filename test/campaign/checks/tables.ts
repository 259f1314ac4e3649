import { readFileSync } from 'node:fs'
import { errorCodes } from 'kafkawire'
import { quotedIn, sectionOf, tableOf } from '../../support/sources/markdown.ts'

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8')

const errors = page('errors')
const connection = page('connection')
const delivery = page('delivery')

const firstCells = (section: string, head: string): string[] => tableOf(section, head).flatMap(([first = '']) => quotedIn(first))

/** What the documentation allows in errors and events. */
export interface Documented {
  /** All codes of errors, each with its own fields. */
  readonly fieldsOf: ReadonlyMap<string, readonly string[]>
  /** The fields that any error may have. */
  readonly sharedFields: readonly string[]
  /** The values of `phase`, by the code of the error. */
  readonly phasesOf: Readonly<Record<string, readonly string[]>>
  /** Why a connection may end. */
  readonly closeReasons: readonly string[]
  /** Kafka's error codes after which nothing was done. */
  readonly nothingDone: ReadonlySet<number>
}

/** The tables of the pages in `docs`. */
export const documented: Documented = {
  fieldsOf: new Map(
    tableOf(sectionOf(errors, '## All codes'), 'code').map(([code = '', , fields = '']) => [quotedIn(code)[0] ?? '', quotedIn(fields)])
  ),
  sharedFields: firstCells(sectionOf(errors, '## Fields of every error'), 'field'),
  phasesOf: {
    KAFKA_CONNECT: firstCells(sectionOf(errors, '### `KAFKA_CONNECT`'), 'phase'),
    KAFKA_TIMEOUT: firstCells(sectionOf(errors, '### `KAFKA_TIMEOUT`'), 'phase')
  },
  closeReasons: firstCells(sectionOf(connection, '## The end'), 'reason'),
  nothingDone: new Set(nothingDoneCodes())
}

function nothingDoneCodes(): number[] {
  const rows = tableOf(sectionOf(delivery, '### Error codes that leave the outcome open'), 'code')
  const [codes = ''] = rows.find(([, isNothingDone]) => isNothingDone === 'yes') ?? []
  return [...codes.matchAll(/\b[A-Z][A-Z_]+\b/g)].map(([name]) => {
    const code = errorCodes[name as keyof typeof errorCodes]
    if (code === undefined) throw new Error(`docs/delivery.md has the code ${name}, which Kafka does not have`)
    return code
  })
}
