import { describe, expect, test } from 'vitest'
import { parseJaas } from '../../../../src/cli/connection/jaas-config.ts'
import { parseProperties } from '../../../../src/cli/connection/properties-file.ts'

describe('a properties file of Java', () => {
  test('keys are followed by an equals sign, a colon or a space, and the last line of a key counts', () => {
    const text = '# comment\n! comment\n\na=1\nb: 2\n  c 3\nd\na = 4 '
    expect([...parseProperties(text)]).toEqual([
      ['a', '4 '],
      ['b', '2'],
      ['c', '3'],
      ['d', '']
    ])
  })

  test('a line goes on after a backslash, and escapes are read', () => {
    const text = '\ufeffjaas = one \\\r\n    two\\\\\r\npath=C\\:\\\\keys\\tx\nname=\\u00e9\\=\nkey\\ with\\=signs=v'
    expect([...parseProperties(text)]).toEqual([
      ['jaas', 'one two\\'],
      ['path', 'C:\\keys\tx'],
      ['name', 'é='],
      ['key with=signs', 'v']
    ])
  })
})

describe('sasl.jaas.config', () => {
  test('the login module and its options are read, with quotation marks of both kinds and escapes', () => {
    const text = `org.apache.kafka.common.security.plain.PlainLoginModule required username="al\\"ice"  password='s;e c' debug=true ;`
    const read = parseJaas(text)
    expect(read).toEqual({
      module: 'PlainLoginModule',
      options: new Map([
        ['username', 'al"ice'],
        ['password', 's;e c'],
        ['debug', 'true']
      ])
    })
  })

  test.each([
    ['username="alice" password="secret";', 'has another form'],
    ['a.PlainLoginModule required username="alice" password="secret"', 'cannot be read after 2 options'],
    ['a.PlainLoginModule required username="alice" password="secret;', 'cannot be read after 1 options'],
    ['a.PlainLoginModule required username=alice secret;', 'cannot be read after 1 options']
  ])('the text %s is refused without a word of it', (text, problem) => {
    const read = parseJaas(text)
    expect(read).toContain(problem)
    expect(read).not.toContain('secret')
  })
})
