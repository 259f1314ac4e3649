import { expect, test } from 'vitest'
import { jsonRecordOf } from '../../../../src/cli/input/json-record.ts'

test.each([
  [
    'an object',
    '{"a":"1","b":null}',
    [
      ['a', '1'],
      ['b', null]
    ]
  ],
  [
    'a list of pairs, in which a name may come twice',
    '[["a","1"],["a","2"]]',
    [
      ['a', '1'],
      ['a', '2']
    ]
  ],
  ['null', 'null', []]
])('the headers of a line of JSON may be %s', (_, headers, expected) => {
  expect(jsonRecordOf(`{"value":"v","headers":${headers}}`).headers).toEqual(expected)
})

test.each([['"a"'], ['[["a"]]'], ['[[1,"a"]]'], ['["a","b"]']])('the headers %s are refused with the forms that fit', headers => {
  expect(() => jsonRecordOf(`{"value":"v","headers":${headers}}`)).toThrow(
    '"headers" must be an object of texts, a list of pairs such as [["name", "text"]], or null'
  )
})

test('the topic and the offset of a line of JSON are left alone, and an unknown field is refused', () => {
  expect(jsonRecordOf('{"topic":"a","offset":"7","partition":1,"timestamp":5,"key":"k","value":"v"}')).toEqual({
    key: 'k',
    value: 'v',
    headers: [],
    partition: 1,
    timestamp: 5n
  })
  expect(() => jsonRecordOf('{"value":"v","ofset":"7"}')).toThrow('there is no field "ofset"')
})
