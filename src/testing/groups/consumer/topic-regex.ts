import { errorCodes } from '../../../protocol/codes/index.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'

// RE2, which Kafka uses, has neither lookaround nor back references.
const NOT_IN_RE2 = /\(\?<?[=!]|\\[1-9]|\\k</
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
  for (const [pattern, translation] of TRANSLATIONS) source = source.replace(pattern, translation)
  if (NOT_IN_RE2.test(source)) return invalid(topicRegex, 'invalid or unsupported Perl syntax')
  try {
    return new RegExp(`^(?:${source})$`, flags.replace('U', ''))
  } catch (error) {
    const problem = String(error).split(': ').at(-1) ?? ''
    return invalid(topicRegex, problem === 'Unterminated group' ? 'missing closing )' : problem)
  }
}

function invalid(topicRegex: string, problem: string): Refusal {
  return refuse(
    errorCodes.INVALID_REGULAR_EXPRESSION,
    `SubscribedTopicRegex \`${topicRegex}\` is not a valid regular expression: ${problem}.`
  )
}
