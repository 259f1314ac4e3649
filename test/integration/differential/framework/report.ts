import { errorCodes } from '../../../../src/messages.ts'
import type { Finding, Outcome } from './campaign.ts'
import { json } from './normalise.ts'

/** A text that says what a run has done and found. */
export function reportOf(outcome: Outcome, release: string): string {
  const { sequences, requests, areas, apis, fields, findings } = outcome
  const asked = [...apis].sort(([, a], [, b]) => b - a).map(([api, times]) => `${api} ${times}`)
  const differing = [...fields.values()].reduce((sum, times) => sum + times, 0)
  return [
    `${release}: ${sequences} sequences with ${requests} requests, ${differing} sequences differ`,
    `  ${[...areas].map(([area, times]) => `${area} ${times}`).join(', ')}`,
    `  ${asked.join(', ')}`,
    ...[...fields].sort(([, a], [, b]) => b - a).map(([field, times]) => `  ${times} × ${field}`),
    ...findings.map(findingText)
  ].join('\n')
}

/** A text with the shortened sequence, the request and both answers. */
export function findingText(finding: Finding): string {
  const { release, seed, number, area, difference, steps, results, compared } = finding
  const at = difference.index
  const both = compared[at]
  return [
    '',
    `Kafka ${release} and the testing broker differ in ${difference.api} v${difference.version}, ${difference.path || 'the whole answer'}`,
    `  Kafka:   ${named(difference.path, difference.kafka)}`,
    `  testing: ${named(difference.path, difference.testing)}`,
    `  again:   npm run differential -- --seed ${seed} --first ${number} --sequences 1 --only ${area} --release ${release}`,
    '  the shortened sequence, as it was sent to Kafka:',
    ...steps.slice(0, at + 1).map((step, index) => {
      const line = `    ${index}. ${step.connection > 0 ? `[connection ${step.connection}] ` : ''}${step.api.name} v${step.version} ${json(results[index]?.request)}`
      return index === at ? line : `${line}\n       → ${short(json(compared[index]?.kafka))}`
    }),
    `  Kafka:   ${json(both?.kafka)}`,
    `  testing: ${json(both?.testing)}`
  ].join('\n')
}

const SHOWN_CHARACTERS = 400
const short = (text: string): string => (text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text)

function named(path: string, value: unknown): string {
  const name = /errorCode$/i.test(path) && Object.entries(errorCodes).find(([, code]) => code === value)?.[0]
  return name ? `${json(value)} (${name})` : json(value)
}
