import { type Cluster, errorCodes } from '../../index.ts'
import { DeleteGroups } from '../../protocol/messages/delete-groups.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { exitCodes } from '../exit-codes.ts'
import { actionOf } from '../frame/actions.ts'
import type { Command, Run } from '../frame/command.ts'
import { Outcomes } from '../frame/outcome-lines.ts'
import { type Coordinator, coordinatorOf, type DescribedGroup, describeGroup } from '../groups/describe-group.ts'
import { type GroupOffset, groupOffsets } from '../groups/group-offsets.ts'
import { GROUP_STATES, GROUP_TYPES, listGroups } from '../groups/listed-groups.ts'
import { assignmentText } from '../groups/member-assignment.ts'
import { noGroup } from '../groups/no-group.ts'
import { resetOffsets } from '../groups/reset-offsets.ts'
import { resetTargetOf, TARGET_FLAGS } from '../groups/reset-target.ts'

const MAX_PARTITION = 0x7fff_ffff
const ACTIONS = {
  list: { min: 0, max: 0, of: 'no groups', flags: ['type', 'state'] },
  describe: { min: 1, max: 1_000, of: 'one or more groups', flags: [] },
  reset: { min: 1, max: 1, of: 'one group', flags: ['type', 'topic', 'partition', ...TARGET_FLAGS, 'execute'] },
  delete: { min: 1, max: 1_000, of: 'one or more groups', flags: ['yes'] }
} as const

/** `kafkawire groups`: lists, describes and deletes groups, and resets their offsets. */
export const command: Command = {
  name: 'groups',
  usage: 'ACTION [GROUP...]',
  description:
    'Works with groups of all types: classic, consumer, share and streams. ACTION is list, describe, reset or delete. describe shows the members, and the offset and the lag of each partition. reset changes the offsets of a group without members; without --execute it only shows what it would do.',
  arguments: { name: 'ACTION', min: 1, max: 1_001 },
  flags: {
    type: {
      value: 'TYPE',
      help: `list: only groups of this type, one of ${GROUP_TYPES.join(', ')}. reset: the type of a group that does not exist yet`
    },
    state: { value: 'STATE', help: 'list: only groups in this state, such as Stable or Empty' },
    topic: { value: 'TOPIC', help: 'reset: the topic whose offsets are reset' },
    partition: { value: 'N', help: 'reset: only this partition of the topic. Default: all' },
    'to-earliest': { help: 'reset: to the first record that exists' },
    'to-latest': { help: 'reset: after the last record' },
    'to-datetime': {
      value: 'TIME',
      help: 'reset: to the first record from this time on, such as 2026-01-31T12:00:00Z. A time without a zone is local time'
    },
    'to-offset': { value: 'N', help: 'reset: to this offset, or the nearest one that exists' },
    'shift-by': { value: 'N', help: 'reset: so many records forward, or back with --shift-by -N' },
    execute: { help: 'reset: really write the new offsets' },
    yes: { help: 'delete: really delete the groups with all of their offsets' }
  },
  connects: true,
  examples: [
    'groups list --type share --state Empty --bootstrap localhost:9092',
    'groups describe billing --bootstrap localhost:9092',
    'groups reset billing --topic orders --to-datetime 2026-01-31T12:00:00Z --bootstrap localhost:9092',
    'groups reset billing --topic orders --partition 0 --shift-by -10 --execute --bootstrap localhost:9092',
    'groups delete billing --yes --bootstrap localhost:9092'
  ],
  run
}

async function run(run: Run): Promise<number> {
  const { given } = run
  const { action, names } = actionOf(given, ACTIONS)
  const type = given.oneOf('type', GROUP_TYPES)
  const state = given.oneOf('state', GROUP_STATES)
  switch (action) {
    case 'list':
      return await withCluster(run, cluster => list(run, cluster, { type, state }))
    case 'describe':
      return await withCluster(run, cluster => describe(run, cluster, names))
    case 'reset': {
      const topic = given.text('topic')
      if (topic === undefined) throw given.refuse('reset needs --topic TOPIC')
      const partition = given.integer('partition', { min: 0, max: MAX_PARTITION })
      const options = { group: names[0] ?? '', type, topic, partition, target: resetTargetOf(given), isExecuted: given.is('execute') }
      return await withCluster(run, cluster => resetOffsets(run, cluster, options))
    }
    case 'delete':
      if (!given.is('yes')) throw given.refuse(`delete removes ${names.join(', ')} with all offsets: add --yes`)
      return await withCluster(run, cluster => remove(run, cluster, names))
  }
}

async function list({ output, signal }: Run, cluster: Cluster, filter: Parameters<typeof listGroups>[1]): Promise<number> {
  const groups = await listGroups(cluster, filter, signal)
  const isFiltered = filter.type !== undefined || filter.state !== undefined
  if (output.isJson) for (const group of groups) output.json(group)
  else if (groups.length === 0)
    output.note(`kafkawire: groups: the cluster has no groups${isFiltered ? ' of this type and in this state' : ''}`)
  else
    output.table(
      ['GROUP', 'TYPE', 'STATE', 'PROTOCOL'],
      groups.map(({ group, type, state, protocolType }) => [group, type, state ?? '-', protocolType || '-'])
    )
  return exitCodes.OK
}

async function describe({ output, signal }: Run, cluster: Cluster, names: readonly string[]): Promise<number> {
  const listed = await listGroups(cluster, {}, signal)
  let code: number = exitCodes.OK
  for (const [index, name] of names.entries()) {
    const found = listed.find(({ group }) => group === name)
    if (found === undefined) {
      output.note(`kafkawire: groups: ${noGroup(name)}`)
      code = exitCodes.FAILED
      continue
    }
    const described = await describeGroup(cluster, found, signal)
    const coordinator = await coordinatorOf(cluster, name, signal)
    const offsets = await groupOffsets(cluster, described, signal)
    if (output.isJson) {
      output.json({ ...described, coordinator, offsets })
      continue
    }
    if (index > 0) output.line()
    show(output, described, coordinator, offsets)
  }
  return code
}

function show(output: Run['output'], described: DescribedGroup, coordinator: Coordinator | null, offsets: readonly GroupOffset[]): void {
  const { group, type, state, epoch, assignor, members } = described
  const broker = coordinator === null ? '-' : `${coordinator.nodeId} (${coordinator.host}:${coordinator.port})`
  output.table(
    ['GROUP', 'TYPE', 'STATE', 'EPOCH', 'ASSIGNOR', 'COORDINATOR'],
    [[group, type, state, epoch ?? '-', assignor ?? '-', broker]]
  )
  output.line()
  if (members.length === 0) output.line('no members')
  else
    output.table(
      ['MEMBER', 'CLIENT', 'HOST', 'EPOCH', 'ASSIGNMENT'],
      members.map(member => [member.memberId, member.clientId, member.host, member.epoch ?? '-', assignmentText(member.assignment)])
    )
  output.line()
  if (offsets.length === 0) output.line('no offsets')
  else
    output.table(
      ['TOPIC', 'PARTITION', type === 'share' ? 'START' : 'COMMITTED', 'END', 'LAG', 'MEMBER'],
      offsets.map(({ topic, partition, committedOffset, startOffset, endOffset, lag, memberId }) => [
        ...[topic, partition, committedOffset ?? startOffset ?? '-'],
        ...[endOffset ?? '-', lag ?? '-', memberId ?? '-']
      ])
    )
}

async function remove({ output, signal }: Run, cluster: Cluster, names: readonly string[]): Promise<number> {
  const outcomes = new Outcomes(output, 'groups', 'group')
  const { results } = await cluster.send(DeleteGroups, { groupsNames: names }, { signal })
  for (const { groupId, errorCode, errorMessage } of results) outcomes.add(groupId, 'deleted', errorCode, errorMessage)
  const missing = names.filter(name => !results.some(({ groupId }) => groupId === name))
  for (const name of missing) outcomes.add(name, '', errorCodes.UNKNOWN_SERVER_ERROR, null)
  return outcomes.end()
}
