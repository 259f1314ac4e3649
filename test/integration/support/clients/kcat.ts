import { run } from '../../harness/cluster/run.ts'
import { isOnPath } from '../../harness/machine/requirements.ts'
import type { TextRecord } from '../records/records.ts'
import { type Client, plainRecords, type ReadRecord, trickyHeaders } from './client.ts'

const KEY = '\u001f'

// kcat writes the same headers to all records, and writes empty keys and values as null.
const HEADERS = trickyHeaders()
const RECORDS: readonly TextRecord[] = [
  ...plainRecords(300, HEADERS),
  { key: null, value: 'a null key', headers: HEADERS },
  { key: 'a null value', value: null, headers: HEADERS },
  { key: 'Schlüssel 🔑', value: 'x'.repeat(20_000), headers: HEADERS }
]

interface Envelope {
  readonly offset: number
  readonly ts: number
  readonly key: string | null
  readonly payload: string | null
  readonly headers?: readonly (string | null)[]
}

/** The program kcat, which uses librdkafka. Throws with what to install if it is missing. */
export function kcat(bootstrap: string): Client {
  const program = ['kcat', 'kafkacat'].find(name => isOnPath(name))
  if (program === undefined) {
    throw new Error('kcat was not found: install it (Debian: apt-get install kcat), or set KAFKA_BOOTSTRAP to a cluster of your own')
  }
  const start = (args: readonly string[], input?: string): Promise<string> =>
    run(program, ['-b', bootstrap, '-p', '0', ...args], { stdoutOnly: true, ...(input !== undefined && { input }) })
  return {
    records: RECORDS,
    async produce(topic, compression) {
      const headers = HEADERS.flatMap(([name, value]) => ['-H', value === null ? name : `${name}=${value}`])
      const lines = RECORDS.map(({ key, value }) => `${key ?? ''}${KEY}${value ?? ''}\n`)
      // linger.ms makes all records that kcat reads one batch.
      await start(['-P', '-t', topic, '-z', compression, '-K', KEY, '-Z', '-X', 'linger.ms=100', ...headers], lines.join(''))
    },
    async consume(topic, count) {
      const printed = await start(['-C', '-t', topic, '-o', 'beginning', '-c', `${count}`, '-e', '-q', '-J'])
      return printed.trimEnd().split('\n').map(parseLine)
    }
  }
}

function parseLine(line: string): ReadRecord {
  const { offset, ts, key, payload, headers = [] }: Envelope = JSON.parse(line)
  const pairs = Array.from({ length: headers.length / 2 }, (_, i): [string, string | null] => [
    headers[2 * i] ?? '',
    headers[2 * i + 1] ?? null
  ])
  return { offset: BigInt(offset), timestamp: BigInt(ts), key, value: payload, headers: pairs }
}
