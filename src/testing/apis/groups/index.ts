import type { ApiHandler } from '../api-handler.ts'
import { deleteGroupsHandler } from './delete-groups-handler.ts'
import { describeGroupsHandler } from './describe-groups-handler.ts'
import { heartbeatHandler } from './heartbeat-handler.ts'
import { joinGroupHandler } from './join-group-handler.ts'
import { leaveGroupHandler } from './leave-group-handler.ts'
import { listGroupsHandler } from './list-groups-handler.ts'
import { offsetCommitHandler } from './offset-commit-handler.ts'
import { offsetDeleteHandler } from './offset-delete-handler.ts'
import { offsetFetchHandler } from './offset-fetch-handler.ts'
import { syncGroupHandler } from './sync-group-handler.ts'

/** The handlers of APIs of classic groups, and of committed offsets. */
export const groupsHandlers: readonly ApiHandler<unknown, unknown>[] = [
  offsetCommitHandler,
  offsetFetchHandler,
  joinGroupHandler,
  heartbeatHandler,
  leaveGroupHandler,
  syncGroupHandler,
  describeGroupsHandler,
  listGroupsHandler,
  deleteGroupsHandler,
  offsetDeleteHandler
]
