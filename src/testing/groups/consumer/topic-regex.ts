import { errorCodes } from '../../../protocol/codes/index.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'

// What RE2, which Kafka uses, refuses in another way than JavaScript: it has neither lookaround nor
// back references, no unknown escapes and classes, and repeats at most 1,000 times.
const REFUSED_BY_RE2: readonly (readonly [RegExp, string])[] = [
  [/\\$/, 'trailing backslash at end of expression'],
  [/\\(?:[1-9]|(?![AabBdDEfnpPQrsStvwWxz])[A-Za-z]|x(?![0-9A-Fa-f]{2}|\{))/, 'invalid escape sequence'],
  [/\(\?<[=!]/, 'invalid named capture'],
  [/\(\?[=!]/, 'invalid or unsupported Perl syntax'],
  [/\[:(?!(?:alnum|alpha|digit|lower|upper|word):\])\w*:\]/, 'invalid character class range'],
  [/\{(?:\d+,)?(?:\d{5,}|[2-9]\d{3}|1(?!000)\d{3})\}/, 'invalid repeat count'],
  [/^[*+?]|[(|][*+]/, 'missing argument to repetition operator']
]

// The problems that JavaScript finds, and what RE2 calls them.
const RE2_PROBLEMS: Readonly<Record<string, string>> = {
  'Unterminated group': 'missing closing )',
  'Unterminated character class': 'missing closing ]',
  "Unmatched ')'": 'regexp/syntax: internal error',
  'Nothing to repeat': 'invalid nested repetition operator',
  'numbers out of order in {} quantifier': 'invalid repeat count',
  'Range out of order in character class': 'invalid character class range',
  'Invalid group': 'invalid or unsupported Perl syntax',
  'Invalid capture group name': 'invalid named capture',
  'Duplicate capture group name': 'duplicate capture group name'
}
const FLAGS_AT_START = /^\(\?([imsU]+)\)/

// What RE2 writes in another way than JavaScript.
const TRANSLATIONS: readonly (readonly [RegExp, string])[] = [
  [/\(\?P</g, '(?<'],
  [/\\A/g, '^'],
  [/\\z/g, '$'],
  [/\[:alnum:\]/g, 'a-zA-Z0-9'],
  [/\[:alpha:\]/g, 'a-zA-Z'],
  [/\[:digit:\]/g, '0-9'],
  [/\[:lower:\]/g, 'a-z'],
  [/\[:upper:\]/g, 'A-Z'],
  [/\[:word:\]/g, '\\w']
]

/**
 * The regular expression of a subscription, for whole topic names. Kafka compiles it with RE2. This
 * understands what both RE2 and JavaScript have, flags at the start, named groups and classes such
 * as `[[:alpha:]]`.
 */
export function compileTopicRegex(topicRegex: string): RegExp | Refusal {
  const flags = FLAGS_AT_START.exec(topicRegex)?.[1] ?? ''
  let source = topicRegex.replace(FLAGS_AT_START, '')
  const unescaped = source.replaceAll('\\\\', '')
  for (const [pattern, problem] of REFUSED_BY_RE2) if (pattern.test(unescaped)) return invalid(topicRegex, problem)
  for (const [pattern, translation] of TRANSLATIONS) source = source.replace(pattern, translation)
  try {
    return new RegExp(`^(?:${source})$`, flags.replace('U', ''))
  } catch (error) {
    const problem = String(error).split(': ').at(-1) ?? ''
    return invalid(topicRegex, RE2_PROBLEMS[problem] ?? problem)
  }
}

function invalid(topicRegex: string, problem: string): Refusal {
  return refuse(
    errorCodes.INVALID_REGULAR_EXPRESSION,
    `SubscribedTopicRegex \`${topicRegex}\` is not a valid regular expression: ${problem}.`
  )
}
