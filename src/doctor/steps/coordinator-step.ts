import { now } from '../../clock.ts'
import { type Connection, coordinatorTypes, errorCodes, errorFor, isKafkaError, throwIfError } from '../../index.ts'
import { FindCoordinator, type FindCoordinatorResponse } from '../../protocol/messages/find-coordinator.ts'
import { ListGroups } from '../../protocol/messages/list-groups.ts'
import { messageOf } from '../../type-checks.ts'
import { pause } from '../../waiting/pause.ts'
import type { Place } from '../probe/tcp-probe.ts'
import type { Problem } from '../report.ts'
import { type Means, openConnection } from './means.ts'
import type { CheckedServer } from './server-state.ts'

const PASSING: readonly number[] = [errorCodes.COORDINATOR_NOT_AVAILABLE, errorCodes.COORDINATOR_LOAD_IN_PROGRESS]
const PAUSE_MS = 200
const ONE_KEY_UNTIL = 3 // later versions ask for several groups at once

/** Finds the coordinator of the group, and whether it can be reached. */
export async function checkCoordinator(
  group: string,
  connection: Connection,
  brokers: ReadonlyMap<number, CheckedServer>,
  means: Means
): Promise<void> {
  const { options, notebook } = means
  const subject = `group ${group}`
  const beganMs = now()
  const fail = (text: string, problem: Problem): void => notebook.failed('coordinator', subject, text, problem)
  try {
    const {
      errorCode = errorCodes.NONE,
      nodeId = -1,
      host,
      port
    } = await find(group, connection, beganMs + options.timeoutMs, options.signal)
    if (errorCode !== errorCodes.NONE) return fail(errorFor(errorCode).name, problemOf(errorCode, group))
    const place = brokers.get(nodeId)?.place
    if (place === undefined)
      return fail(`broker ${nodeId} cannot be reached`, {
        cause: `The coordinator of group ${group} is broker ${nodeId} at ${host}:${port}, which cannot be used from this machine.`,
        remedy: 'On the broker: set advertised.listeners to an address that this machine can reach.'
      })
    const foundMs = now()
    const isKnown = await knowsGroup(group, place, means)
    const text = `broker ${nodeId}${isKnown ? '' : ', which has no group of this name now: the group is new, it was removed, or its name is wrong'}`
    notebook.ok('coordinator', subject, text, foundMs - beganMs)
  } catch (error) {
    options.signal.throwIfAborted()
    if (!isKafkaError(error)) throw error
    fail(messageOf(error), {
      cause: `The coordinator of group ${group} does not answer: ${error.message.replace(/\.$/, '')}.`,
      remedy: 'On the broker: check its log at this moment.'
    })
  }
}

// The first question of a cluster's life creates __consumer_offsets, which takes a moment.
async function find(group: string, connection: Connection, untilMs: number, signal: AbortSignal): Promise<FindCoordinatorResponse> {
  for (;;) {
    const request = { key: group, keyType: coordinatorTypes.GROUP }
    const answer = await connection.send(FindCoordinator, request, { maxVersion: ONE_KEY_UNTIL })
    const isPassing = answer.errorCode !== undefined && PASSING.includes(answer.errorCode)
    if (!isPassing || now() + PAUSE_MS > untilMs) return answer
    await pause(PAUSE_MS, signal)
  }
}

// A coordinator lists the groups of all types that this user may describe.
async function knowsGroup(group: string, place: Place, means: Means): Promise<boolean> {
  const connection = await openConnection(place, means, { hasSasl: means.options.sasl !== undefined })
  try {
    const { groups } = throwIfError(await connection.send(ListGroups, {}))
    return groups.some(({ groupId }) => groupId === group)
  } finally {
    await connection.close({ timeoutMs: 1 })
  }
}

function problemOf(errorCode: number, group: string): Problem {
  if (errorCode === errorCodes.COORDINATOR_NOT_AVAILABLE)
    return {
      cause: `The coordinator of group ${group} is not available: the topic __consumer_offsets cannot be created, or its partition has no leader.`,
      remedy:
        'On the broker: start as many brokers as offsets.topic.replication.factor says, or lower it; then look at its partitions with npx kafkawire topics describe __consumer_offsets --bootstrap HOST:PORT.'
    }
  if (errorCode === errorCodes.GROUP_AUTHORIZATION_FAILED)
    return {
      cause: `This user may not describe group ${group}: an ACL is missing.`,
      remedy: `On the broker: kafka-acls --add --allow-principal User:NAME --operation Read --group ${group}`
    }
  if (errorCode === errorCodes.COORDINATOR_LOAD_IN_PROGRESS)
    return {
      cause: `The coordinator of group ${group} is still loading the group.`,
      remedy: 'On the broker: wait. If it lasts for minutes, __consumer_offsets is large: check its compaction.'
    }
  const { name, meaning } = errorFor(errorCode)
  return { cause: `The coordinator of group ${group} cannot be found (${name}).`, remedy: `On the broker: ${meaning}` }
}
