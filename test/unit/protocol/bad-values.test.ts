import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../src/errors.ts'
import { apis, payloads } from '../../../src/messages.ts'
import type { Field, Struct, Type } from '../../../tools/generate/model.ts'
import { fullValues } from '../../support/vectors/full-values.ts'
import type { Values } from '../../support/vectors/message-values.ts'
import { type Codec, codecOf } from '../../support/vectors/vectors.ts'

const SECRET = 'hunter2'
const text = `${SECRET} is no number`

// For each type of field, wrong values that a caller without types may pass. `[0]` means that the
// element is wrong.
const WRONG: Record<string, readonly unknown[]> = {
  bool: [0, 'true', null, 1n],
  int8: [128, -129, 1.5, Number.NaN, text, 5n, null, true, {}, [], Symbol(SECRET)],
  int16: [32_768, -32_769, Number.NaN, text, 5n, null, {}],
  uint16: [65_536, -1, Number.NaN, text, 5n, null],
  int32: [2 ** 31, -(2 ** 31) - 1, 1.5, Number.POSITIVE_INFINITY, Number.NaN, text, 5n, null, true, {}, [], Symbol(SECRET)],
  uint32: [2 ** 32, -1, Number.NaN, text, 5n, null],
  int64: [5, 2n ** 63n, -(2n ** 63n) - 1n, text, null, {}],
  float64: [text, 5n, null, {}],
  uuid: [text, 5, 'AAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAA+/', {}],
  string: [5, 5n, true, {}, [SECRET], Buffer.from(SECRET), `${SECRET}\ud800`, SECRET.repeat(5_000), Symbol(SECRET)],
  bytes: [text, 5, [1, 2], { length: 2 }, new ArrayBuffer(2)],
  array: [5, text, {}, new Map([[0, SECRET]]), { length: 1 }, Symbol(SECRET)],
  elements: [[null], [undefined], new Array(1), [Symbol(SECRET)]],
  struct: [5, text, true, Symbol(SECRET)],
  tags: [null, {}, [1], text, new Map([[-1, Buffer.alloc(1)]]), new Map<unknown, unknown>([[5n, 1]]), new Map([[5, SECRET]])]
}

const names = [...apis.flatMap(({ name }) => [`${name}Request`, `${name}Response`]), ...payloads.map(({ name }) => name)]

describe('a value of the wrong type or out of range', () => {
  test.each(names)('a wrong value anywhere in %s is KAFKA_ENCODE with its path, and the value is not shown', name => {
    const codec = codecOf(name)
    const { versions, flexible } = codec.message.root
    const ends = new Set([versions[0], flexible[0], versions.at(-1)].filter(version => version !== undefined))
    const faults = [...ends].flatMap(version => faultsOf(codec, version))
    expect(faults.slice(0, 10)).toEqual([])
  })

  test.each(apis.filter(api => api.highestVersionFor !== undefined).map(api => [api.name, api] as const))(
    '%s chooses a version although a value is wrong, and leaves the refusal to the encoder',
    (name, api) => {
      const { message } = codecOf(`${name}Request`)
      for (const version of message.root.versions) {
        const whole = fullValues(message.root, version)
        replaceEach(message.root, version, whole, '', () => {
          api.highestVersionFor?.(whole)
          api.lowestVersionFor?.(whole)
        })
      }
      for (const root of [undefined, null, 5, text, []]) {
        expect(api.highestVersionFor?.(root)).toBe(api.maxVersion)
        expect(api.lowestVersionFor?.(root) ?? api.minVersion).toBe(api.minVersion)
      }
    }
  )
})

function faultsOf({ message, encode }: Codec, version: number): string[] {
  const whole = fullValues(message.root, version)
  encode(version, whole)
  const faults: string[] = []
  const check = (value: unknown, path: string, wrong: unknown): void => {
    const fault = faultOf(() => encode(version, value), path)
    if (fault !== undefined) faults.push(`v${version} ${path} = ${describeWrong(wrong)}: ${fault}`)
  }
  for (const root of [undefined, null, 5, text]) check(root, '', root)
  replaceEach(message.root, version, whole, '', (path, wrong) => check(whole, path, wrong))
  return faults
}

function faultOf(call: () => unknown, path: string): string | undefined {
  try {
    call()
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_ENCODE')) return `${error}`
    if (error.message.includes(SECRET)) return `shows the value: ${error.message}`
    return error.path === path ? undefined : `path ${error.path}`
  }
  return 'not refused'
}

/**
 * Replaces each right value by each wrong value, calls `look`, and restores the right one.
 */
function replaceEach(struct: Struct, version: number, values: Values, path: string, look: (path: string, wrong: unknown) => void): void {
  const replace = (name: string, at: string, wrongs: readonly unknown[]): void => {
    const right = values[name]
    for (const wrong of wrongs) {
      values[name] = wrong
      look(at, wrong)
    }
    if (right === undefined) delete values[name]
    else values[name] = right
  }
  for (const field of struct.fields.filter(({ versions }) => versions.includes(version))) {
    const here = path === '' ? field.name : `${path}.${field.name}`
    const { type } = field
    replace(field.name, here, wrongFor(field, version))
    const value = values[field.name]
    if (type.kind === 'array') {
      replace(field.name, `${here}[0]`, WRONG['elements'] ?? [])
      replace(field.name, `${here}[0]`, wrongElements(type.of))
      if (type.of.kind === 'struct') replaceEach(type.of.struct, version, (value as Values[])[0] ?? {}, `${here}[0]`, look)
    } else if (type.kind === 'struct') replaceEach(type.struct, version, value as Values, here, look)
  }
  const tags = path === '' ? 'unknownTags' : `${path}.unknownTags`
  const flexible = struct.flexible.includes(version)
  for (const wrong of WRONG['tags'] ?? []) replace('unknownTags', flexible && isBytesFault(wrong) ? `${tags}.5` : tags, [wrong])
}

const isBytesFault = (wrong: unknown): boolean => wrong instanceof Map && wrong.has(5)

function wrongFor(field: Field, version: number): unknown[] {
  const { type } = field
  const wrongs = [...(WRONG[type.kind === 'primitive' ? type.name : type.kind] ?? [])]
  if (type.kind !== 'primitive' && !field.nullable.includes(version)) wrongs.push(null)
  if (field.required) wrongs.push(undefined)
  return wrongs.filter(wrong => !(wrong === null && field.default === 'null' && field.tagged.includes(version)))
}

function wrongElements(of: Type): unknown[] {
  return (WRONG[of.kind === 'primitive' ? of.name : of.kind] ?? []).map(wrong => [wrong])
}

const describeWrong = (wrong: unknown): string => (Array.isArray(wrong) ? `[${wrong.map(String)}]` : String(wrong))
