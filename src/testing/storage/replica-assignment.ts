import { errorCodes } from '../../protocol/codes/index.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * Why a client cannot give these replicas to a partition; undefined if it can. `replicationFactor`
 * is that of the other partitions, if they must have the same.
 */
export function refuseReplicas(brokerIds: readonly number[], nodeIds: readonly number[], replicationFactor?: number): Refusal | undefined {
  const problem = problemOf(brokerIds, nodeIds, replicationFactor)
  return problem === undefined
    ? undefined
    : refuse(errorCodes.INVALID_REPLICA_ASSIGNMENT, `The manual partition assignment includes ${problem}`)
}

function problemOf(brokerIds: readonly number[], nodeIds: readonly number[], replicationFactor = brokerIds.length): string | undefined {
  if (brokerIds.length === 0) return 'an empty replica list.'
  for (const [index, id] of [...brokerIds].sort((a, b) => a - b).entries()) {
    if (!nodeIds.includes(id)) return `broker ${id}, but no such broker is registered.`
    if (index > 0 && brokerIds.filter(each => each === id).length > 1) return `the broker ${id} more than once.`
  }
  if (brokerIds.length === replicationFactor) return undefined
  const others = `but this is not consistent with previous partitions, which have ${replicationFactor} replica(s).`
  return `a partition with ${brokerIds.length} replica(s), ${others}`
}

/** Refuses a replication factor that the cluster has too few brokers for. */
export function refuseReplicationFactor(replicationFactor: number, nodeIds: readonly number[]): Refusal | undefined {
  if (replicationFactor <= nodeIds.length) return undefined
  const brokers = `only ${nodeIds.length} broker(s) are registered or some brokers have all their log directories cordoned.`
  return refuse(
    errorCodes.INVALID_REPLICATION_FACTOR,
    `Unable to replicate the partition ${replicationFactor} time(s): The target replication factor of ${replicationFactor} cannot be reached because ${brokers}`
  )
}
