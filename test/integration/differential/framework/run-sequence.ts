import { apiKeys } from '../../../../src/messages.ts'
import { type Bindings, resolve } from './later.ts'
import { awaitMarkers } from './markers.ts'
import type { Step } from './plan.ts'
import { withRetries } from './retries.ts'
import { type Outcome, type Side, SideConnection } from './side.ts'
import { watchDetached, watchEvidence } from './taken.ts'

/** What one broker has been asked by a step, and what it has answered. */
export interface StepResult {
  readonly request: unknown
  readonly outcome: Outcome
}

/** Requests that the controller answers before the brokers know of the change. */
const CHANGES_METADATA = new Set<number>([
  ...[apiKeys.CreateTopics, apiKeys.DeleteTopics, apiKeys.CreatePartitions, apiKeys.AlterConfigs, apiKeys.IncrementalAlterConfigs],
  ...[apiKeys.AlterPartitionReassignments, apiKeys.ElectLeaders, apiKeys.AlterClientQuotas, apiKeys.AlterUserScramCredentials],
  ...[apiKeys.CreateAcls, apiKeys.DeleteAcls, apiKeys.UpdateFeatures]
])

/** The number of the connection that asks what has become of requests. */
const PROBE = -1

/** Runs the steps on one broker. The results have the order of the steps. */
export async function runSequence(side: Side, steps: readonly Step[], prefix: string, nowMs: number): Promise<StepResult[]> {
  const connections = new Map<number, SideConnection>()
  const pending = new Map<number, Promise<void>>()
  const kept = new Map<string, unknown>()
  const bindings: Bindings = { prefix, nowMs, kept }
  const results: StepResult[] = []
  const connectionOf = (number: number): SideConnection => {
    const connection = connections.get(number) ?? new SideConnection(side.port)
    connections.set(number, connection)
    return connection
  }
  try {
    for (const [index, step] of steps.entries()) {
      for (const each of [step.connection, ...step.after]) await pending.get(each)
      const request = resolve(step.request, bindings)
      const connection = connectionOf(step.connection)
      if (step.isDetached) await connection.open()
      const awaitTaken = step.isDetached ? await watchDetached(connectionOf(PROBE), step, request) : undefined
      const finish = async (): Promise<void> => {
        const awaitEvidence =
          step.until && (await watchEvidence(connection, { ...step.until, request: resolve(step.until.request, bindings) }))
        const outcome = await withRetries(() => connection.send(step.api, step.version, request, step.isOneWay))
        if (CHANGES_METADATA.has(step.api.key)) await side.settle()
        await awaitMarkers(connection, step, request)
        await awaitEvidence?.(outcome)
        results[index] = { request, outcome }
        if (outcome.kind === 'answer') keepValues(step, outcome.answer, kept)
      }
      const finished = finish()
      if (awaitTaken === undefined) await finished
      else {
        finished.catch(() => {}) // awaited below
        pending.set(step.connection, finished)
        await awaitTaken(finished)
      }
    }
    await Promise.all(pending.values())
  } finally {
    for (const connection of connections.values()) connection.close()
  }
  return results
}

function keepValues(step: Step, answer: unknown, kept: Map<string, unknown>): void {
  for (const [name, take] of Object.entries(step.keep)) {
    try {
      const value = (take as (answer: unknown) => unknown)(answer)
      if (value !== undefined) kept.set(name, value)
    } catch {
      // The answer has no such value.
    }
  }
}
