import { describe, expect, test } from 'vitest'
import { KafkaError } from '../../src/errors.ts'
import { escaped, listed, quoted, shown } from '../../src/quote.ts'

const ESCAPE = '\u001b'

describe('text of another party', () => {
  test('text of another party has an escape for each control and format character', () => {
    expect(escaped(`a\nb\r\tc${ESCAPE}[31m\u0000\u007f\u0085`)).toBe('a\\nb\\r\\tc\\u001b[31m\\u0000\\u007f\\u0085')
    expect(escaped('\u2028\u2029\u202eabc\u2066\u200b\ufeff\u{e0041}')).toBe('\\u2028\\u2029\\u202eabc\\u2066\\u200b\\ufeff\\u{e0041}')
    expect(escaped('\ud800x\udc00')).toBe('\\ud800x\\udc00')
  })

  test('text of another party keeps the letters of every language, and escapes that it already has', () => {
    for (const text of ['plain', 'Größe', '日本語', '😀', 'a\\nb', '']) expect(escaped(text)).toBe(text)
  })

  test('text of another party that is too long is cut, and its length is told', () => {
    expect(shown('x'.repeat(10), 10)).toBe('x'.repeat(10))
    expect(shown('x'.repeat(30_000), 10)).toBe('xxxxxxxxxx… (30000 characters)')
    expect(shown('ab\nc', 3)).toBe('ab\\n… (4 characters)')
  })

  test('text of another party in quotation marks cannot end the quotation', () => {
    expect(quoted('say "yes"\\')).toBe('"say \\"yes\\"\\\\"')
    expect(quoted('abcdef', 3)).toBe('"abc…" (6 characters)')
  })

  test('each text of a list is cut by itself, and of many texts the first ten are shown', () => {
    expect(listed(['a', 'b\n', 'x'.repeat(300)])).toBe(`a, b\\n, ${'x'.repeat(100)}… (300 characters)`)
    expect(listed(Array.from({ length: 1_000 }, (_, i) => `m${i}`))).toBe('m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, and 990 more')
    expect(listed([])).toBe('')
  })
})

describe('the message of a KafkaError', () => {
  test('the message of a KafkaError is one line, whatever text it quotes', () => {
    const { message, stack } = new KafkaError('KAFKA_POOL_CLOSED', `told\nforged ${ESCAPE}[31mline`, {})
    expect(message).toBe('told\\nforged \\u001b[31mline')
    expect(stack?.split('\n')[0]).toBe(`KafkaError: ${message}`)
  })

  test('the message of a KafkaError that is too long is cut once, however often it is taken over', () => {
    const first = new KafkaError('KAFKA_POOL_CLOSED', 'x'.repeat(1_000_000), {})
    expect(first.message).toBe(`${'x'.repeat(8_000)}… (1000000 characters)`)
    expect(new KafkaError('KAFKA_POOL_CLOSED', first.message, {}).message).toBe(first.message)
  })
})
