import { toolJars } from '../../harness/machine/jars.ts'
import { runJava } from '../../harness/machine/jvm.ts'
import type { TextRecord } from '../records/records.ts'
import { type Client, type ReadRecord, VARIED_RECORDS } from './client.ts'

const NULL = '<null>'
const [FIELD, HEADER] = ['\u001f', '\u001e']
const NO_HEADERS = 'NO_HEADERS'
const TIMEOUT_MS = 50_000 // on a busy machine the JVM alone takes half of it

/** The console tools of Kafka, which use its Java clients. */
export function consoleTools(version: string, bootstrap: string): Client {
  const run = async (main: readonly string[], input?: string): Promise<string> =>
    runJava(await toolJars(version), [...main, '--bootstrap-server', bootstrap], input)
  return {
    records: VARIED_RECORDS,
    async produce(topic, compression) {
      const properties = ['parse.key=true', 'parse.headers=true', `key.separator=${FIELD}`, `headers.delimiter=${FIELD}`]
      const more = [`headers.separator=${HEADER}`, `null.marker=${NULL}`]
      const options = [...properties, ...more].flatMap(each => ['--reader-property', each])
      const main = ['org.apache.kafka.tools.ConsoleProducer', '--topic', topic, '--compression-codec', compression, ...options]
      await run(main, VARIED_RECORDS.map(asLine).join(''))
    },
    async consume(topic, count) {
      const shown = ['timestamp', 'offset', 'headers', 'key', 'value'].map(each => `print.${each}=true`)
      const options = [...shown, `key.separator=${FIELD}`, `headers.separator=${HEADER}`, `null.literal=${NULL}`]
      const whence = `--topic ${topic} --partition 0 --offset earliest --max-messages ${count} --timeout-ms ${TIMEOUT_MS}`
      const properties = options.flatMap(each => ['--formatter-property', each])
      const printed = await run(['org.apache.kafka.tools.consumer.ConsoleConsumer', ...whence.split(' '), ...properties])
      return printed.trimEnd().split('\n').filter(isRecord).map(parseLine)
    }
  }
}

// The tool writes its log to the same stream.
const isRecord = (line: string): boolean => line.startsWith('CreateTime:')

function asLine({ headers = [], key, value }: TextRecord): string {
  const pairs = headers.map(([name, content]) => `${name}:${content ?? NULL}`)
  return `${[pairs.length === 0 ? NULL : pairs.join(HEADER), key ?? NULL, value ?? NULL].join(FIELD)}\n`
}

function parseLine(line: string): ReadRecord {
  const [timestamp = '', offset = '', headers = '', key = '', value = ''] = line.split(FIELD)
  return {
    timestamp: BigInt(timestamp.replace('CreateTime:', '')),
    offset: BigInt(offset.replace('Offset:', '')),
    headers: headers === NO_HEADERS ? [] : headers.split(HEADER).map(parseHeader),
    key: orNull(key),
    value: orNull(value)
  }
}

function parseHeader(text: string): [string, string | null] {
  const at = text.indexOf(':')
  return [text.slice(0, at), orNull(text.slice(at + 1))]
}

const orNull = (text: string): string | null => (text === NULL ? null : text)
