import { isKafkaError } from '../../errors.ts'
import { apiByKey, decodeReceivedRequest, decodeRequestHeader, decodeResponse, decodeResponseHeader } from '../../messages.ts'
import type { Api } from '../../protocol/api.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import type { Given } from '../frame/flags.ts'
import { toJson } from '../frame/to-json.ts'
import { readStdin } from '../input/read-stdin.ts'
import { findApi, versionOf } from '../messages/find-api.ts'

/** `kafkawire decode`: the bytes of a request or a response as fields. */
export const command: Command = {
  name: 'decode',
  usage: '[HEX]',
  description:
    'Decodes the bytes of one Kafka frame, with or without its four bytes of length. A request says itself what it is. A response does not: it needs --response, --api and --api-version. Without HEX, or with -, the bytes are read from the standard input as text in hexadecimal. Spaces, line ends, colons and 0x are allowed.',
  arguments: { name: 'HEX', min: 0, max: 1 },
  flags: {
    response: { help: 'the bytes are a response, and not a request' },
    api: { value: 'NAME|KEY', help: 'the API, for a response and for --body' },
    'api-version': { value: 'N', help: 'the version of the API, for a response and for --body' },
    body: { help: 'the bytes are a body, without a length and a header' },
    binary: { help: 'the standard input has the bytes themselves, and not text' }
  },
  connects: false,
  examples: [
    'decode 00000013001200000000000100096b61666b6177697265',
    'decode --response --api ApiVersions --api-version 0 00000001002300000000',
    'decode --binary --json < frame.bin'
  ],
  run
}

/** Bytes that were given, and where the part begins that is being decoded. */
interface Source {
  readonly bytes: Uint8Array
  readonly at: number
}

async function run({ given, output }: Run): Promise<number> {
  const known = apiOf(given)
  const bytes = await inputOf(given)
  if (bytes.length === 0) throw given.refuse('there are no bytes')
  const source = { bytes, at: given.is('body') ? 0 : startOf(given, bytes) }
  const decoded = known === undefined ? decodeRequestFrame(given, source) : decodeKnown(given, source, known)
  if (output.isJson) output.json(decoded)
  else {
    const { kind, api, apiVersion, header, body } = decoded
    output.line(output.styled('bold', `${api} ${kind} v${apiVersion}, ${bytes.length} bytes`))
    if (header !== null) output.line(`header ${toJson(header, INDENT)}`)
    output.line(`body ${toJson(body, INDENT)}`)
  }
  return exitCodes.OK
}

const INDENT = 2
const LENGTH_BYTES = 4
const SHOWN_CHARS = 4

interface Known {
  readonly api: Api<unknown, unknown>
  readonly version: number
}

function apiOf(given: Given): Known | undefined {
  const [name, version] = [given.text('api'), given.text('api-version')]
  const needs = given.is('response') ? '--response' : '--body'
  if (!given.is('response') && !given.is('body')) {
    if (name !== undefined || version !== undefined)
      throw given.refuse('a request says its API and version itself: add --response or --body, or leave out --api and --api-version')
    return undefined
  }
  if (name === undefined || version === undefined)
    throw given.refuse(`${needs} needs --api and --api-version, because the bytes do not name them`)
  const api = findApi(name)
  return { api, version: versionOf(api, version) }
}

async function inputOf(given: Given): Promise<Uint8Array> {
  const [text = '-'] = given.arguments
  if (given.is('binary')) {
    if (text !== '-') throw given.refuse('--binary reads the standard input: leave out HEX')
    return await readStdin()
  }
  const hex = text === '-' ? (await readStdin()).toString('latin1') : text
  const digits = hex.replaceAll(/0x|[\s:,]/gi, '')
  const wrong = digits.search(/[^0-9a-f]/i)
  if (wrong >= 0)
    throw given.refuse(`the text is not hexadecimal: digit ${wrong + 1} is ${JSON.stringify(digits.slice(wrong, wrong + SHOWN_CHARS))}`)
  if (digits.length % 2 === 1) throw given.refuse(`the text has ${digits.length} hexadecimal digits, and an even number makes bytes`)
  return Buffer.from(digits, 'hex')
}

// The length counts the bytes after it, so it says itself whether it is there.
function startOf(given: Given, bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw given.refuse(`${bytes.length} bytes are too few for a header`)
  const length = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readInt32BE()
  return length === bytes.length - LENGTH_BYTES ? LENGTH_BYTES : 0
}

interface DecodedFrame {
  readonly kind: 'request' | 'response'
  readonly api: string
  readonly apiKey: number
  readonly apiVersion: number
  readonly header: unknown
  readonly body: unknown
}

function decodeRequestFrame(given: Given, source: Source): DecodedFrame {
  const { byteLength, ...header } = locating(given, 'the header of a request', source, decodeRequestHeader)
  const { apiKey, apiVersion } = header
  const api = apiByKey(apiKey)
  if (api === undefined) throw given.refuse(`no API has the key ${apiKey} at byte ${source.at}: ${hintOf(source)}`)
  if (apiVersion < api.minVersion || apiVersion > api.maxVersion)
    throw given.refuse(`${api.name} has no version ${apiVersion}, which stands at byte ${source.at + 2}: ${hintOf(source)}`)
  const body = locating(given, undefined, { ...source, at: source.at + byteLength }, bytes => decodeReceivedRequest(api, apiVersion, bytes))
  return { kind: 'request', api: api.name, apiKey, apiVersion, header, body }
}

function hintOf({ bytes, at }: Source): string {
  if (at > 0) return 'for a response add --response, --api and --api-version'
  const length = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readInt32BE()
  return `these bytes are no request. If they begin with the length of a frame, that length is ${length}, and ${bytes.length - LENGTH_BYTES} bytes follow it`
}

function decodeKnown(given: Given, source: Source, { api, version }: Known): DecodedFrame {
  const isResponse = given.is('response')
  const found = { kind: isResponse ? 'response' : 'request', api: api.name, apiKey: api.key, apiVersion: version } as const
  const decode = (bytes: Uint8Array): unknown =>
    isResponse ? decodeResponse(api, version, bytes) : decodeReceivedRequest(api, version, bytes)
  if (given.is('body')) return { ...found, header: null, body: locating(given, undefined, source, decode) }
  const { byteLength, ...header } = locating(given, 'the header of a response', source, bytes => decodeResponseHeader(api, version, bytes))
  return { ...found, header, body: locating(given, undefined, { ...source, at: source.at + byteLength }, decode) }
}

// The errors of the decoder count from the beginning of the part that it got.
function locating<T>(given: Given, what: string | undefined, { bytes, at }: Source, decode: (part: Uint8Array) => T): T {
  try {
    return decode(bytes.subarray(at))
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_PROTOCOL')) throw error
    const { message, offset } = error
    const text = offset === undefined ? message : message.replace(` at byte ${offset}`, ` at byte ${at + offset} of ${bytes.length}`)
    const hint = given.is('response') || given.is('body') ? ': are --api and --api-version right?' : ''
    throw new CommandError(`${what === undefined ? '' : `${what}: `}${text}${hint}`, exitCodes.FAILED)
  }
}
