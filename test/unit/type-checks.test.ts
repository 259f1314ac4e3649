import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { alertIn, reasonOf } from '../../src/conn/opening/connect-error.ts'
import { acks } from '../../src/protocol/codes/index.ts'
import { encodeRequest } from '../../src/protocol/message-codec.ts'
import { Produce } from '../../src/protocol/messages/produce.ts'
import { batchBuilder } from '../../src/records/index.ts'
import { errorsIn, isAbortSignal, isBytes, isDate, isError, isMap, isUrl, messageOf } from '../../src/type-checks.ts'

/**
 * A value of another realm, whose Error, Uint8Array, Map and Date are other classes than those
 * here.
 */
const foreign = (source: string): unknown => runInNewContext(source)

describe('a value of another realm is recognised', () => {
  test.each([
    ['an error', isError, 'new TypeError("x")'],
    ['an error that holds several', isError, 'new AggregateError([1, 2])'],
    ['bytes', isBytes, 'new Uint8Array(3)'],
    ['a Map', isMap, 'new Map([[1, 2]])'],
    ['a Date', isDate, 'new Date(0)']
  ] as const)('%s of another realm is recognised', (_, isKind, source) => {
    expect(isKind(foreign(source))).toBe(true)
  })

  test('a signal, a URL and a Buffer of this realm are recognised too', () => {
    expect([isAbortSignal(AbortSignal.abort()), isUrl(new URL('http://a/')), isBytes(Buffer.alloc(1))]).toEqual([true, true, true])
  })
})

test.each([
  ['isError', isError, [null, 'x', {}, { message: 'x' }, { name: 'x', message: 'y' }]],
  ['isBytes', isBytes, [null, 'x', [1], new Uint16Array(1), new DataView(new ArrayBuffer(1)), { [Symbol.toStringTag]: 'Uint8Array' }]],
  ['isMap', isMap, [null, {}, new Set(), new WeakMap(), { get: () => 1 }]],
  ['isDate', isDate, [null, 0, '2020-01-01', {}]],
  ['isUrl', isUrl, [null, 'http://a/', {}]],
  ['isAbortSignal', isAbortSignal, [null, {}, new AbortController(), new EventTarget(), { aborted: false }]]
] as const)('%s refuses a value of another kind', (_, isKind, values) => {
  expect((values as readonly unknown[]).filter(value => isKind(value))).toEqual([])
})

test('the text and the parts of an error are found in any realm', () => {
  expect(messageOf(foreign('new Error("refused")'))).toBe('refused')
  expect(messageOf('plain text')).toBe('plain text')
  expect(errorsIn(foreign('new AggregateError([1, 2])'))).toEqual([1, 2])
  expect(errorsIn('one')).toEqual(['one'])
})

test('an error of Node in another realm keeps its code: ECONNREFUSED, and the alert of a missing client certificate', () => {
  expect(reasonOf(foreign('Object.assign(new Error("x"), { code: "ECONNREFUSED" })'))).toBe('refused: ECONNREFUSED')
  const alert = foreign('Object.assign(new Error("x"), { code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" })')
  expect(alertIn(alert)).toBe('certificate required')
})

test('bytes and tagged fields of another realm are written as those of this one', () => {
  const request = (records: Uint8Array, unknownTags: Map<number, Uint8Array>) =>
    encodeRequest(Produce, 9, {
      acks: acks.LEADER,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData: [{ index: 0, records }] }],
      unknownTags
    })
  const foreignTags = foreign('new Map([[100, new Uint8Array([4])]])') as Map<number, Uint8Array>
  const theirs = request(foreign('new Uint8Array([1, 2, 3])') as Uint8Array, foreignTags)
  expect(Buffer.from(theirs)).toEqual(Buffer.from(request(Uint8Array.of(1, 2, 3), new Map([[100, Uint8Array.of(4)]]))))
})

test('a record of another realm is built as one of this one', () => {
  const build = (value: Uint8Array): string | undefined => {
    const builder = batchBuilder()
    builder.append({ key: value, value, timestamp: 0n })
    return Buffer.from(builder.build()).toString('hex')
  }
  expect(build(foreign('new Uint8Array([1, 2, 3])') as Uint8Array)).toBe(build(Uint8Array.of(1, 2, 3)))
})
