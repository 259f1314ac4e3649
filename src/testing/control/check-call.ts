import { isRecord, mismatch, type OptionRule, type OptionRules, optionProblems, refuseIfAny } from '../../options.ts'
import type { ControlCall, ControlRoute, Schema } from './control-route.ts'

/** A request as it was received: the texts of its parameters, and its body as JSON. */
export interface RawCall {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

/**
 * Checks a request against the schemas of its route. Throws one `KAFKA_CONFIGURATION` for all
 * problems, with the words of the checks in code.
 */
export function checkCall(
  { operationId, pathParameters = {}, queryParameters = {}, body, checksBody }: ControlRoute<never>,
  call: RawCall
): Omit<ControlCall, 'signal'> {
  const path = converted(call.path, pathParameters)
  const query = converted(call.query, queryParameters)
  const given = call.body ?? {}
  refuseIfAny(operationId, isRecord(given) ? [] : [mismatch('the body', 'a JSON object', given)])
  refuseIfAny(operationId, [
    ...optionProblems(path, rulesOf({ properties: pathParameters, required: Object.keys(pathParameters) })),
    ...optionProblems(query, rulesOf({ properties: queryParameters })),
    ...(checksBody === true ? [] : optionProblems(given, rulesOf(body ?? {})))
  ])
  return { parameters: { ...path, ...query }, body: given as Record<string, unknown> }
}

const WHOLE_NUMBER = /^-?\d+$/

// A text that is no whole number stays as it is, so that the check refuses it.
function converted(texts: Readonly<Record<string, string>>, schemas: Readonly<Record<string, Schema>>): Record<string, unknown> {
  const convert = (name: string, value: string): unknown =>
    schemas[name]?.type === 'integer' && WHOLE_NUMBER.test(value) ? Number(value) : value
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, convert(name, value)]))
}

function rulesOf({ properties = {}, required = [] }: Schema): OptionRules {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, ruleOf(schema, required.includes(name))]))
}

function ruleOf(schema: Schema, isRequired: boolean): OptionRule {
  const [expected, isValid] = checkOf(schema)
  return isRequired ? [expected, isValid, 'required'] : [expected, isValid]
}

function checkOf({ type, minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): OptionRule {
  const isWithin = (value: unknown): boolean => Number(value) >= minimum && Number(value) <= maximum
  switch (type) {
    case 'integer': {
      const end = maximum === Number.MAX_SAFE_INTEGER ? 'on' : `to ${maximum}`
      return [`an integer from ${minimum} ${end}`, value => Number.isInteger(value) && isWithin(value)]
    }
    case 'number':
      return [`a number of milliseconds from ${minimum} on`, value => typeof value === 'number' && isWithin(value)]
    case 'string':
      return ['a string', value => typeof value === 'string']
    case 'array':
      return ['an array', Array.isArray]
    default:
      return ['an object', isRecord]
  }
}
