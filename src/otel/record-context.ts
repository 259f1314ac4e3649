import { type Context, context, propagation, ROOT_CONTEXT, type TextMapGetter, type TextMapSetter } from '@opentelemetry/api'
import type { RecordInput } from '../records/write/record-writer.ts'

/** Headers as records have them: pairs of name and value. */
export type Headers = readonly (readonly [name: string, value: Uint8Array | string | null])[]
/** Headers that a propagator may add to. */
export type MutableHeaders = (readonly [name: string, value: Uint8Array | string | null])[]

/** Writes a propagator's fields into headers. A field that is there already is replaced. */
export const headerSetter: TextMapSetter<MutableHeaders> = {
  set(headers, key, value) {
    for (let i = headers.length - 1; i >= 0; i--) if (headers[i]?.[0] === key) headers.splice(i, 1)
    headers.push([key, value])
  }
}

/** Reads a propagator's fields from headers. Of several with one name, the last one counts. */
export const headerGetter: TextMapGetter<Headers> = {
  keys: headers => headers.map(([name]) => name),
  get(headers, key) {
    const value = headers.findLast(([name]) => name === key)?.[1] ?? undefined
    return value === undefined || typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.length).toString()
  }
}

/**
 * Returns a copy of a record with the trace context in its headers, as the registered propagator
 * writes it: `traceparent` and `tracestate` for W3C. Headers of an earlier context are replaced.
 * Without a propagator or a context the headers stay as they are.
 *
 * @param from the context to write. Default: the active one.
 */
export function injectContext(record: RecordInput, from: Context = context.active()): RecordInput {
  const headers: MutableHeaders = [...((record.headers as Headers | undefined) ?? [])]
  propagation.inject(from, headers, headerSetter)
  const { key, value, timestamp, offsetDelta } = record
  return { key, value, timestamp, offsetDelta, headers }
}

/**
 * Returns the trace context in the headers of a record. It is `onto` with what the registered
 * propagator found; without such headers it is `onto` itself.
 *
 * @param onto the context to add to. Default: one without a span.
 */
export function extractContext(record: { readonly headers?: Headers | undefined }, onto: Context = ROOT_CONTEXT): Context {
  return propagation.extract(onto, record.headers ?? [], headerGetter)
}
