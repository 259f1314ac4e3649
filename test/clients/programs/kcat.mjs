// The steps of kcat, which is librdkafka's command. See ../support/steps.ts.
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { equal, runSteps, until } from './run-steps.mjs'

const run = promisify(execFile)
const TIMEOUT_MS = 20_000

runSteps(({ bootstrap, prefix, security }) => {
  const login = security && [
    ...['security.protocol=SASL_SSL', `ssl.ca.location=${security.caFile}`, `sasl.mechanism=${security.mechanism}`],
    ...[`sasl.username=${security.username}`, `sasl.password=${security.password}`]
  ]
  const base = ['-b', bootstrap, ...(login ?? []).flatMap(setting => ['-X', setting])]
  const name = () => `${prefix}-${randomUUID().slice(0, 8)}`

  const produce = async (topic, lines, ...flags) => {
    const child = spawn('kcat', [...base, '-P', '-t', topic, ...flags], { stdio: ['pipe', 'ignore', 'pipe'], timeout: TIMEOUT_MS })
    let stderr = ''
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    child.stdin.end(lines.map(line => `${line}\n`).join(''))
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`kcat ended with status ${code}: ${stderr}`)
  }
  const read = async (topic, ...flags) => {
    const { stdout } = await run('kcat', [...base, '-C', '-t', topic, '-o', 'beginning', '-e', '-q', ...flags], { timeout: TIMEOUT_MS })
    return stdout.split('\n').filter(line => line !== '')
  }
  // Reads in a group until `count` lines have come.
  const readInGroup = async (group, topic, count) => {
    const args = [...base, '-G', group, '-q', '-X', 'auto.offset.reset=earliest', '-c', String(count), topic]
    const { stdout } = await run('kcat', args, { timeout: TIMEOUT_MS })
    return stdout.split('\n').filter(line => line !== '')
  }
  const member = (group, topic) => {
    const spread = ['-X', 'auto.offset.reset=earliest', '-X', 'partition.assignment.strategy=roundrobin']
    const child = spawn('kcat', [...base, '-G', group, ...spread, topic], { stdio: ['ignore', 'ignore', 'pipe'] })
    const joined = { partitions: [], end: () => child.kill('SIGTERM') }
    createInterface({ input: child.stderr }).on('line', line => {
      const [, change, partitions = ''] = /rebalanced .*: (assigned|revoked): (.*)/.exec(line) ?? []
      if (change === 'assigned') joined.partitions = [...partitions.matchAll(/\[(\d+)\]/g)].map(([, index]) => Number(index))
      if (change === 'revoked') joined.partitions = []
    })
    return joined
  }
  // kcat cannot create topics: a producer creates them, with the brokers' default of one partition.
  const createTopic = async () => {
    const topic = name()
    await produce(topic, ['first'])
    return topic
  }

  return {
    async metadata() {
      const topic = await createTopic()
      const { stdout } = await run('kcat', [...base, '-L', '-J', '-t', topic])
      const { brokers, topics } = JSON.parse(stdout)
      equal([brokers.length, topics[0].partitions.length], [3, 1])
    },
    async acks() {
      const topic = name()
      for (const acks of [0, 1, -1]) await produce(topic, [`acks ${acks}`], '-X', `request.required.acks=${acks}`)
      equal((await read(topic)).sort(), ['acks -1', 'acks 0', 'acks 1'])
    },
    async codecs() {
      const topic = name()
      for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) await produce(topic, [codec.repeat(50)], '-z', codec)
      equal((await read(topic)).length, 5)
    },
    async consume() {
      const topic = name()
      await produce(topic, ['a', 'b', 'c'])
      equal(await readInGroup(name(), topic, 3), ['a', 'b', 'c'])
    },
    async rebalance() {
      const [topics, group] = [[await createTopic(), await createTopic()], name()]
      const pattern = `^(${topics.join('|')})$`
      const members = [member(group, pattern), member(group, pattern)]
      try {
        await until(() => members.every(({ partitions }) => partitions.length === 1))
      } finally {
        for (const { end } of members) end()
      }
    },
    async resume() {
      const [topic, group] = [name(), name()]
      await produce(topic, ['1', '2', '3'])
      equal(await readInGroup(group, topic, 3), ['1', '2', '3'])
      await produce(topic, ['4'])
      equal(await readInGroup(group, topic, 1), ['4'])
    }
  }
})
