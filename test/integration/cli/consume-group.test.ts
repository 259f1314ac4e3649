import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { MemberProcess } from '../../support/process/member-process.ts'
import { brokers } from '../support/brokers.ts'
import { type Shell, shellFor } from '../support/cli.ts'
import { kafkaTool } from '../support/clients/java-tools.ts'
import { eventually } from '../support/eventually.ts'
import { uniqueName } from '../support/topics.ts'

const TIMEOUT_MS = 120_000 // rebalances take some seconds
const PARTITIONS = 4
const ALL = 'partitions 0, 1, 2, 3'

describe.each(brokers())('kafkawire consume --group with $name', ({ bootstrap, version }) => {
  const shell = shellFor(['--bootstrap', bootstrap])

  test(
    "two processes share the partitions, one takes over when the other ends, and Kafka's tool shows the commits",
    async () => {
      await using topic = await shell.topic('--partitions', String(PARTITIONS))
      const group = uniqueName('members')
      await write(shell, topic.name, 'first')
      const one = new MemberProcess(bootstrap, group, topic.name)
      await until(() => expect(one.lines).toHaveLength(PARTITIONS))
      const two = new MemberProcess(bootstrap, group, topic.name)
      await until(() => expect([one.partitions, two.partitions].toSorted()).toEqual(['partitions 0, 1', 'partitions 2, 3']))
      await write(shell, topic.name, 'second')
      await until(() => expect([one.lines.length, two.lines.length]).toEqual([PARTITIONS + 2, 2]))
      const [described] = await shell.json(['groups', 'describe', group])
      expect(described).toMatchObject({ type: 'classic', state: 'Stable', assignor: 'range', members: [{}, {}] })
      expect(await two.end()).toBe(130)
      await until(() => expect(one.partitions).toBe(ALL))
      await write(shell, topic.name, 'third')
      await until(() => expect(one.lines).toHaveLength(PARTITIONS + 2 + PARTITIONS))
      expect(await one.end()).toBe(130)
      expect([...one.lines, ...two.lines].toSorted()).toEqual(linesOf('first', 'second', 'third'))
      // Each partition has three records. Nobody is a member any more.
      await eventually(async () => expect(await shell.json(['groups', 'describe', group])).toMatchObject([{ state: 'Empty', members: [] }]))
      if (version !== undefined) {
        const kafkas = await kafkaTool(bootstrap, 'kafka-consumer-groups', ['--describe', '--group', group])
        for (let partition = 0; partition < PARTITIONS; partition++)
          expect(kafkas).toMatch(new RegExp(`${group} +${topic.name} +${partition} +3 +3 +0 `))
      }
      await shell.text(['groups', 'delete', group, '--yes'])
    },
    TIMEOUT_MS
  )

  test(
    'a member and kcat are in one group, and each of them can lead it',
    async () => {
      await using topic = await shell.topic('--partitions', String(PARTITIONS))
      const group = uniqueName('mixed')
      for (const leader of ['kafkawire', 'kcat']) {
        const first = leader === 'kafkawire' ? startMember(topic.name, group) : startKcat(topic.name, group)
        await until(() => expect(first.partitions()).toBe(ALL))
        const second = leader === 'kafkawire' ? startKcat(topic.name, group) : startMember(topic.name, group)
        await until(() => expect([first.partitions(), second.partitions()].toSorted()).toEqual(['partitions 0, 1', 'partitions 2, 3']))
        await Promise.all([first.end(), second.end()])
      }
    },
    TIMEOUT_MS
  )

  function startMember(topic: string, group: string) {
    const member = new MemberProcess(bootstrap, group, topic)
    return { partitions: () => member.partitions, end: () => member.end() }
  }

  function startKcat(topic: string, group: string) {
    const child = spawn('kcat', ['-b', bootstrap, '-G', group, '-X', 'heartbeat.interval.ms=1000', topic], {
      stdio: ['ignore', 'ignore', 'pipe']
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const partitions = (): string | undefined => {
      const assigned = /.*assigned: ([^\n]*)\n/s.exec(said)?.[1]
      return assigned === undefined
        ? undefined
        : `partitions ${[...assigned.matchAll(/\[(\d+)\]/g)]
            .map(([, digits]) => digits)
            .toSorted()
            .join(', ')}`
    }
    const end = async (): Promise<void> => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    return { partitions, end }
  }
})

const until = (check: () => void): Promise<void> => eventually(async () => check(), TIMEOUT_MS / 4)

/** Writes one record to each partition. */
async function write(shell: Shell, topic: string, word: string): Promise<void> {
  const lines = Array.from({ length: PARTITIONS }, (_, partition) => `${JSON.stringify({ value: `${word} ${partition}`, partition })}\n`)
  await shell.text(['produce', topic, '--format', 'json'], lines.join(''))
}

const linesOf = (...words: readonly string[]): string[] =>
  words.flatMap(word => Array.from({ length: PARTITIONS }, (_, partition) => `${word} ${partition}`)).toSorted()
