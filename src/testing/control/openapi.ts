import type { ControlRoute, Schema } from './control-route.ts'
import { object, text } from './control-route.ts'

const ERROR = object({ error: text('What is wrong, in the words of the error in code.') }, ['error'])
const INFO = {
  title: 'Control of a kafkawire testing cluster',
  version: '1.0.0',
  description: 'Faults, brokers, leaders, records and the clock of a Kafka cluster for tests. It listens on loopback alone.'
}

/** The description of the routes in OpenAPI 3.1. */
export function openApi(routes: readonly ControlRoute<never>[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  return { openapi: '3.1.0', info: INFO, paths }
}

function operation({
  operationId,
  summary,
  pathParameters = {},
  queryParameters = {},
  body,
  answer = { type: 'object' }
}: ControlRoute<never>): object {
  const parameters = [...parametersIn('path', pathParameters), ...parametersIn('query', queryParameters)]
  const isRequired = (body?.required ?? []).length > 0
  return {
    operationId,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: isRequired, content: jsonOf(body) } }),
    responses: {
      200: { description: 'It was done.', content: jsonOf(answer) },
      default: { description: 'It was refused, and nothing was done.', content: jsonOf(ERROR) }
    }
  }
}

function parametersIn(place: 'path' | 'query', schemas: Readonly<Record<string, Schema>>): object[] {
  return Object.entries(schemas).map(([name, schema]) => ({ name, in: place, required: place === 'path', schema }))
}

const jsonOf = (schema: Schema): object => ({ 'application/json': { schema } })
