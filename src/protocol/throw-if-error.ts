import { KafkaError, type KafkaErrorDetails } from '../errors.ts'
import { quoted, shown } from '../quote.ts'
import { isMap } from '../type-checks.ts'
import { errorFor } from './error-code-table.ts'
import { ZERO_UUID } from './primitives/reader.ts'

/**
 * What the caller of `throwIfError` knows about the request. It goes into the fields and the text
 * of the error.
 */
export type ErrorContext = Pick<KafkaErrorDetails, 'api' | 'apiVersion' | 'broker' | 'elapsedMs'>

/**
 * Returns a decoded response if all of its error codes are 0. Otherwise it throws `KAFKA_BROKER`
 * for the first other code, depth first in the order of the fields. The error has `errorCode`,
 * `errorName`, `retriable`, the `path` to the code, and the broker's message in its text.
 *
 * A response may succeed for one partition and fail for the next. Use this function if one failure
 * means that the whole request has failed for you.
 */
export function throwIfError<T>(response: T, context: ErrorContext = {}): T {
  const found = findError(response, MAX_DEPTH)
  if (found === undefined) return response
  const { name, retriable, meaning } = errorFor(found.errorCode)
  const path = found.path.replace(/^\./, '')
  const about = found.about.length === 0 ? '' : ` for ${found.about.join(', ')}`
  const said = found.message === undefined ? '' : ` The broker says: ${quoted(found.message, MAX_QUOTED_CHARS)}.`
  const text = `${describeAnswer(context)} has error ${found.errorCode} ${name} at ${path}${about}. ${meaning}${said}`
  throw new KafkaError('KAFKA_BROKER', text, {
    ...context,
    errorCode: found.errorCode,
    errorName: name,
    path,
    retriable,
    delivery: 'answered'
  })
}

/** The first error code in a decoded response that is not 0, or undefined if all are. */
export function errorCodeIn(response: unknown): number | undefined {
  return findError(response, MAX_DEPTH)?.errorCode
}

// The most levels of structs and arrays: twice what Kafka's responses need. It ends the search in
// an object that contains itself.
const MAX_DEPTH = 16

// A broker may fill a string of 32 KiB; a log line should not.
const MAX_QUOTED_CHARS = 1_000
const MAX_NAME_CHARS = 255

// Fields that tell the reader which of many entries has failed.
const NAMING_FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'topic', 'topicName', 'topicId', 'partitionIndex', 'partition', 'partitionId', 'index', 'groupId', 'memberId'],
  ...['transactionalId', 'resourceName', 'user', 'key', 'logDir']
])

interface FoundError {
  readonly errorCode: number
  readonly message: string | undefined
  /** The path from the searched value to the field; each step has its dot or brackets. */
  readonly path: string
  /** The naming fields of the structs on this path, outermost first. */
  readonly about: readonly string[]
}

function findError(value: unknown, depth: number): FoundError | undefined {
  // Bytes are not searched, because they may be a whole frame of records; nor is a Map, because it
  // holds unknown tagged fields.
  if (typeof value !== 'object' || value === null || depth === 0 || ArrayBuffer.isView(value) || isMap(value)) return undefined
  return Array.isArray(value) ? findInArray(value, depth) : findInStruct(value, depth)
}

function findInArray(array: readonly unknown[], depth: number): FoundError | undefined {
  for (let i = 0; i < array.length; i++) {
    const found = findError(array[i], depth - 1)
    if (found !== undefined) return { ...found, path: `[${i}]${found.path}` }
  }
  return undefined
}

function findInStruct(struct: object, depth: number): FoundError | undefined {
  for (const [name, value] of Object.entries(struct)) {
    const found = isErrorCode(name, value) ? foundIn(struct, name, value) : findError(value, depth - 1)
    if (found !== undefined) return { ...found, path: `.${name}${found.path}`, about: [...describeStruct(struct), ...found.about] }
  }
  return undefined
}

function foundIn(struct: object, name: string, errorCode: number): FoundError {
  return { errorCode, message: messageBeside(struct, name), path: '', about: [] }
}

// Besides errorCode there are partitionErrorCode and acknowledgeErrorCode. The topicConfigErrorCode
// of CreateTopics is not a failure: the topic was created, but this user may not see its configs
// (KIP-525).
function isErrorCode(name: string, value: unknown): value is number {
  if (name === 'topicConfigErrorCode') return false
  return (name === 'errorCode' || name.endsWith('ErrorCode')) && typeof value === 'number' && value !== 0
}

function messageBeside(struct: object, name: string): string | undefined {
  const message: unknown = Reflect.get(struct, name.replace(/Code$/, 'Message'))
  return typeof message === 'string' && message !== '' ? message : undefined
}

function describeStruct(struct: object): string[] {
  return Object.entries(struct)
    .filter(
      ([name, value]) =>
        NAMING_FIELDS.has(name) && (typeof value === 'number' || (typeof value === 'string' && value !== '' && value !== ZERO_UUID))
    )
    .map(([name, value]) => `${name} ${shown(String(value), MAX_NAME_CHARS)}`)
}

function describeAnswer({ api, apiVersion, broker }: ErrorContext): string {
  const what = api === undefined ? 'The answer' : `The answer to ${api}${apiVersion === undefined ? '' : ` v${apiVersion}`}`
  if (broker === undefined) return what
  return `${what} from ${shown(broker.host, MAX_NAME_CHARS)}:${broker.port}${broker.nodeId === undefined ? '' : ` (node ${broker.nodeId})`}`
}
