import { isMap } from '../../type-checks.ts'

/**
 * A value as text of JSON. Numbers of 64 bits become text, because a number of JSON loses digits;
 * bytes become base64, and a Map becomes an object.
 */
export function toJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, (_, each) => asJson(each), indent)
}

// A Buffer has become { type, data } before a replacer of JSON sees it.
function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (isMap(value)) return Object.fromEntries(value)
  const { type, data } = Object(value) as { readonly type?: unknown; readonly data?: unknown }
  return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data as number[]).toString('base64') : value
}
