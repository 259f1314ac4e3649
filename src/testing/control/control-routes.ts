import { brokerRoutes } from './broker-routes.ts'
import { clusterRoutes } from './cluster-routes.ts'
import { ControlError, httpStatus } from './control-error.ts'
import type { ControlRoute } from './control-route.ts'
import { faultRoutes } from './fault-routes.ts'
import { openApi } from './openapi.ts'
import { recordRoutes } from './record-routes.ts'
import { topicRoutes } from './topic-routes.ts'
import { waitRoutes } from './wait-routes.ts'

/** All routes of the control. */
export const controlRoutes: readonly ControlRoute[] = [
  ...clusterRoutes,
  ...brokerRoutes,
  ...topicRoutes,
  ...recordRoutes,
  ...faultRoutes,
  ...waitRoutes,
  {
    method: 'GET',
    path: '/openapi.json',
    operationId: 'openApi',
    summary: 'This description.',
    answer: { type: 'object' },
    handle: () => openApi(controlRoutes)
  }
]

/** A route, and the texts of the parameters in its path. */
export interface FoundRoute {
  readonly route: ControlRoute
  readonly path: Readonly<Record<string, string>>
}

/** Finds the route of a request. Throws {@link ControlError} for an unknown path or method. */
export function findRoute(method: string, path: string): FoundRoute {
  const fitting = controlRoutes.flatMap(route => {
    const parameters = parametersOf(route.path, path)
    return parameters === undefined ? [] : [{ route, path: parameters }]
  })
  const found = fitting.find(({ route }) => route.method === method)
  if (found !== undefined) return found
  if (fitting.length === 0) throw new ControlError(httpStatus.NOT_FOUND, `there is no path ${path}: GET /openapi.json lists all paths`)
  const allow = fitting.map(({ route }) => route.method).join(', ')
  throw new ControlError(httpStatus.METHOD_NOT_ALLOWED, `${path} does not take ${method}: it takes ${allow}`, { allow })
}

function parametersOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? ''
    if (!part.startsWith('{')) {
      if (part !== text) return undefined
    } else if (text === '') return undefined
    else parameters[part.slice(1, -1)] = decoded(text)
  }
  return parameters
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ControlError(httpStatus.BAD_REQUEST, `the path has a percent sign that is not followed by the code of a character: ${text}`)
  }
}
