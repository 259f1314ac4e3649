import { isBytes } from '../../type-checks.ts'
/**
 * The expected fields of a message. Fields that are left out are not compared. Arrays are compared
 * with all of their elements.
 */
export type Expected<T> = T extends Uint8Array | bigint | string | number | boolean | null
  ? T
  : T extends readonly (infer E)[]
    ? readonly Expected<E>[]
    : { readonly [K in keyof T]?: Expected<T[K]> | undefined }

/** One line for each difference between the expected and the actual value, with its path. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (Object.is(expected, actual)) return []
  if (isBytes(expected) && isBytes(actual) && Buffer.compare(expected, actual) === 0) return []
  if (Array.isArray(expected) && Array.isArray(actual)) return inArrays(expected, actual, path)
  if (!isStruct(expected) || !isStruct(actual)) return [`${path || 'the message'}: expected ${show(expected)}, received ${show(actual)}`]
  return Object.entries(expected).flatMap(([name, value]) => differences(value, actual[name], path === '' ? name : `${path}.${name}`))
}

function inArrays(expected: readonly unknown[], actual: readonly unknown[], path: string): string[] {
  const length = expected.length === actual.length ? [] : [`${path}: expected ${expected.length} elements, received ${actual.length}`]
  const shared = expected.slice(0, actual.length)
  return [...length, ...shared.flatMap((value, index) => differences(value, actual[index], `${path}[${index}]`))]
}

function isStruct(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBytes(value)
}

function show(value: unknown): string {
  if (isBytes(value)) return `${value.length} bytes ${Buffer.from(value).toString('hex').slice(0, 64)}`
  if (typeof value === 'bigint') return `${value}n`
  const text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner))
  return text === undefined ? 'nothing' : text.slice(0, 200)
}
