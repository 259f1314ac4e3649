import { ControlError, httpStatus } from './control-error.ts'
import type { ControlRoute } from './control-route.ts'

/** A route, and the texts of the parameters in its path. */
export interface FoundRoute<Target> {
  readonly route: ControlRoute<Target>
  readonly path: Readonly<Record<string, string>>
}

/** Finds the route of a request. Throws {@link ControlError} for an unknown path or method. */
export function findRoute<Target>(routes: readonly ControlRoute<Target>[], method: string, path: string): FoundRoute<Target> {
  const fitting = routes.flatMap(route => {
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
