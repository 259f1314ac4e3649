import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../../src/index.ts'
import { Heartbeat, JoinGroup, OffsetCommit } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { type CommandResult, runCommand } from '../../../support/process/command.ts'
import { MemberProcess } from '../../../support/process/member-process.ts'

const [PARTITIONS, RECORDS] = [4, 20]

/** A cluster with a topic whose records are numbered, five in each partition. */
async function start(): Promise<TestingCluster> {
  const kafka = await startTestingCluster({ topics: { orders: PARTITIONS } })
  write(kafka, 0, RECORDS)
  return kafka
}

function write(kafka: TestingCluster, from: number, to: number): void {
  for (let i = from; i < to; i++) kafka.produce('orders', { value: `v${i}`, partition: i % PARTITIONS })
}

const memberOf = ({ bootstrap }: TestingCluster): MemberProcess => new MemberProcess(bootstrap, 'g', 'orders')

const until = (condition: () => boolean): Promise<void> =>
  expect
    .poll(condition, { timeout: 20_000, interval: 20 })
    .toBe(true)
    .then(() => undefined)

const consume = ({ bootstrap }: TestingCluster, ...flags: readonly string[]): Promise<CommandResult> =>
  runCommand(['consume', 'orders', '--group', 'g', ...flags, '--bootstrap', bootstrap])

const committed = async ({ bootstrap }: TestingCluster): Promise<{ offsets: (string | null)[]; members: number }> => {
  const { stdout } = await runCommand(['groups', 'describe', 'g', '--json', '--bootstrap', bootstrap])
  const { offsets, members } = JSON.parse(stdout) as { offsets: { committedOffset: string | null }[]; members: object[] }
  return { offsets: offsets.map(({ committedOffset }) => committedOffset), members: members.length }
}

const values = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `v${from + i}`).toSorted()

describe('kafkawire consume --group', () => {
  test('a member prints all records, commits them, and leaves at the end', async () => {
    await using kafka = await start()
    const { code, stdout, stderr } = await consume(kafka, '--to-end')
    expect([code, stdout.trimEnd().split('\n').toSorted()]).toEqual([0, values(0, RECORDS)])
    expect(stderr).toBe('kafkawire: consume: this member of group g has partitions 0, 1, 2, 3 of orders\n')
    expect(await committed(kafka)).toEqual({ offsets: ['5', '5', '5', '5'], members: 0 })
  })

  test('--count commits the records that were printed and no others, and the next member goes on after them', async () => {
    await using kafka = await start()
    const first = await consume(kafka, '--count', '7')
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(7)
    const { offsets, members } = await committed(kafka)
    expect(members).toBe(0)
    expect(offsets.reduce((sum, offset) => sum + Number(offset ?? 0), 0)).toBe(7)
    const second = await consume(kafka, '--to-end')
    expect([...first.stdout.trimEnd().split('\n'), ...second.stdout.trimEnd().split('\n')].toSorted()).toEqual(values(0, RECORDS))
  })

  test('--from counts only where nothing is committed', async () => {
    await using kafka = await start()
    await runCommand([
      'groups',
      'reset',
      'g',
      '--type',
      'classic',
      '--topic',
      'orders',
      '--partition',
      '0',
      '--to-offset',
      '3',
      '--execute',
      '--bootstrap',
      kafka.bootstrap
    ])
    const { stdout } = await consume(kafka, '--from', 'latest', '--to-end', '--format', '%p/%o ')
    expect(stdout).toBe('0/3 0/4 ')
  })

  test('two members share the partitions, and one has all of them when the other has ended', async () => {
    await using kafka = await start()
    const one = memberOf(kafka)
    await until(() => one.lines.length === RECORDS)
    expect(one.partitions).toBe('partitions 0, 1, 2, 3')
    const two = memberOf(kafka)
    await until(() => two.partitions !== undefined && one.partitions !== 'partitions 0, 1, 2, 3')
    expect([one.partitions, two.partitions].toSorted()).toEqual(['partitions 0, 1', 'partitions 2, 3'])
    write(kafka, RECORDS, 2 * RECORDS)
    await until(() => one.lines.length + two.lines.length === 2 * RECORDS)
    expect([...one.lines, ...two.lines].toSorted()).toEqual([...values(0, RECORDS), ...values(RECORDS, 2 * RECORDS)].toSorted())
    expect([one.lines.length, two.lines.length]).toEqual([RECORDS + RECORDS / 2, RECORDS / 2])
    expect(await two.end('SIGINT')).toBe(130)
    await until(() => one.partitions === 'partitions 0, 1, 2, 3')
    write(kafka, 2 * RECORDS, 3 * RECORDS)
    await until(() => one.lines.length === RECORDS + RECORDS / 2 + RECORDS)
    expect(await one.end('SIGTERM')).toBe(143)
    expect(await committed(kafka)).toEqual({ offsets: ['15', '15', '15', '15'], members: 0 })
  }, 60_000)

  test('a member that its group has given up says so, joins again, and prints nothing twice that was committed', async () => {
    await using kafka = await start()
    const member = memberOf(kafka)
    await until(() => member.lines.length === RECORDS)
    let isFenced = false
    kafka.on(Heartbeat, (_, next) => {
      if (isFenced) return next()
      isFenced = true
      return { throttleTimeMs: 0, errorCode: errorCodes.UNKNOWN_MEMBER_ID }
    })
    await until(() => member.stderr.includes('has gone on without this member (25 UNKNOWN_MEMBER_ID)'))
    await until(() => member.stderr.split('has partitions 0, 1, 2, 3').length === 3)
    await member.end()
    expect(member.lines.toSorted()).toEqual(values(0, RECORDS))
    expect((await committed(kafka)).members).toBe(0)
  }, 60_000)

  test('a commit that the coordinator refuses is told, and the records are printed again', async () => {
    await using kafka = await start()
    let isRefused = false
    kafka.on(OffsetCommit, ({ message }, next) => {
      if (isRefused) return next()
      isRefused = true
      const partitions = [0, 1, 2, 3].map(partitionIndex => ({ partitionIndex, errorCode: errorCodes.ILLEGAL_GENERATION }))
      return { topics: [{ name: message.topics[0]?.name ?? '', partitions }] }
    })
    const first = await consume(kafka, '--to-end')
    expect(first.code).toBe(0)
    expect(first.stderr).toContain('has gone on without this member (22 ILLEGAL_GENERATION)')
    const twice = [...values(0, RECORDS), ...values(0, RECORDS)].toSorted()
    expect(first.stdout.trimEnd().split('\n').toSorted()).toEqual(twice)
    expect((await consume(kafka, '--to-end')).stdout).toBe('')
  })

  test('a reader that goes away lets the member leave', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: PARTITIONS } })
    write(kafka, 0, 10_000)
    const { code } = await runCommand(['consume', 'orders', '--group', 'g', '--value-encoding', 'hex', '--bootstrap', kafka.bootstrap], {
      onStart: ({ stdout }) => stdout?.once('data', () => stdout.destroy())
    })
    expect(code).toBe(0)
    const { stdout } = await runCommand(['groups', 'list', '--json', '--bootstrap', kafka.bootstrap])
    expect(JSON.parse(stdout)).toMatchObject({ group: 'g', state: 'Empty' })
  })

  test('a group whose members have no assignor in common with the command is refused in one sentence', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const protocols = [{ name: 'cooperative-sticky', metadata: Buffer.of() }]
    const limits = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000 }
    const joining = { groupId: 'g', ...limits, protocolType: 'consumer', protocols }
    const { memberId } = await client.call(JoinGroup, 9, { ...joining, memberId: '' })
    await client.call(JoinGroup, 9, { ...joining, memberId })
    expect(await consume(kafka)).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'kafkawire: consume: the members of group g do not all have the assignor range, which this command has: add it to their partition.assignment.strategy, or use another group\n'
    })
  })

  test('--group and --partition exclude each other', async () => {
    const { code, stderr } = await runCommand(['consume', 'orders', '--group', 'g', '--partition', '1', '--bootstrap', '127.0.0.1:1'])
    expect([code, stderr]).toEqual([2, 'kafkawire: consume: --group and --partition exclude each other: leave one of them out\n'])
  })
})
