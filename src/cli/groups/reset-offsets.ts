import { type Cluster, errorCodes, errorFor } from '../../index.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Run } from '../frame/command.ts'
import { counted } from '../frame/counted.ts'
import { describeGroup } from './describe-group.ts'
import { storedOffsets } from './group-offsets.ts'
import { type ListedGroup, listGroups } from './listed-groups.ts'
import { noGroup } from './no-group.ts'
import { type PlannedReset, planReset, type ResetPlace } from './reset-plan.ts'
import type { ResetTarget } from './reset-target.ts'
import { writeOffsets } from './write-offsets.ts'

/** What `kafkawire groups reset` was asked for. */
export interface ResetOptions extends ResetPlace {
  readonly group: string
  /** The type of a group that does not exist yet. */
  readonly type: string | undefined
  readonly target: ResetTarget
  readonly isExecuted: boolean
}

/** Shows, and with `--execute` writes, new offsets of a group without members. */
export async function resetOffsets(run: Run, cluster: Cluster, options: ResetOptions): Promise<number> {
  const { signal } = run
  const found = await findOrName(cluster, options, signal)
  const stored = await storedOffsets(cluster, found, signal)
  const planned = await planReset(cluster, options, options.target, stored, signal)
  const codes = options.isExecuted ? await writeOffsets(cluster, found, options.topic, planned, signal) : new Map<number, number>()
  show(run, options, planned, codes)
  const failed = [...codes].filter(([, code]) => code !== errorCodes.NONE)
  for (const [partition, code] of failed) {
    const { name, meaning } = errorFor(code)
    run.output.note(`kafkawire: groups: partition ${partition} of ${options.topic} was not reset: ${code} ${name}. ${meaning}`)
  }
  if (failed.length === 0) return exitCodes.OK
  const refusals: readonly number[] = [errorCodes.GROUP_AUTHORIZATION_FAILED, errorCodes.TOPIC_AUTHORIZATION_FAILED]
  return failed.some(([, code]) => refusals.includes(code)) ? exitCodes.AUTHORIZATION : exitCodes.BROKER_ERROR
}

// A group that exists must have no members: they would go on from their own offsets, and commit
// them.
async function findOrName(
  cluster: Cluster,
  { group, type }: ResetOptions,
  signal: AbortSignal
): Promise<Pick<ListedGroup, 'group' | 'type'>> {
  const found = (await listGroups(cluster, {}, signal)).find(each => each.group === group)
  if (found === undefined) {
    if (type !== undefined) return { group, type }
    throw new CommandError(`${noGroup(group)}, and --type makes a new group`, exitCodes.FAILED)
  }
  if (type !== undefined && type !== found.type)
    throw new CommandError(`group ${group} exists and has the type ${found.type}, not ${type}`, exitCodes.FAILED)
  const { members } = await describeGroup(cluster, found, signal)
  if (members.length > 0)
    throw new CommandError(
      `group ${group} has ${counted(members.length, 'member')}: stop them before you reset its offsets`,
      exitCodes.FAILED
    )
  return found
}

function show({ output }: Run, options: ResetOptions, planned: readonly PlannedReset[], codes: ReadonlyMap<number, number>): void {
  const { group, topic, isExecuted } = options
  for (const { partition, currentOffset, newOffset, isMoved } of output.isJson ? planned : []) {
    const code = codes.get(partition) ?? errorCodes.NONE
    const isWritten = isExecuted && code === errorCodes.NONE
    const error = code === errorCodes.NONE ? null : errorFor(code).name
    output.json({ group, topic, partition, currentOffset, newOffset, isMoved, isWritten, error })
  }
  if (output.isJson) return
  output.table(
    ['TOPIC', 'PARTITION', 'CURRENT', 'NEW'],
    planned.map(({ partition, currentOffset, newOffset }) => [topic, partition, currentOffset ?? '-', newOffset])
  )
  const moved = planned.filter(({ isMoved }) => isMoved).length
  if (moved > 0) output.note(`kafkawire: groups: ${moved} of the offsets do not exist, so that the nearest ones take their place`)
  if (!isExecuted) output.note('kafkawire: groups: nothing was changed: add --execute to write the new offsets')
}
