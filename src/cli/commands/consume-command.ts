import { specialTimestamps } from '../../index.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { Reading } from '../consume/reading.ts'
import { compileFormat, ENCODINGS, jsonLine, type Show, valueLine } from '../consume/record-text.ts'
import { type Start, startOffsets } from '../consume/start-offsets.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import type { Given } from '../frame/flags.ts'
import { noPartition } from '../topics/no-partition.ts'
import { partitionsOf } from '../topics/no-topic.ts'

const MAX_COUNT = Number.MAX_SAFE_INTEGER

/** `kafkawire consume`: the records of a topic on the standard output. */
export const command: Command = {
  name: 'consume',
  usage: 'TOPIC',
  description:
    'Prints the records of a topic: those that are there, and then each new one until Ctrl-C, --count or --to-end. Records of one partition come in their order. Without --group it joins no group and commits nothing. Records of aborted transactions are left out.',
  arguments: { name: 'TOPIC', min: 1, max: 1 },
  flags: {
    from: {
      value: 'WHERE',
      help: 'earliest, latest, an offset, or a time such as 2026-01-31T12:00:00Z. Default: earliest'
    },
    group: {
      value: 'NAME',
      help: 'read as a member of this group, which divides the partitions among its members, and commit what was printed. --from and --tail count where nothing is committed'
    },
    tail: { value: 'N', help: 'begin with the last N records of each partition' },
    partition: { value: 'N', help: 'only this partition.', isRepeatable: true },
    count: { value: 'N', help: 'end after N records' },
    'to-end': { help: 'end with the last record that was there at the start' },
    format: {
      value: 'TEXT',
      help: 'what to print: %t topic, %p partition, %o offset, %T timestamp, %k key, %s value, %h headers, \\n line end. Default: %s\\n'
    },
    'key-encoding': { value: 'FORM', help: `how keys are shown: ${ENCODINGS.join(', ')}. Default: text` },
    'value-encoding': { value: 'FORM', help: 'how values are shown: text is the bytes as they are, or UTF-8 with --json. Default: text' }
  },
  connects: true,
  examples: [
    'consume orders --to-end --bootstrap localhost:9092',
    'consume orders --tail 10 --json --bootstrap localhost:9092 | jq .value',
    'consume orders --group billing --from latest --bootstrap localhost:9092',
    `consume orders --from 2026-01-31T12:00:00Z --format '%p/%o %k: %s\\n' --bootstrap localhost:9092`
  ],
  notes: `With --group every record is printed at least once: offsets are committed every 5 s after their records were printed, when
the group rebalances, and at the end. Ctrl-C, --count and --to-end leave the group, so that other members go on at once.`,
  run
}

async function run(run: Run): Promise<number> {
  const { given } = run
  const [topic = ''] = given.arguments
  const show = showOf(run)
  const start = startOf(given)
  const count = given.integer('count', { min: 1, max: MAX_COUNT }) ?? Number.POSITIVE_INFINITY
  const group = given.text('group')
  given.excludes('group', 'partition')
  const wanted = given.texts('partition').map(text => {
    if (!/^\d{1,9}$/.test(text)) throw given.refuse(`--partition must be a number from 0 on, not "${text}"`)
    return Number(text)
  })
  return await withCluster(run, async cluster => {
    const all = await partitionsOf(cluster, topic, run.signal)
    const missing = wanted.find(partition => !all.includes(partition))
    if (missing !== undefined) throw noPartition(topic, all.length, missing)
    const found = await startOffsets(cluster, topic, wanted.length > 0 ? wanted : all, start)
    const ends = given.is('to-end') ? found.ends : undefined
    const options = { run, cluster, topic, show, count, ends }
    if (group === undefined) await new Reading({ ...options, starts: found.starts, signal: run.signal }).run()
    else {
      const { consumeInGroup } = await import('../membership/consume-in-group.ts')
      await consumeInGroup({ ...options, group, start })
    }
    return exitCodes.OK
  })
}

function showOf({ given, output }: Run): Show {
  const encodings = { key: given.oneOf('key-encoding', ENCODINGS) ?? 'text', value: given.oneOf('value-encoding', ENCODINGS) ?? 'text' }
  const format = given.text('format')
  if (output.isJson) {
    given.excludes('json', 'format')
    return jsonLine(encodings)
  }
  if (format === undefined) return valueLine(encodings)
  const show = compileFormat(format, encodings)
  if (typeof show === 'string') throw given.refuse(`--format has no ${show}: there are %t, %p, %o, %T, %k, %s, %h and %%`)
  return show
}

function startOf(given: Given): Start {
  given.excludes('from', 'tail')
  const tail = given.integer('tail', { min: 0, max: MAX_COUNT })
  if (tail !== undefined) return { tail: BigInt(tail) }
  const from = given.text('from') ?? 'earliest'
  if (from === 'earliest') return { timestamp: specialTimestamps.EARLIEST }
  if (from === 'latest') return { timestamp: specialTimestamps.LATEST }
  if (/^\d+$/.test(from)) return { offset: BigInt(from) }
  const time = Date.parse(from)
  if (Number.isNaN(time))
    throw given.refuse(`--from must be earliest, latest, an offset or a time such as 2026-01-31T12:00:00Z, not "${from}"`)
  return { timestamp: BigInt(time) }
}
