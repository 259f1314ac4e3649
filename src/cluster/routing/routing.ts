import type { ApiInfo } from '../../protocol/api.ts'
import { theGivenNode } from './destinations.ts'
import type { Route } from './route.ts'
import { routes } from './routing-table.ts'

export { healableCode } from '../retry/retry-codes.ts'
export type { Answer, Destination, Part, Route, Shards, Sifted, Split } from './route.ts'

/** Where requests of an API go. Those of an API that is in no table of ours go where the caller says. */
export function routeOf(api: ApiInfo): Route {
  return routes[api.name] ?? UNKNOWN
}

const UNKNOWN: Route = { safeToRepeat: false, throttledSince: 0, to: theGivenNode }
