import { describe, expect, test } from 'vitest'
import { type Flags, type Given, parseFlags } from '../../../../src/cli/frame/flags.ts'

const flags: Flags = {
  topic: { value: 'NAME', help: 'a topic' },
  header: { value: 'NAME=VALUE', help: 'a header', isRepeatable: true },
  limit: { value: 'N', help: 'a limit' },
  wait: { value: 'TIME', help: 'a time' },
  tail: { help: 'go on' },
  json: { help: 'JSON' },
  help: { help: 'help', short: 'h' }
}
const parse = (...args: readonly string[]): Given => parseFlags('demo', args, flags, { name: 'FILE', min: 0, max: 1 })

describe('the flags of a command', () => {
  test('flags have values, may be repeated if the table says so, and stand beside arguments', () => {
    const given = parse('--topic', 'a', 'file', '--header', 'b=1', '--header=c=2', '--limit', '3', '--tail')
    expect([given.text('topic'), given.texts('header'), given.integer('limit', { min: 1, max: 9 })]).toEqual(['a', ['b=1', 'c=2'], 3])
    expect([given.is('tail'), given.is('json'), given.has('wait'), given.arguments]).toEqual([true, false, false, ['file']])
  })

  test('a negative number stands behind its flag with and without an equals sign', () => {
    const limits = { min: -9, max: 9 }
    for (const args of [['--limit', '-3'], ['--limit=-3']]) expect(parse(...args).integer('limit', limits)).toBe(-3)
    expect(parse('--tail', '--', '-3').arguments).toEqual(['-3'])
    expect(() => parse('--tail', '-3')).toThrow(/^demo: /)
  })

  test.each([
    ['250ms', 250],
    ['500ms', 500],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000]
  ])('the time %s is %i milliseconds', (text, ms) => {
    expect(parse('--wait', text).durationMs('wait')).toBe(ms)
  })

  test.each([
    [['--bogus'], "demo: unknown option '--bogus'. See kafkawire demo --help"],
    [['--topics', 'a'], "demo: unknown option '--topics', do you mean --topic?. See kafkawire demo --help"],
    [['--topic'], "demo: option '--topic <value>' argument missing. See kafkawire demo --help"],
    [['--topic', 'a', '--topic', 'b'], 'demo: --topic was given 2 times, and can be given once'],
    [['a', 'b'], 'demo: 2 arguments were given, and 1 is the most (FILE). See kafkawire demo --help']
  ])('the command line %j is refused with: %s', (args, message) => {
    expect(() => parse(...args)).toThrow(expect.objectContaining({ name: 'CommandError', exitCode: 2, message }))
  })

  test('an argument that is missing is named', () => {
    expect(() => parseFlags('demo', [], flags, { name: 'HEX', min: 1, max: 1 })).toThrow('demo: HEX is missing. See kafkawire demo --help')
  })

  test('a command without arguments refuses one, and does not show it, because it may be a password', () => {
    expect(() => parseFlags('demo', ['secret'], flags, undefined)).toThrow(/^(?!.*secret)demo: unexpected argument '…'/)
  })

  test.each([['--password=secret'], ['--sasl-password=secret'], ['--passwort=secret']])(
    'the flag %s is refused, and its value is not shown',
    flag => {
      expect(() => parse(flag)).toThrow(/^(?!.*secret)/)
    }
  )

  test('a password on the command line is refused with the variable to set', () => {
    expect(() => parse('--password', 'secret')).toThrow('demo: a password is never taken from the command line: set KAFKAWIRE_PASSWORD')
  })

  test('values that do not fit are refused with what fits', () => {
    expect(() => parse('--limit', 'x').integer('limit', { min: 1, max: 9 })).toThrow(
      'demo: --limit must be an integer from 1 to 9, not "x"'
    )
    expect(() => parse('--limit', '10').integer('limit', { min: 1, max: 9 })).toThrow('not "10"')
    expect(() => parse('--wait', '0').durationMs('wait')).toThrow('demo: --wait must be a time above 0')
    expect(() => parse('--wait', '5').durationMs('wait')).toThrow('demo: --wait must be a time above 0 with its unit, such as 500ms')
    expect(() => parse('--topic', '').text('topic')).toThrow('demo: --topic must not be empty')
    expect(() => parse('--topic', 'c').oneOf('topic', ['a', 'b'])).toThrow('demo: --topic must be one of a, b, not "c"')
    expect(() => parse('--topic', 'a', '--tail').excludes('tail', 'topic')).toThrow('--tail and --topic exclude each other')
  })

  test('a flag that the command does not have is a mistake of the command', () => {
    expect(() => parse().text('other')).toThrow('the command demo has no flag other')
  })
})
