import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  OffsetDelete,
  type OffsetDeleteRequest,
  type OffsetDeleteResponse,
  type OffsetDeleteResponsePartition
} from '../../../protocol/messages/offset-delete.ts'
import type { Group } from '../../groups/groups.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinator } from './group-coordinator.ts'
import { PartitionResults } from './partition-results.ts'

/** The handler of OffsetDelete. Topics to which the group subscribes keep their offsets. */
export const offsetDeleteHandler: ApiHandler<OffsetDeleteRequest, OffsetDeleteResponse> = {
  api: OffsetDelete,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ groupId, topics }, context) {
    const group = findGroup(groupId, context)
    if (typeof group === 'number') return { errorCode: group, topics: [] }
    const results = new PartitionResults<{ name: string }, OffsetDeleteResponsePartition>()
    const valid: { name: string; partitionIndex: number }[] = []
    for (const { name, partitions } of topics) {
      for (const { partitionIndex } of partitions) {
        const errorCode = check(name, partitionIndex, context)
        if (errorCode !== errorCodes.NONE) results.add(name, { name }, { partitionIndex, errorCode })
        else valid.push({ name, partitionIndex })
      }
    }
    for (const { name, partitionIndex } of valid) {
      const isInUse = group.subscribesTo(name)
      if (!isInUse) group.offsets.delete(name, partitionIndex)
      const errorCode = isInUse ? errorCodes.GROUP_SUBSCRIBED_TO_TOPIC : errorCodes.NONE
      results.add(name, { name }, { partitionIndex, errorCode })
    }
    return { errorCode: errorCodes.NONE, topics: results.list() }
  }
}

function findGroup(groupId: string, context: RequestContext): Group | number {
  if (!context.isAllowed(aclOperations.DELETE, resourceTypes.GROUP, groupId)) return errorCodes.GROUP_AUTHORIZATION_FAILED
  const errorCode = checkCoordinator(groupId, context)
  if (errorCode !== errorCodes.NONE) return errorCode
  const group = context.cluster.groups.find(groupId)
  if (group === undefined) return errorCodes.GROUP_ID_NOT_FOUND
  const refusal = group.checkOffsetDelete()
  return refusal === errorCodes.NONE ? group : refusal
}

function check(name: string, partitionIndex: number, context: RequestContext): number {
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, name)) return errorCodes.TOPIC_AUTHORIZATION_FAILED
  const topic = context.cluster.topics.find({ name })
  const isKnown = !isRefusal(topic) && topic.partitions[partitionIndex] !== undefined
  return isKnown ? errorCodes.NONE : errorCodes.UNKNOWN_TOPIC_OR_PARTITION
}
