import { isRecord } from '../../options.ts'
import type { ClusterFault } from '../cluster/faults-of-cluster.ts'
import type { TestingControl } from '../cluster/testing-control.ts'
import { type ControlRoute, integer, NODE_ID, object, type Schema, text } from './control-route.ts'

const ACTION: Schema = {
  description: 'What happens to the request; with `after`, to the connection: reset, close or silence.',
  oneOf: [
    { type: 'string', enum: ['disconnect', 'blackhole', 'corrupt', 'reset', 'close', 'silence'] },
    object({ error: { type: ['string', 'integer'], description: 'The name or the number of an error code.' } }, ['error']),
    object({ delayMs: { type: 'number', minimum: 0 } }, ['delayMs']),
    object({ throttleMs: { type: 'number', minimum: 0 } }, ['throttleMs'])
  ]
}

const COUNT: Schema = { type: 'integer', minimum: 0 }

const FAULT = object(
  {
    do: ACTION,
    api: text('The name of an API, such as Produce. Default: all APIs.'),
    nodeId: NODE_ID,
    topic: text('Only requests that name this topic.'),
    group: text('Only requests that name this group.'),
    clientId: text('Only requests with this client id.'),
    times: {
      description: 'The number of requests or connections that are struck. Default: all requests, or one connection.',
      oneOf: [integer('A count.', 1), { type: 'string', enum: ['Infinity'] }]
    },
    probability: { type: 'number', minimum: 0, maximum: 1, description: 'The share of the requests that is struck, above 0.' },
    seed: { type: 'integer', description: 'What the random choices begin with. Default: 1.' },
    after: {
      ...object({ bytes: COUNT, requests: COUNT, receivedBytes: COUNT }),
      description: 'Makes it a fault of connections: one of these counts, after which it strikes.'
    }
  },
  ['do']
)

/** What can have faults. */
export interface FaultedTarget {
  readonly cluster: Pick<TestingControl, 'fault' | 'clearFaults'>
}

/** The routes of faults. The cluster checks a fault as it does in code. */
export const faultRoutes: readonly ControlRoute<FaultedTarget>[] = [
  {
    method: 'POST',
    path: '/faults',
    operationId: 'fault',
    summary: 'Sets a fault of requests, or with `after` of connections.',
    body: FAULT,
    checksBody: true,
    handle: ({ cluster }, { body }) => {
      cluster.fault(faultFrom(body))
    }
  },
  {
    method: 'DELETE',
    path: '/faults',
    operationId: 'clearFaults',
    summary: 'Removes all faults.',
    handle: ({ cluster }) => cluster.clearFaults()
  }
]

// JSON has no Infinity.
function faultFrom(body: unknown): ClusterFault {
  const isEndless = isRecord(body) && body['times'] === 'Infinity'
  return (isEndless ? { ...body, times: Number.POSITIVE_INFINITY } : body) as ClusterFault
}
