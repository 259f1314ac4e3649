import { KafkaError, type KafkaErrorDetails } from '../errors.ts'
import { quoted, shown } from '../quote.ts'
import { isMap } from '../type-checks.ts'
import { errorFor } from './error-code-table.ts'
import { ZERO_UUID } from './primitives/reader.ts'

/** What the caller of {@link throwIfError} knows of the exchange; it goes into the error and its message. */
export type ErrorContext = Pick<KafkaErrorDetails, 'api' | 'apiVersion' | 'broker' | 'elapsedMs'>

/**
 * Returns a decoded response in which every error code is 0. Otherwise throws `KAFKA_BROKER` for the first code that is not,
 * depth first in the order of the fields, with `errorCode`, `errorName`, `retriable`, the `path` to it and the broker's own message.
 *
 * A response may succeed for one partition and fail for the next: use it where any failure means that the whole has failed.
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

// In structs and arrays: twice what Kafka's responses need. It ends the search in an object that a caller tied into a knot.
const MAX_DEPTH = 16

// A broker may fill a string of 32 KiB; a log line should not.
const MAX_QUOTED_CHARS = 1_000
const MAX_NAME_CHARS = 255

// Fields that tell a person which of many entries has failed.
const NAMING_FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'topic', 'topicName', 'topicId', 'partitionIndex', 'partition', 'partitionId', 'index', 'groupId', 'memberId'],
  ...['transactionalId', 'resourceName', 'user', 'key', 'logDir']
])

interface FoundError {
  readonly errorCode: number
  readonly message: string | undefined
  /** The way to the field from the value searched, each step with its dot or brackets. */
  readonly path: string
  /** The naming fields of the structs on the way, outermost first. */
  readonly about: readonly string[]
}

function findError(value: unknown, depth: number): FoundError | undefined {
  // Bytes may be a whole frame of records, and a Map holds tags whose meaning we do not know.
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

// Besides errorCode there are partitionErrorCode and acknowledgeErrorCode. CreateTopics' topicConfigErrorCode is no failure:
// the topic was made, and only its configs are not to be seen by this user (KIP-525).
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
