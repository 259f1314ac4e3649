import type { Decoded } from '../../../../protocol/api.ts'
import type {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  FindCoordinatorResponseCoordinator
} from '../../../../protocol/messages/find-coordinator.ts'
import type { Shards } from '../../route.ts'
import { COORDINATOR_CODES } from '../by-coordinator.ts'
import { byEntry } from '../by-entry.ts'
import type { EntryLayout } from '../message-layout.ts'
import { withTwoForms } from '../two-forms.ts'

const requestLayout: EntryLayout<FindCoordinatorRequest, string> = {
  entries: ({ coordinatorKeys = [] }) => coordinatorKeys,
  withEntries: (request, coordinatorKeys) => ({ ...request, coordinatorKeys }),
  key: key => key
}

const responseLayout: EntryLayout<Decoded<FindCoordinatorResponse>, Decoded<FindCoordinatorResponseCoordinator>> = {
  entries: response => response.coordinators,
  withEntries: (response, coordinators) => ({ ...response, coordinators }),
  key: ({ key }) => key
}

/**
 * FindCoordinator goes to any broker. Since version 4 it has a list of keys (KIP-699), before that
 * one key.
 */
export const findCoordinatorShards: Shards<FindCoordinatorRequest, FindCoordinatorResponse> = withTwoForms({
  newForm: byEntry({
    requestLayout,
    responseLayout,
    groupKey: () => 'any',
    to: () => 'any',
    code: ({ errorCode }) => errorCode,
    healable: COORDINATOR_CODES
  }),
  newSince: 4,
  isNew: request => (request?.coordinatorKeys?.length ?? 0) > 0,
  toOld: ({ coordinatorKeys = [], ...rest }) =>
    Array.isArray(coordinatorKeys) ? coordinatorKeys.map(key => ({ ...rest, key })) : undefined,
  toNew: request => (typeof request?.key === 'string' ? { ...request, key: '', coordinatorKeys: [request.key] } : undefined),
  oldForm: { to: () => 'any', code: ({ errorCode }) => errorCode },
  newAnswer,
  oldAnswer
})

function newAnswer({ key = '' }: FindCoordinatorRequest, response: Decoded<FindCoordinatorResponse>): Decoded<FindCoordinatorResponse> {
  const { errorCode, errorMessage, nodeId, host, port } = response
  const coordinators = [{ key, errorCode, errorMessage, nodeId, host, port }]
  return { ...response, errorCode: 0, errorMessage: null, nodeId: 0, host: '', port: 0, coordinators }
}

function oldAnswer(response: Decoded<FindCoordinatorResponse>): Decoded<FindCoordinatorResponse> {
  const [found] = response.coordinators
  if (found === undefined) return response
  const { errorCode, errorMessage, nodeId, host, port } = found
  return { ...response, errorCode, errorMessage, nodeId, host, port, coordinators: [] }
}
