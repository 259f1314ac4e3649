import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { type ConnectionOptions, connect } from '../../../src/index.ts'
import { Fetch, Metadata } from '../../../src/messages.ts'
import { plain } from '../../../src/sasl/index.ts'
import { until } from '../../support/process/gate.ts'

const COMMAND = join(import.meta.dirname, '../../../dist/cli/main.js')

interface Running extends AsyncDisposable {
  readonly child: ChildProcess
  line(): Promise<string>
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
}

function kafkawire(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'pipe' })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }))
  return {
    child,
    ended,
    line: async () => String((await lines.next()).value),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    }
  }
}

interface Ready {
  readonly bootstrap: string
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[]
  readonly pid: number
  readonly clusterId: string
  readonly control?: string
  readonly tls?: { readonly caFile: string; readonly certFile: string; readonly keyFile: string }
}
const ready = async (running: Running): Promise<Ready> => JSON.parse(await running.line())

describe('kafkawire broker', () => {
  test('kafkawire broker prints its address, serves its topics, and ends with SIGINT and status 0', async () => {
    await using broker = kafkawire('broker', '--port', '0', '--brokers', '3', '--topic', 'orders:6', '--topic', 'single', '--json')
    const { bootstrap, brokers, pid } = await ready(broker)
    expect(pid).toBe(broker.child.pid)
    expect(brokers.map(({ host, port }) => `${host}:${port}`).join(',')).toBe(bootstrap)
    await using connection = await connect({ host: '127.0.0.1', port: brokers[1]?.port })
    const { topics } = await connection.send(Metadata, { topics: null })
    expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ['orders', 6],
      ['single', 1]
    ])
    broker.child.kill('SIGINT')
    expect(await broker.ended).toEqual({ code: 0, stderr: '' })
  })

  test('kafkawire broker without --json says in one sentence how to try it', async () => {
    await using broker = kafkawire('broker', '--port', '0', '--topic', 'orders', '--sasl', 'alice:secret')
    const line = await broker.line()
    expect(line).toMatch(
      /^Kafka is ready at 127\.0\.0\.1:\d+\. Try: echo hello \| KAFKAWIRE_PASSWORD=… npx kafkawire produce orders --bootstrap 127\.0\.0\.1:\d+ --sasl PLAIN --username alice$/
    )
    expect(line).not.toContain('secret')
  })

  test('the brokers of kafkawire broker have the ports from --port on', async () => {
    await using first = kafkawire('broker', '--port', '0', '--json')
    const [{ port = 0 } = {}] = (await ready(first)).brokers
    await using second = kafkawire('broker', '--port', String(port), '--json')
    const { code, stderr } = await second.ended
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^kafkawire: broker: .*EADDRINUSE.* --port 0 for any\n$/)])
  })

  test('kafkawire broker --control serves the control over HTTP, whose URL is in the ready line', async () => {
    await using broker = kafkawire('broker', '--port', '0', '--topic', 'orders', '--control', '0', '--json')
    const { control = '' } = await ready(broker)
    const snapshot = await (await fetch(`${control}/snapshot`)).json()
    expect(snapshot).toMatchObject({ topics: [{ name: 'orders' }] })
    await using second = kafkawire('broker', '--port', '0', '--control', new URL(control).port)
    const { code, stderr } = await second.ended
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^kafkawire: broker: .*EADDRINUSE.* --control 0 for any\n$/)])
    await using third = kafkawire('broker', '--port', '0', '--control', '0')
    expect(await third.line()).toMatch(/^Kafka is ready at 127\.0\.0\.1:\d+, and its control at http:\/\/127\.0\.0\.1:\d+\. Try: /)
    broker.child.kill('SIGTERM')
    expect((await broker.ended).code).toBe(0)
  })

  test('kafkawire broker --sasl asks clients to authenticate', async () => {
    await using broker = kafkawire('broker', '--port', '0', '--sasl', 'alice:se:cret', '--json')
    const [{ port } = { port: 0 }] = (await ready(broker)).brokers
    await using connection = await connect({ host: '127.0.0.1', port, sasl: plain({ username: 'alice', password: 'se:cret' }) })
    expect((await connection.send(Metadata, { topics: [] })).brokers.length).toBe(1)
  })

  test('kafkawire broker --super-user checks the ACLs of all other users', async () => {
    const users = ['alice', 'bob'].flatMap(name => ['--sasl', `${name}:secret`])
    await using broker = kafkawire('broker', '--port', '0', '--topic', 'orders', ...users, '--super-user', 'alice', '--json')
    const [{ port } = { port: 0 }] = (await ready(broker)).brokers
    const topicsOf = async (username: string): Promise<(string | null)[]> => {
      await using connection = await connect({ host: '127.0.0.1', port, sasl: plain({ username, password: 'secret' }) })
      return (await connection.send(Metadata, { topics: null })).topics.map(({ name }) => name)
    }
    expect([await topicsOf('alice'), await topicsOf('bob')]).toEqual([['orders'], []])
  })

  test.each([
    ['--as-version', '2.8', 12],
    ['--profile', 'event-hubs', 6]
  ])('kafkawire broker %s %s offers Fetch up to version %i', async (option, value, max) => {
    await using broker = kafkawire('broker', '--port', '0', option, value, '--json')
    const [{ port } = { port: 0 }] = (await ready(broker)).brokers
    await using connection = await connect({ host: '127.0.0.1', port })
    expect(connection.versions.of(Fetch)).toEqual({ min: 4, max })
  })

  test('kafkawire broker --mtls writes certificates that clients need, and removes them at the end', async () => {
    await using broker = kafkawire('broker', '--port', '0', '--mtls', '--json')
    const { brokers, tls } = await ready(broker)
    const [ca, cert, key] = [tls?.caFile, tls?.certFile, tls?.keyFile].map(file => readFileSync(file ?? ''))
    await using connection = await connect({
      host: '127.0.0.1',
      port: brokers[0]?.port,
      tls: { ca, cert, key } as ConnectionOptions['tls']
    })
    expect((await connection.send(Metadata, { topics: [] })).brokers.length).toBe(1)
    await expect(connect({ host: '127.0.0.1', port: brokers[0]?.port, tls: { ca } as ConnectionOptions['tls'] })).rejects.toThrow()
    broker.child.kill('SIGTERM')
    expect((await broker.ended).code).toBe(0)
    expect(existsSync(tls?.caFile ?? '')).toBe(false)
  })

  test('kafkawire broker --load writes the lines of a file before it is ready', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kafkawire-cli-'))
    try {
      const file = join(folder, 'orders.jsonl')
      writeFileSync(file, '{"key":"a","value":{"id":1}}\n\n{"value":"two","partition":1,"headers":{"h":"x"},"timestamp":5}\n')
      await using broker = kafkawire('broker', '--port', '0', '--topic', 'orders:2', '--load', `orders=${file}`, '--json')
      await ready(broker)
      writeFileSync(file, '{"value":"good"}\n{"valu":1}\n')
      await using wrong = kafkawire('broker', '--port', '0', '--load', `orders=${file}`)
      const { code, stderr } = await wrong.ended
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/orders\.jsonl, line 2: a line must be a JSON object with a field "value"\n$/)
      ])
      await using missing = kafkawire('broker', '--port', '0', '--load', `orders=${file}.gone`)
      expect(await missing.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('kafkawire broker --data-dir has the records of a run that was killed, and says what was cut off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kafkawire-cli-'))
    const args = ['broker', '--port', '0', '--control', '0', '--json', '--data-dir', join(folder, 'data')]
    const produce = async (url: string | undefined, body: object): Promise<unknown> =>
      (await fetch(`${url}/topics/orders/records`, { method: 'POST', body: JSON.stringify(body) })).json()
    try {
      await using first = kafkawire(...args, '--brokers', '3', '--topic', 'orders:1:3')
      const { clusterId, control } = await ready(first)
      await produce(control, { records: [{ value: 'kept' }] })
      const state = join(folder, 'data/kafkawire.json')
      await until(() => readFileSync(state, 'utf8').includes('"endOffset":1'))
      await using second = kafkawire(...args)
      expect(await second.ended).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^kafkawire: broker: the data directory .* is used by process \d+\. .*\n$/)
      })
      first.child.kill('SIGKILL')
      await first.ended
      const [log = ''] = readdirSync(join(folder, 'data/logs'))
      appendFileSync(join(folder, 'data/logs', log), 'torn')
      await using third = kafkawire(...args)
      const again = await ready(third)
      expect([again.clusterId, again.brokers.length]).toEqual([clusterId, 3])
      expect(await (await fetch(`${again.control}/topics/orders/records`)).json()).toMatchObject({ records: [{ value: 'kept' }] })
      third.child.kill('SIGTERM')
      const { code, stderr } = await third.ended
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^kafkawire: broker: orders-0: the last 4 bytes of .* were cut off\n$/)])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('kafkawire broker ends with SIGTERM while it waits for records on the standard input', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kafkawire-cli-'))
    await using broker = kafkawire('broker', '--port', '0', '--tls', '--tls-dir', folder, '--load', 'orders=-')
    await until(() => existsSync(join(folder, 'client-key.pem')))
    broker.child.kill('SIGTERM')
    expect(await broker.ended).toEqual({ code: 0, stderr: '' })
    rmSync(folder, { recursive: true })
  })

  test('kafkawire broker removes its certificates when nobody reads its output', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kafkawire-cli-'))
    const args = [COMMAND, 'broker', '--port', '0', '--tls', '--json']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } })
    child.stdout.destroy()
    await once(child, 'close')
    expect(readdirSync(folder)).toEqual([])
    rmSync(folder, { recursive: true })
  })

  test('kafkawire broker ends when the process that started it has ended', async () => {
    const script = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(COMMAND)}, 'broker', '--port', '0', '--json'], { stdio: ['ignore', 'inherit', 'inherit'] }); setTimeout(() => {}, 60_000)`
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    const { pid } = JSON.parse(String(line)) as Ready
    parent.kill('SIGKILL')
    await until(() => !isAlive(pid))
  })

  test.runIf(existsSync('/proc/self/stat'))('kafkawire broker ends when the process that started it through npx has ended', async () => {
    const stdio = "{ stdio: ['ignore', 'inherit', 'inherit'] }"
    const shell = `"${process.execPath}" "${COMMAND}" broker --port 0 --json; true`
    const npm = `process.title = 'npm exec kafkawire'; require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(shell)}], ${stdio})`
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(npm)}], ${stdio}); setTimeout(() => {}, 60_000)`
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    const { pid } = JSON.parse(String(line)) as Ready
    parent.kill('SIGKILL')
    await until(() => !isAlive(pid))
  })

  test.each([
    [['broker', '--bogus'], "Unknown option '--bogus'"],
    [['broker', '--port', '-1'], 'argument is ambiguous'],
    [['broker', '--port', 'x', '--topic', ':3'], '--port must be an integer from 0 to 65535, not "x"; --topic must have the form'],
    [['broker', '--port', '65535', '--brokers', '2'], 'leaves no ports for 2 brokers'],
    [['broker', '--as-version', '2.7'], '--as-version must be one of 2.8, 3.9, 4.4, not "2.7"'],
    [['broker', '--profile', 'kafka'], '--profile must be one of kafka-2.8, kafka-3.9, kafka-4.4, event-hubs'],
    [['broker', '--profile', 'redpanda', '--as-version', '2.8'], '--profile and --as-version exclude each other'],
    [['broker', '--control', '65536'], '--control must be an integer from 0 to 65535, not "65536"'],
    [['broker', '--super-user', ''], '--super-user must name a user'],
    [['broker', '--sasl', 'alice'], '--sasl must have the form USER:PASSWORD'],
    [['broker', '--sasl', 'alice:a', 'bob:secret'], "Unexpected argument 'bob:…'"],
    [
      ['broker', '--topic', 'a:1', '--topic', 'a:2', '--sasl', 'b:1', '--sasl', 'b:2'],
      '--topic names a more than once; --sasl names b more'
    ],
    [['broker', '--topic', 'orders:1:2:3'], '--topic must have the form NAME, NAME:PARTITIONS or NAME:PARTITIONS:REPLICAS'],
    [['broker', '--topic', 'orders:many'], '--topic orders:many: PARTITIONS must be an integer from 1 to 10000, not "many"'],
    [['broker', '--topic', 'a/b'], 'topics.a/b is not a legal topic name'],
    [['nothing'], 'there is no command nothing. There are: doctor, metadata, '],
    [[], 'no command was given. There are: doctor, metadata, ']
  ])('kafkawire %j is refused in one sentence', async (args, text) => {
    await using refused = kafkawire(...args)
    const { code, stderr } = await refused.ended
    expect([code, stderr.split('\n').length]).toEqual([args.includes('a/b') ? 1 : 2, 2])
    expect(stderr).toContain(text)
  })

  test('kafkawire --help lists the commands, and kafkawire broker --help the options', async () => {
    await using help = kafkawire('--help')
    expect(await help.line()).toBe('Usage: kafkawire COMMAND [OPTIONS]')
    await using options = kafkawire('broker', '--help')
    expect(await options.line()).toBe('Usage: kafkawire broker [OPTIONS]')
    expect((await options.ended).code).toBe(0)
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
