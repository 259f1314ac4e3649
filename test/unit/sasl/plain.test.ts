import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { plain } from '../../../src/sasl/plain.ts'
import { rejectionOf, saslContext, say } from '../../support/process/exchange.ts'
import { failureOf } from '../../support/process/failure.ts'

describe('PLAIN', () => {
  test('PLAIN sends the message of RFC 4616 and ends', async () => {
    const exchange = plain({ username: 'tim', password: 'tanstaaftanstaaf' }).authenticate(saslContext())
    expect(await say(exchange)).toBe('\0tim\0tanstaaftanstaaf')
    expect(await say(exchange, '')).toBe(undefined)
    const acting = plain({ username: 'Kurt', password: 'xipj3plmq', authorizationId: 'Ursel' })
    expect(await say(acting.authenticate(saslContext()))).toBe('Ursel\0Kurt\0xipj3plmq')
  })

  test('PLAIN writes UTF-8, and escapes no character', async () => {
    expect(await say(plain({ username: () => 'ü=,', password: async () => 'пароль "' }).authenticate(saslContext()))).toBe(
      '\0ü=,\0пароль "'
    )
  })

  test('PLAIN refuses a NUL character, which separates the parts of the message', async () => {
    const error = await rejectionOf(say(plain({ username: 'a', password: 'canary\0' }).authenticate(saslContext())))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'PLAIN' })
    expect(error.message).toBe('PLAIN: the password holds a NUL character, which separates the parts of its message')
  })

  test('PLAIN refuses a broker whose answer is not empty', async () => {
    const exchange = plain({ username: 'a', password: 'b' }).authenticate(saslContext())
    await say(exchange)
    expect((await rejectionOf(say(exchange, 'more'))).message).toBe('PLAIN: the broker answered with 4 bytes, but the answer must be empty')
  })

  test('the error for a password that is a number shows its type, not its value', () => {
    const error = failureOf(() => plain({ username: 'a', password: 271_828 as never }))
    expect(error.message).toBe('plain: password must be text, or a function that returns it, not a number')
  })

  test('PLAIN shows no secret, and refuses missing credentials', () => {
    const mechanism = plain({ username: 'canary', password: 'canary' })
    expect(inspect(mechanism, { depth: 20, showHidden: true }) + JSON.stringify(mechanism)).not.toContain('canary')
    expect(() => plain({ username: 'a' } as never)).toThrow('plain: password is required: it must be text, or a function that returns it')
  })
})
