import { isKafkaError } from '../../errors.ts'
import { type Api, decodeRequest } from '../../messages.ts'
import { Writer } from '../../protocol/primitives/writer.ts'
import { CommandError } from '../command-error.ts'

/**
 * A request from an object of JSON. A number of 64 bits may be a number or a text. Bytes are
 * base64, or `hex:` or `text:` with the bytes behind it. Throws a `CommandError` that names the
 * field which does not fit.
 */
export function requestFromJson(api: Api<unknown, unknown>, version: number, json: unknown): unknown {
  const writer = new JsonWriter()
  try {
    api.encodeRequest(writer, json, version)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_ENCODE')) throw error
    throw new CommandError(`${api.name} request v${version}: ${error.message}`)
  }
  return decodeRequest(api, version, writer.takeBytes())
}

// Takes values as JSON has them. What it wrote is decoded again, and then has the right types.
class JsonWriter extends Writer {
  override int64(value: bigint, field: string): void {
    super.int64(asInt64(value), field)
  }

  override bytes(value: Uint8Array, field: string): void {
    super.bytes(asBytes(value), field)
  }

  override compactBytes(value: Uint8Array, field: string): void {
    super.compactBytes(asBytes(value), field)
  }

  // The values of tagged fields are as JSON has them, too.
  override beginTag(): Writer {
    return new JsonWriter()
  }
}

function asInt64(value: unknown): bigint {
  const isWhole = typeof value === 'string' ? /^-?\d+$/.test(value) : Number.isSafeInteger(value)
  return (isWhole ? BigInt(value as string | number) : value) as bigint // the writer refuses others
}

const FORMS: readonly (readonly [prefix: string, encoding: BufferEncoding, form: RegExp])[] = [
  ['hex:', 'hex', /^(?:[0-9a-f]{2})*$/i],
  ['text:', 'utf8', /^/],
  ['', 'base64', /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}(?:==)?|[a-z0-9+/]{3}=?)?$/i]
]

function asBytes(value: unknown): Uint8Array {
  const [prefix, encoding, form] = FORMS.find(([start]) => typeof value === 'string' && value.startsWith(start)) ?? []
  if (typeof value !== 'string' || prefix === undefined || form?.test(value.slice(prefix.length)) !== true) return value as Uint8Array
  return Buffer.from(value.slice(prefix.length), encoding)
}
