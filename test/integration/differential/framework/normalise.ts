import { absentValues } from '../../../../src/messages.ts'
import { controlType, readBatches } from '../../../../src/records/index.ts'
import { freeValues } from '../tables/free-values.ts'

/** How the answers of both brokers are made comparable. One row of `tables/free-values.ts`. */
export interface FreeValue {
  /** The name of the API, or `*` for all of them. */
  readonly api: string
  /**
   * The field, such as `topics.*.topicId`. `*` stands for each element of an array. A path that
   * begins with `**.` is the name of a field anywhere.
   */
  readonly path: string
  /** What becomes of the value. */
  readonly as: Treatment
  /** The only release for which the row counts. Default: all. */
  readonly release?: string
  readonly reason: string
}

/**
 * - `free`: any value is right, also none.
 * - `present`: any value is right, but null or an empty one is not the same as another.
 * - `clock`: a time. If it lies after the beginning of the sequence, it is from the broker's clock,
 *   and any such time is right. Other times come from requests and must be equal.
 * - `text`: a text, in which numbers with 10 digits or more and uuids are
 *   free.
 * - `symbol`: an id. The ids of each broker are numbered in the order in which they appear, so that
 *   the same id has the same number in all answers of a sequence. The name is a kind of id.
 * - `unordered`: an array whose order has no meaning. It is sorted by these fields.
 * - `hashed`: an array whose order has no meaning and whose elements have no name. It is sorted
 *   after what is inside it.
 * - `keyed`: an array whose elements are named by this field. It becomes an object, so that a
 *   difference names its element.
 * - `own`: an array that is reduced to the elements that belong to the sequence: those whose field
 *   begins with the prefix of the run. An empty name means the elements themselves.
 * - `records`: batches of records, which are shown by their fields.
 */
export type Treatment =
  | 'free'
  | 'present'
  | 'clock'
  | 'text'
  | 'records'
  | 'hashed'
  | { readonly symbol: string }
  | { readonly unordered: readonly string[] }
  | { readonly keyed: string }
  | { readonly own: string; readonly unordered: readonly string[] }

const NO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const ABSENT = new Set<unknown>([null, '', 0, 0n, -1, -1n, NO_UUID])

/** The run of a sequence whose answers are compared. */
export interface ComparedRun {
  readonly prefix: string
  readonly release: string
  /** The time at which the sequence began. */
  readonly nowMs: number
}

const CLOCK_MS = 600_000
const FREE_IN_TEXT = /-?\d{10,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?<![\w-])[\w-]{22}(?![\w-])/g

/** Makes the answers of one broker to one sequence comparable. The answers come in order. */
export class Normaliser {
  readonly #prefix: string
  readonly #release: string
  readonly #nowMs: number
  readonly #symbols = new Map<string, Map<unknown, string>>()

  constructor({ prefix, release, nowMs }: ComparedRun) {
    this.#prefix = prefix
    this.#release = release
    this.#nowMs = nowMs
  }

  normalise(api: string, answer: unknown): unknown {
    return this.#walk(api, '', answer)
  }

  #walk(api: string, path: string, value: unknown): unknown {
    const treatments = treatmentsOf(api, path, this.#release)
    let walked = value
    for (const treatment of treatments) {
      if (treatment === 'free') return '(free)'
      if (treatment === 'present') return ABSENT.has(value) ? value : '(present)'
      if (treatment === 'clock') return this.#time(value)
      if (treatment === 'text') return typeof value === 'string' ? value.replace(FREE_IN_TEXT, '(id)') : value
      if (treatment === 'hashed') continue
      if (treatment === 'records') walked = shownRecords(value)
      else if ('symbol' in treatment) return this.#symbolOf(treatment.symbol, value)
      else if (Array.isArray(walked)) {
        if ('keyed' in treatment) return this.#keyed(api, path, walked, treatment.keyed)
        if ('own' in treatment) walked = walked.filter(each => String(fieldOf(each, treatment.own)).startsWith(this.#prefix))
        walked = this.#sorted(api, path, walked as unknown[], treatment.unordered)
      }
    }
    if (Array.isArray(walked)) return this.#elements(api, path, walked, treatments.includes('hashed'))
    if (walked instanceof Uint8Array) return `0x${Buffer.from(walked).toString('hex')}`
    if (walked instanceof Map) return Object.fromEntries([...walked].map(([tag, bytes]) => [tag, Buffer.from(bytes).toString('hex')]))
    if (walked === null || typeof walked !== 'object') return walked
    const dot = path === '' ? '' : `${path}.`
    return Object.fromEntries(Object.entries(walked).map(([name, each]) => [name, this.#walk(api, `${dot}${name}`, each)]))
  }

  #elements(api: string, path: string, values: readonly unknown[], isHashed: boolean): unknown[] {
    const walked = values.map(each => this.#walk(api, `${path}.*`, each))
    return isHashed ? walked.map(each => json(each)).sort() : walked
  }

  #keyed(api: string, path: string, values: readonly unknown[], field: string): unknown {
    const entries = values.map(each => [String(fieldOf(each, field)), this.#walk(api, `${path}.*`, each)] as const)
    const names = entries.map(([name]) => name)
    return new Set(names).size === names.length ? Object.fromEntries(entries) : entries
  }

  #time(value: unknown): unknown {
    const sinceMs = Number(value) - this.#nowMs
    return sinceMs >= 0 && sinceMs < CLOCK_MS ? '(clock)' : value
  }

  // Ids take part in the order by their symbols. An id without a symbol yet sorts first.
  #sorted(api: string, path: string, values: readonly unknown[], fields: readonly string[]): unknown[] {
    const kinds = new Map(fields.map(name => [name, this.#symbolKind(api, `${path}.*${name && '.'}${name}`)]))
    const keyOf = (value: unknown): string =>
      fields
        .map(name => {
          const kind = kinds.get(name)
          const field = fieldOf(value, name)
          return kind === undefined ? json(field) : (this.#symbols.get(kind)?.get(field) ?? '')
        })
        .join('\n')
    return values
      .map(value => ({ value, key: keyOf(value) }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map(({ value }) => value)
  }

  #symbolKind(api: string, path: string): string | undefined {
    for (const each of treatmentsOf(api, path, this.#release)) if (typeof each === 'object' && 'symbol' in each) return each.symbol
    return undefined
  }

  #symbolOf(kind: string, value: unknown): unknown {
    if (ABSENT.has(value)) return value
    const known = this.#symbols.get(kind) ?? new Map<unknown, string>()
    this.#symbols.set(kind, known)
    const symbol = known.get(value) ?? `${kind}#${known.size + 1}`
    known.set(value, symbol)
    return symbol
  }
}

const byPlace = new Map<string, FreeValue[]>()
for (const row of freeValues) {
  const place = `${row.api}:${row.path}`
  byPlace.set(place, [...(byPlace.get(place) ?? []), row])
}

function treatmentsOf(api: string, path: string, release: string): Treatment[] {
  const name = `**.${path.slice(path.lastIndexOf('.') + 1)}`
  const rows = [`${api}:${path}`, `*:${path}`, `${api}:${name}`, `*:${name}`].flatMap(place => byPlace.get(place) ?? [])
  return rows.filter(row => row.release === undefined || row.release === release).map(({ as }) => as)
}

function fieldOf(value: unknown, name: string): unknown {
  return name === '' || value === null || typeof value !== 'object' ? value : (value as Record<string, unknown>)[name]
}

/** JSON that shows bigints and bytes too. */
export function json(value: unknown, space?: number): string {
  const shown = (_: string, each: unknown): unknown => (typeof each === 'bigint' ? `${each}n` : each)
  const bytesShown = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return value.length > 0 ? shownRecords(value) : '0x'
    if (Array.isArray(value)) return value.map(bytesShown)
    if (value !== null && typeof value === 'object' && !(value instanceof Map))
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, bytesShown(each)]))
    return value
  }
  return JSON.stringify(bytesShown(value), shown, space) ?? 'undefined'
}

/** The batches in the bytes of a Fetch answer. Bytes that are no batches are shown as they are. */
function shownRecords(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array)) return bytes
  try {
    return [...readBatches(bytes)].map(batch => ({
      magic: batch.magic,
      baseOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
      attributes: batch.attributes,
      partitionLeaderEpoch: batch.partitionLeaderEpoch,
      producerId: batch.producerId === absentValues.NO_PRODUCER_ID ? batch.producerId : { producerId: batch.producerId },
      producerEpoch: batch.producerEpoch,
      baseSequence: batch.baseSequence,
      maxTimestamp: batch.maxTimestamp,
      crcValid: batch.crcValid,
      records: batch.isControl
        ? [...batch.controlRecords()].map(record => controlType(record))
        : [...batch.records()].map(({ offset, timestamp, key, value, headers }) => ({
            offset,
            timestamp,
            key: textOf(key),
            value: textOf(value),
            ...(headers.length > 0 && { headers: headers.map(([name, content]) => [name, textOf(content)]) })
          }))
    }))
  } catch {
    return `0x${Buffer.from(bytes).toString('hex')}`
  }
}

const SHOWN_CHARACTERS = 40

function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null
  const text = Buffer.from(bytes).toString()
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}… (${bytes.length} bytes)` : text
}
