import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  CreatePartitions,
  type CreatePartitionsRequest,
  type CreatePartitionsRequestTopic,
  type CreatePartitionsResponse
} from '../../../protocol/messages/create-partitions.ts'
import type { MutationQuota } from '../../security/mutation-quotas.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import { refuseReplicas } from '../../storage/replica-assignment.ts'
import type { Topic } from '../../storage/topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'

/**
 * The handler of CreatePartitions (KIP-195), all versions. New partitions can be used at once. From
 * version 3 on, partitions above the quota `controller_mutation_rate` are refused (KIP-599).
 */
export const createPartitionsHandler: ApiHandler<CreatePartitionsRequest, CreatePartitionsResponse> = {
  api: CreatePartitions,
  advertised: { min: 0, max: 3 },
  served: { min: 0, max: 3 },
  answer({ topics, validateOnly }, context) {
    const names = [...new Set(topics.map(({ name }) => name))]
    const quota = context.cluster.mutationQuotas.begin(context, context.apiVersion >= STRICT_SINCE)
    const results = names.map(name => {
      const [wanted, ...more] = topics.filter(topic => topic.name === name)
      const refusal =
        wanted === undefined || more.length > 0
          ? refuse(errorCodes.INVALID_REQUEST, 'Duplicate topic name.')
          : grow(wanted, validateOnly, quota, context)
      return { name, ...(refusal ?? { errorCode: errorCodes.NONE, errorMessage: null }) }
    })
    const { throttleTimeMs } = quota
    context.throttle(throttleTimeMs)
    return { throttleTimeMs, results }
  }
}

const STRICT_SINCE = 3

/** The most partitions that one request may add in Kafka. */
const MOST_NEW_PARTITIONS = 10_000

type Result = { readonly errorCode: number; readonly errorMessage: string | null }

function grow(
  wanted: Decoded<CreatePartitionsRequestTopic>,
  validateOnly: boolean,
  quota: MutationQuota,
  context: RequestContext
): Result | undefined {
  const { name, count, assignments } = wanted
  const { topics, nodeIds } = context.cluster
  if (!context.isAllowed(aclOperations.ALTER, resourceTypes.TOPIC, name))
    return { errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, errorMessage: null }
  const topic = topics.find({ name })
  if (isRefusal(topic)) return { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: null }
  const present = topic.partitions.length
  if (count === present) return refuse(errorCodes.INVALID_PARTITIONS, `Topic already has ${present} partition(s).`)
  if (count < present) {
    const counts = `currently has ${present} partition(s); ${count} would not be an increase.`
    return refuse(errorCodes.INVALID_PARTITIONS, `The topic ${name} ${counts}`)
  }
  const added = count - present
  if (added > MOST_NEW_PARTITIONS)
    return refuse(errorCodes.POLICY_VIOLATION, 'Excessively large number of additional partitions per request.')
  const given = assignments?.map(({ brokerIds }) => brokerIds)
  const refusal = (given && refuseCount(given, added)) ?? quota.record(added) ?? (given && refuseAssignments(given, topic, nodeIds))
  if (refusal !== undefined) return refusal
  if (!validateOnly) topics.addPartitions(topic, given ?? topics.spread(added, replicationFactorOf(topic), nodeIds))
  return undefined
}

function refuseCount({ length }: readonly unknown[], added: number): Refusal | undefined {
  if (length === added) return undefined
  const counts = `Attempted to add ${added} additional partition(s), but only ${length} assignment(s) were specified.`
  return refuse(errorCodes.INVALID_REPLICA_ASSIGNMENT, counts)
}

function refuseAssignments(given: readonly (readonly number[])[], topic: Topic, nodeIds: readonly number[]): Refusal | undefined {
  return given.map(brokerIds => refuseReplicas(brokerIds, nodeIds, replicationFactorOf(topic))).find(refusal => refusal !== undefined)
}

function replicationFactorOf({ partitions }: Topic): number {
  return partitions[0]?.replicaNodes.length ?? 1
}
