import type { Decoded } from '../../protocol/api.ts'
import type {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  FindCoordinatorResponseCoordinator
} from '../../protocol/messages/find-coordinator.ts'
import type { Shards } from '../routes/route.ts'
import { COORDINATOR_CODES } from './by-coordinator.ts'
import { byEntry } from './by-entry.ts'
import type { Entries } from './layout.ts'
import { withSingleForm } from './single-form.ts'

const request: Entries<FindCoordinatorRequest, string> = {
  entries: ({ coordinatorKeys = [] }) => coordinatorKeys,
  withEntries: (request, coordinatorKeys) => ({ ...request, coordinatorKeys }),
  key: key => key
}

const response: Entries<Decoded<FindCoordinatorResponse>, Decoded<FindCoordinatorResponseCoordinator>> = {
  entries: response => response.coordinators,
  withEntries: (response, coordinators) => ({ ...response, coordinators }),
  key: ({ key }) => key
}

/** FindCoordinator may ask anyone, for many keys since version 4 (KIP-699). */
export const findCoordinatorShards: Shards<FindCoordinatorRequest, FindCoordinatorResponse> = withSingleForm({
  list: byEntry({
    request,
    response,
    place: () => 'any',
    to: () => 'any',
    code: ({ errorCode }) => errorCode,
    healable: COORDINATOR_CODES
  }),
  listsSince: 4,
  isList: request => (request?.coordinatorKeys?.length ?? 0) > 0,
  singles: ({ coordinatorKeys = [], ...rest }) => coordinatorKeys.map(key => ({ ...rest, key })),
  to: () => 'any',
  code: ({ errorCode }) => errorCode,
  toList
})

function toList({ key = '' }: FindCoordinatorRequest, response: Decoded<FindCoordinatorResponse>): Decoded<FindCoordinatorResponse> {
  const { errorCode, errorMessage, nodeId, host, port } = response
  const coordinators = [{ key, errorCode, errorMessage, nodeId, host, port }]
  return { ...response, errorCode: 0, errorMessage: null, nodeId: 0, host: '', port: 0, coordinators }
}
