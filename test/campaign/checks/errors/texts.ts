import type { KafkaError } from 'kafkawire'

const MAX_TEXT_CHARS = 8_200
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/
// After this, a text tells of another attempt.
const EARLIER = /\. (?:Before that: |An earlier attempt )/
const WAITED_MS = /\bwaited [^;]* for (\d+) ms; /
const LIMITS_MS = /\b(?:is|for|granted) (\d+) ms\b/g

/** What is wrong between the text of an error and its fields. */
export function problemsOfText(error: KafkaError): string[] {
  const { message } = error
  const problems: string[] = []
  if (message.length > MAX_TEXT_CHARS) problems.push(`its text has ${message.length} characters`)
  if (CONTROL.test(message)) problems.push('its text has a control character')
  for (const [name, value] of toldFields(error))
    if (!message.includes(String(value))) problems.push(`its text does not have ${name} ${value}`)
  return [...problems, ...problemsOfTime(error)]
}

// The fields that the text repeats.
function toldFields(error: KafkaError): (readonly [name: string, value: string | number])[] {
  switch (error.code) {
    case 'KAFKA_QUEUE_FULL':
      return [
        ['queuedBytes', error.queuedBytes],
        ['maxQueuedBytes', error.maxQueuedBytes]
      ]
    case 'KAFKA_CIRCUIT_OPEN':
      return [['retryAfterMs', error.retryAfterMs]]
    case 'KAFKA_CLUSTER_CHANGED':
      return [
        ['clusterId', error.clusterId],
        ['expectedClusterId', error.expectedClusterId]
      ]
    case 'KAFKA_BROKER':
      return [
        ['errorCode', error.errorCode],
        ['errorName', error.errorName]
      ]
    case 'KAFKA_CONFIGURATION':
      return error.problems.map(problem => ['problem', problem] as const)
    case 'KAFKA_PROTOCOL':
      return error.offset === undefined ? [] : [['offset', error.offset]]
    default:
      return []
  }
}

// A timeout names its limit, or the parts of which the limit is the sum.
function problemsOfTime(error: KafkaError): string[] {
  if (error.code !== 'KAFKA_TIMEOUT') return []
  const { message, timeoutMs, elapsedMs } = error
  const [own = ''] = message.split(EARLIER)
  const [waited = '', waitedMs] = WAITED_MS.exec(own) ?? []
  const problems: string[] = []
  if (waitedMs !== undefined && elapsedMs !== undefined && Number(waitedMs) !== elapsedMs)
    problems.push(`its text says ${waitedMs} ms, and elapsedMs is ${elapsedMs}`)
  const limits = [...own.slice(own.indexOf(waited) + waited.length).matchAll(LIMITS_MS)].map(([, ms]) => Number(ms))
  const sum = limits.reduce((total, ms) => total + ms, 0)
  if (!own.includes(`${Math.round(timeoutMs)} ms`) && sum !== Math.round(timeoutMs))
    problems.push(`its text does not have timeoutMs ${timeoutMs}`)
  return problems
}
