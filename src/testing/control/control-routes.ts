import { brokerRoutes } from './broker-routes.ts'
import { clusterRoutes } from './cluster-routes.ts'
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
